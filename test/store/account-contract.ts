import { beforeEach, describe, expect, it } from 'vitest'
import { slotOf } from '../../src/protocol/slot.ts'
import type { ActivityEntry, Session, Store, User } from '../../src/store/port.ts'
import { ACTIVITY_KEPT } from '../../src/store/port-activity.ts'
import { ADDRESS_HELD } from '../../src/store/port-people.ts'
import { personalId, randomId } from '../../src/tokens/secret.ts'
import { person } from '../support/fixtures.ts'
import { aGrant, redemptionOf, rotationOf, type Subject } from './contract.ts'

const NOW = 1_800_000_000

const aSession = (sub: string): Session => ({
  ...{ sid: personalId(sub), sub, auth_time: NOW, acr: 'urn:sallyport:acr:1fa', amr: ['pwd'] },
  ...{ created_at: NOW, last_seen_at: NOW, expires_at: NOW + 40 * 86_400 },
})

/** What every storage promises of an account: its history, its address, its end. */
export function accountContract(name: string, make: () => Promise<Subject>): void {
  describe(`accounts, kept by ${name}`, () => {
    let subject: Subject
    let store: Store
    let ada: User
    let bob: User
    const at = (name: string) => `${name}-${randomId(6).toLowerCase()}@example.com`
    beforeEach(async () => {
      subject = await make()
      const tenant = `tenant-${randomId(4)}`
      store = subject.storage.forTenant(tenant)
      ada = person(`ada-${randomId(6)}`, at('ada'), 'hash')
      bob = person(`bob-${randomId(6)}`, at('bob'), 'hash')
      for (const one of [ada, bob]) await subject.addUser(tenant, one)
    })
    const whose = async (email: string) => (await store.users.findByEmail(email))?.sub
    const later = (user: User, created_at: number) => ({ ...user, created_at })

    it('what happened is listed with the newest first, to its person, for 90 days', async () => {
      const entry = (id: string, at: number): ActivityEntry => ({
        ...{ id, at, event: 'signed_in', details: { city: 'Hamburg', country: 'DE' } },
      })
      const [old, young] = [entry('1', NOW - ACTIVITY_KEPT), entry('2', NOW)]
      for (const one of [old, young]) await store.activity.append(ada.sub, one)
      expect(await store.activity.list(ada.sub, 10)).toEqual([young, old])
      expect(await store.activity.list(ada.sub, 1)).toEqual([young])
      expect(await store.activity.list(bob.sub, 10)).toEqual([])
      await subject.storage.sweep(NOW)
      expect(await store.activity.list(ada.sub, 10)).toEqual([young])
    })

    it('a grant says when it was last refreshed, without a write of its own', async () => {
      const [used, fresh, kept] = [aGrant(), aGrant({ cell: 2 }), aGrant({ cell: 2 })]
      for (const one of [used, fresh, kept]) {
        await store.grants.open(one)
        await store.grants.redeem(redemptionOf(one))
      }
      await store.grants.rotate(rotationOf(used, 'first', { now: NOW + 60 }))
      const idle = { idle_expires_at: NOW + 9000, rotate: false, now: NOW + 120 }
      await store.grants.rotate(rotationOf(kept, 'first', idle))
      const asked = [fresh, used, aGrant(), kept]
      expect(await store.grants.lastUsed(asked)).toEqual([
        undefined,
        NOW + 60,
        undefined,
        NOW + 120,
      ])
      expect(await store.grants.lastUsed([])).toEqual([])
    })

    it('an address is changed once it is free, and the former one is held for its person', async () => {
      const next = at('next')
      const change = { from: ada.email, to: next }
      expect(await store.users.changeEmail(ada.sub, { ...change, to: bob.email }, NOW)).toBe(false)
      expect(await store.users.changeEmail(ada.sub, change, NOW)).toBe(true)
      expect([await whose(next), await whose(ada.email)]).toEqual([ada.sub, undefined])
      const now = await store.users.find(ada.sub, { fresh: true })
      expect(now).toMatchObject({ email: next, email_verified: true })
      expect(await store.users.changeEmail(ada.sub, change, NOW)).toBe(false) // it was another's wish

      const eve = person('eve', ada.email, 'hash')
      const soon = NOW + ADDRESS_HELD - 1
      const wish = { from: bob.email, to: ada.email }
      expect(await store.users.create(later(eve, soon))).toBe(false)
      expect(await store.users.changeEmail(bob.sub, wish, soon)).toBe(false)
      const back = { from: next, to: ada.email }
      expect(await store.users.changeEmail(ada.sub, back, soon)).toBe(true)
      expect([await whose(next), await whose(ada.email)]).toEqual([undefined, ada.sub])
    })

    it('a former address is free after a week', async () => {
      await store.users.changeEmail(ada.sub, { from: ada.email, to: at('next') }, NOW)
      const eve = later(person('eve', ada.email, 'hash'), NOW + ADDRESS_HELD)
      expect(await store.users.create(eve)).toBe(true)
      expect(await whose(ada.email)).toBe('eve')
    })

    it('of two who want one address at once one gets it, and one who signs up is no exception', async () => {
      for (let round = 0; round < 10; round++) {
        const wanted = at('wanted')
        const [one, two] = [person(randomId(), at('one'), ''), person(randomId(), at('two'), '')]
        for (const each of [one, two]) await store.users.create(each)
        const third = person(randomId(), wanted, '')
        const got = await Promise.all([
          store.users.changeEmail(one.sub, { from: one.email, to: wanted }, NOW),
          store.users.create(later(third, NOW)),
          store.users.changeEmail(two.sub, { from: two.email, to: wanted }, NOW),
        ])
        expect(got.filter(Boolean)).toHaveLength(1)
        const [first, , second] = got
        expect(await whose(one.email)).toBe(first ? undefined : one.sub)
        expect(await whose(two.email)).toBe(second ? undefined : two.sub)
        const owner = [one, third, two].find((_, place) => got[place])
        expect(await whose(wanted)).toBe(owner?.sub)
      }
    })

    it('row 10: one who leaves has no session, no live grant and can be given none, until they stay', async () => {
      const grant = aGrant({ sub: ada.sub })
      await store.grants.open(grant)
      await store.grants.redeem(redemptionOf(grant))
      await store.sessions.start(aSession(ada.sub), 'secret')
      await store.users.close(ada.sub, NOW + 100, NOW)
      const ref = { slot: slotOf(ada.sub), secret_hash: 'secret' }
      expect(await store.sessions.find(ref, NOW)).toBeUndefined()
      expect(await store.grants.behind(grant, 'jti')).toBeUndefined()
      expect(await store.grants.open(aGrant({ sub: ada.sub }))).toBe(false)
      await store.users.update(ada.sub, { deletes_at: null }, NOW)
      await subject.storage.sweep(NOW + 100)
      expect(await whose(ada.email)).toBe(ada.sub)
      expect(await store.grants.open(aGrant({ sub: ada.sub }))).toBe(true)
    })

    it('when their time has come nothing is left, the address is free, and others notice nothing', async () => {
      await store.activity.append(ada.sub, { id: '1', at: NOW, event: 'signed_in', details: {} })
      await store.consents.remember(
        { sub: ada.sub, client_id: 'web', resource: 'r', redirect_origin: 'o' },
        ['openid'],
        NOW,
      )
      await store.grants.open(aGrant({ sub: ada.sub }))
      const former = ada.email
      await store.users.changeEmail(ada.sub, { from: former, to: at('next') }, NOW)
      await store.users.close(ada.sub, NOW + 100, NOW)
      await subject.storage.sweep(NOW + 99)
      expect(await store.users.find(ada.sub, { fresh: true })).toBeDefined()
      for (const _ of [1, 2]) await subject.storage.sweep(NOW + 100)
      expect(await store.users.find(ada.sub, { fresh: true })).toBeUndefined()
      expect(await store.activity.list(ada.sub, 10)).toEqual([])
      expect(await store.grants.list(ada.sub, NOW)).toEqual([])
      expect(await whose(bob.email)).toBe(bob.sub)
      expect(await store.users.create(later(person('eve', former, ''), NOW + 101))).toBe(true)
    })
  })
}
