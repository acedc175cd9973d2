import { beforeEach, describe, expect, it } from 'vitest'
import { makeUserCode } from '../../src/protocol/user-code.ts'
import type { DeviceCodes, DeviceRequest } from '../../src/store/port.ts'
import { randomId } from '../../src/tokens/secret.ts'
import { aGrant, type Subject } from './contract.ts'

const NOW = 1_800_000_000
const request: DeviceRequest = {
  client_id: 'tv',
  scope: 'openid',
  started_at: NOW,
  expires_at: NOW + 600,
  secret_hash: 'hash',
  city: 'Wellington',
}

/** What every storage promises of devices that wait. */
export function deviceCodesContract(create: () => Promise<Subject>): void {
  describe('device codes', () => {
    let codes: DeviceCodes
    let code: string
    beforeEach(async () => {
      codes = (await create()).storage.forTenant('default').deviceCodes
      code = makeUserCode()
    })
    const parallel = <T>(times: number, one: (n: number) => Promise<T>) =>
      Promise.all(Array.from({ length: times }, (_, n) => one(n)))
    const poll = (at = NOW) => codes.poll(code, { secret_hash: 'hash', take_id: randomId() }, at)
    const grant = aGrant()

    it('row 20: a user code is one device’s while it lives', async () => {
      const made = await parallel(20, () => codes.create(code, request, NOW))
      expect(made.filter(Boolean)).toHaveLength(1)
      expect(await codes.find(code, NOW)).toEqual(request)
      expect(await codes.find(makeUserCode(), NOW)).toBeUndefined()
      expect(await codes.find(code, NOW + 600)).toBeUndefined()
      const next = { ...request, expires_at: NOW + 1200, secret_hash: 'other' }
      expect(await codes.create(code, next, NOW + 600)).toBe(true)
      expect((await poll(NOW + 600)).outcome).toBe('unknown')
    })

    it('row 20: of 50 people at once one has it, and they alone', async () => {
      await codes.create(code, request, NOW)
      const claims = await parallel(50, (n) => codes.claim(code, `person-${n}`, NOW))
      const [owner, ...more] = claims.flatMap((one, n) => (one ? [`person-${n}`] : []))
      expect(more).toEqual([])
      expect(await codes.claim(code, owner ?? '', NOW)).toEqual(request)
      expect(await codes.answer(code, { sub: 'somebody-else', grant }, NOW)).toBe(false)
      expect((await poll()).outcome).toBe('pending')
    })

    it('row 20: of 50 answers at once one counts', async () => {
      await codes.create(code, request, NOW)
      expect(await codes.answer(code, { sub: 'ada', grant }, NOW)).toBe(false)
      await codes.claim(code, 'ada', NOW)
      const answers = await parallel(50, (n) =>
        codes.answer(code, n % 2 ? { sub: 'ada', grant } : { sub: 'ada' }, NOW),
      )
      expect(answers.filter(Boolean)).toHaveLength(1)
      expect(await codes.find(code, NOW)).toBeUndefined()
      expect(await codes.claim(code, 'ada', NOW)).toBeUndefined()
    })

    it('row 20: of 50 polls at once one takes what was approved; given back, the next one does', async () => {
      await codes.create(code, request, NOW)
      await codes.claim(code, 'ada', NOW)
      await codes.answer(code, { sub: 'ada', grant }, NOW)
      const take_ids = Array.from({ length: 50 }, () => randomId())
      const polls = await Promise.all(
        take_ids.map((take_id) => codes.poll(code, { secret_hash: 'hash', take_id }, NOW)),
      )
      const [taken = -1, ...more] = polls.flatMap((one, n) =>
        one.outcome === 'approved' ? [n] : [],
      )
      expect(more).toEqual([])
      expect(polls[taken]).toEqual({ outcome: 'approved', grant })
      await codes.release(code, take_ids.find((_, n) => n !== taken) ?? '')
      expect((await poll()).outcome).toBe('used')
      await codes.release(code, take_ids[taken] ?? '')
      expect((await poll()).outcome).toBe('approved')
    })

    it('row 20: polls at once all but one come too early', async () => {
      await codes.create(code, request, NOW)
      const polls = await parallel(10, () => poll())
      expect(polls.filter(({ outcome }) => outcome === 'pending')).toHaveLength(1)
      expect(polls.at(-1)).toEqual({ outcome: 'slow_down', interval: 50 })
      expect((await poll(NOW + 50)).outcome).toBe('pending')
    })

    it('a refusal is told each time; after its time nothing is', async () => {
      await codes.create(code, request, NOW)
      await codes.claim(code, 'ada', NOW)
      await codes.answer(code, { sub: 'ada' }, NOW)
      expect((await poll()).outcome).toBe('denied')
      expect((await poll()).outcome).toBe('denied')
      expect(['expired', 'unknown']).toContain((await poll(NOW + 600)).outcome)
      expect(await codes.answer(code, { sub: 'ada', grant }, NOW + 600)).toBe(false)
    })

    it('what is one tenant’s is no other’s', async () => {
      const { storage } = await create()
      await storage.forTenant('default').deviceCodes.create(code, request, NOW)
      expect(await storage.forTenant('other').deviceCodes.find(code, NOW)).toBeUndefined()
    })
  })
}
