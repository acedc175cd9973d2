import { beforeEach, describe, expect, it } from 'vitest'
import type { Factors } from '../../src/store/port.ts'
import { randomId } from '../../src/tokens/secret.ts'
import type { Subject } from './contract.ts'

const NOW = 1_800_000_000
const totp = { secret: 'sealed', created_at: NOW, last_step: 60_000_000 }
const device = (id: string) => ({
  id,
  user_agent: 'test',
  created_at: NOW,
  last_used_at: NOW,
  expires_at: NOW + 3600,
})

/** What every storage promises of second factors. */
export function factorsContract(name: string, make: () => Promise<Subject>): void {
  describe(`second factors, kept by ${name}`, () => {
    let factors: Factors
    let other: Factors
    beforeEach(async () => {
      const { storage } = await make()
      const tenant = `tenant-${randomId(4)}`
      factors = storage.forTenant(tenant).factors
      other = storage.forTenant(`${tenant}-other`).factors
    })
    const together = async (times: number, one: (n: number) => Promise<boolean>) =>
      (await Promise.all(Array.from({ length: times }, (_, n) => one(n)))).filter(Boolean).length

    it('row 35: of 50 who set up an app at once it is one, and it is his secret that stays', async () => {
      const add = (n: number) => factors.addTotp('ada', { ...totp, secret: `sealed-${n}` })
      expect(await together(50, add)).toBe(1)
      const before = (await factors.of('ada')).totp
      expect(before).toEqual({ secret: expect.stringMatching(/^sealed-\d+$/), created_at: NOW })
      expect(await factors.addTotp('ada', totp)).toBe(false)
      expect((await factors.of('ada')).totp).toEqual(before)
    })

    it('row 35: of 50 who spend one time step at once it is one, and none before it counts any more', async () => {
      // goes red for D1 when the condition on last_step is a read of its own: 50
      await factors.addTotp('ada', totp)
      const step = totp.last_step + 1
      expect(await together(50, () => factors.spendStep('ada', step))).toBe(1)
      for (const old of [step, step - 1, 0]) expect(await factors.spendStep('ada', old)).toBe(false)
      expect(await factors.spendStep('ada', step + 1, 'sealed anew')).toBe(true)
      expect((await factors.of('ada')).totp?.secret).toBe('sealed anew')
      expect(await factors.spendStep('bob', step)).toBe(false)
    })

    it('an app is there until it is removed, which happens once', async () => {
      expect(await factors.of('ada')).toEqual({ recovery_codes: 0 })
      await factors.addTotp('ada', totp)
      expect(await together(5, () => factors.removeTotp('ada'))).toBe(1)
      expect(await factors.of('ada')).toEqual({ recovery_codes: 0 })
      expect(await factors.spendStep('ada', totp.last_step + 1)).toBe(false)
    })

    it('row 35: of 50 who use one recovery code at once it is one', async () => {
      await factors.replaceRecoveryCodes('ada', ['a', 'b', 'c'], NOW)
      expect(await together(50, () => factors.spendRecoveryCode('ada', 'b', NOW))).toBe(1)
      expect([...(await factors.recoveryCodes('ada'))].sort()).toEqual(['a', 'c'])
      expect((await factors.of('ada')).recovery_codes).toBe(2)
      for (const wrong of ['b', 'x', ''])
        expect(await factors.spendRecoveryCode('ada', wrong, NOW)).toBe(false)
      expect(await factors.spendRecoveryCode('bob', 'a', NOW)).toBe(false)
    })

    it('new recovery codes put an end to the old ones, none to all', async () => {
      await factors.replaceRecoveryCodes('ada', ['a', 'b'], NOW)
      await factors.replaceRecoveryCodes('ada', ['b', 'c'], NOW)
      expect(await factors.spendRecoveryCode('ada', 'a', NOW)).toBe(false)
      expect([...(await factors.recoveryCodes('ada'))].sort()).toEqual(['b', 'c'])
      await factors.replaceRecoveryCodes('ada', [], NOW)
      expect((await factors.of('ada')).recovery_codes).toBe(0)
    })

    it('a remembered device is known by its secret, to its person, until it expires or is forgotten', async () => {
      await factors.rememberDevice('ada', device('one'), 'hash one')
      await factors.rememberDevice('ada', device('two'), 'hash two')
      const used = { ...device('one'), last_used_at: NOW + 60 }
      expect(await factors.useDevice('ada', 'hash one', NOW + 60)).toEqual(used)
      expect(await factors.useDevice('bob', 'hash one', NOW)).toBeUndefined()
      expect(await factors.useDevice('ada', 'hash', NOW)).toBeUndefined()
      expect(await factors.useDevice('ada', 'hash one', NOW + 3600)).toBeUndefined()
      const ids = async () => (await factors.devices('ada', NOW)).map(({ id }) => id).sort()
      expect(await ids()).toEqual(['one', 'two'])
      expect(await factors.devices('ada', NOW + 3600)).toEqual([])
      await factors.forgetDevices('bob')
      await factors.forgetDevices('ada', 'one')
      expect(await ids()).toEqual(['two'])
      await factors.forgetDevices('ada')
      expect(await ids()).toEqual([])
    })

    it('tenants share no factor', async () => {
      await factors.addTotp('ada', totp)
      await factors.replaceRecoveryCodes('ada', ['a'], NOW)
      await factors.rememberDevice('ada', device('one'), 'hash')
      expect(await other.of('ada')).toEqual({ recovery_codes: 0 })
      expect(await other.spendStep('ada', totp.last_step + 1)).toBe(false)
      expect(await other.spendRecoveryCode('ada', 'a', NOW)).toBe(false)
      expect(await other.useDevice('ada', 'hash', NOW)).toBeUndefined()
      await other.removeTotp('ada')
      await other.replaceRecoveryCodes('ada', [], NOW)
      await other.forgetDevices('ada')
      expect(await factors.of('ada')).toMatchObject({
        recovery_codes: 1,
        totp: { secret: 'sealed' },
      })
      expect(await factors.devices('ada', NOW)).toHaveLength(1)
    })
  })
}
