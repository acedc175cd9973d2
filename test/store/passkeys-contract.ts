import { beforeEach, describe, expect, it } from 'vitest'
import type { Passkey, Store } from '../../src/store/port.ts'
import { randomId } from '../../src/tokens/secret.ts'
import { person } from '../support/fixtures.ts'
import type { Subject } from './contract.ts'

const NOW = 1_800_000_000

export const aPasskey = (changes: Partial<Passkey> = {}): Passkey => ({
  sub: 'ada',
  credential_id: randomId(),
  public_key: 'pQECAyYgASFYIA',
  sign_count: 0,
  transports: ['internal', 'hybrid'],
  backed_up: true,
  name: 'Laptop',
  created_at: NOW,
  ...changes,
})

/** What every storage promises of passkeys. */
export function passkeysContract(name: string, create: () => Promise<Subject>): void {
  describe(`passkeys, kept by ${name}`, () => {
    let store: Store
    let elsewhere: Store
    beforeEach(async () => {
      const subject = await create()
      const tenant = `tenant-${randomId(4)}`
      store = subject.storage.forTenant(tenant)
      elsewhere = subject.storage.forTenant(`${tenant}-other`)
      await subject.addUser(tenant, person('ada', 'ada@example.com', 'hash'))
    })

    it('are listed and found by their person, and by nobody else', async () => {
      const one = aPasskey()
      const two = aPasskey({ created_at: NOW - 5, aaguid: 'a', last_used_at: NOW })
      expect(await store.passkeys.add(one, 5)).toBe(true)
      expect(await store.passkeys.add(two, 5)).toBe(true)
      expect(await store.passkeys.list('ada')).toEqual([two, one])
      expect(await store.passkeys.find('ada', one.credential_id)).toEqual(one)
      expect(await store.passkeys.find('bob', one.credential_id)).toBeUndefined()
      expect(await elsewhere.passkeys.find('ada', one.credential_id)).toBeUndefined()
      expect(await elsewhere.passkeys.list('ada')).toEqual([])
    })

    it('are there once each, and no more than may be', async () => {
      const one = aPasskey()
      expect(await store.passkeys.add(one, 2)).toBe(true)
      expect(await store.passkeys.add({ ...one, name: 'Again' }, 2)).toBe(false)
      expect(await store.passkeys.add(aPasskey(), 2)).toBe(true)
      expect(await store.passkeys.add(aPasskey(), 2)).toBe(false)
      expect((await store.passkeys.list('ada')).map(({ name }) => name)).toEqual([
        'Laptop',
        'Laptop',
      ])
    })

    it('remember their use and their name', async () => {
      const one = aPasskey()
      await store.passkeys.add(one, 5)
      const use = { sign_count: 7, backed_up: false, last_used_at: NOW + 60 }
      await store.passkeys.used('ada', one.credential_id, use)
      await store.passkeys.rename('ada', one.credential_id, 'Desk')
      await store.passkeys.rename('bob', one.credential_id, 'Not his')
      expect(await store.passkeys.list('ada')).toEqual([{ ...one, ...use, name: 'Desk' }])
    })

    it('are taken away once, and the last one only by who may', async () => {
      const [one, two] = [aPasskey(), aPasskey()]
      await store.passkeys.add(one, 5)
      await store.passkeys.add(two, 5)
      const remove = (id: string, keepLast: boolean) =>
        store.passkeys.remove('ada', id, { keepLast })
      const both = await Promise.all([
        remove(one.credential_id, true),
        remove(two.credential_id, true),
      ])
      expect(both.filter(Boolean)).toHaveLength(1)
      const [left] = await store.passkeys.list('ada')
      expect(
        await store.passkeys.remove('bob', left?.credential_id ?? '', { keepLast: false }),
      ).toBe(false)
      expect(await remove(left?.credential_id ?? '', false)).toBe(true)
      expect(await remove(left?.credential_id ?? '', false)).toBe(false)
    })
  })
}
