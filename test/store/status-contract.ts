import { beforeEach, describe, expect, it } from 'vitest'
import { placeOf } from '../../src/protocol/status-list.ts'
import type { Grant, Store } from '../../src/store/port.ts'
import { personalId, randomId } from '../../src/tokens/secret.ts'
import { clients, person } from '../support/fixtures.ts'
import { aGrant, redemptionOf, rotationOf, type Subject } from './contract.ts'

const NOW = 1_800_000_000
const [s1, s2] = [personalId('ada'), personalId('ada')]

/** The part of the contract that status lists and endings stand on. */
export function statusContract(name: string, make: () => Promise<Subject>): void {
  describe(`status lists, kept by ${name}`, () => {
    let store: Store
    beforeEach(async () => {
      const subject = await make()
      const tenant = `tenant-${randomId(4)}`
      store = subject.storage.forTenant(tenant)
      for (const client of await clients()) await subject.addClient(tenant, client)
      await subject.addUser(tenant, person('ada', 'ada@example.com', 'hash'))
    })

    const redeemed = async (changes: Partial<Grant> = {}) => {
      const grant = aGrant(changes)
      await store.grants.open(grant)
      const outcome = await store.grants.redeem(redemptionOf(grant))
      if (outcome.outcome !== 'redeemed') throw new Error(outcome.outcome)
      return { grant, place: outcome.place }
    }

    const isSet = async (cell: number, place: number) => {
      const { list, idx } = placeOf(cell, place)
      return (await store.grants.invalidIn(list)).includes(idx)
    }

    it('every grant of a cell has a place of its own', async () => {
      const places = await Promise.all(
        Array.from({ length: 20 }, async () => (await redeemed()).place),
      )
      expect(new Set(places).size).toBe(20)
      expect(await isSet(1, places[0] ?? 0)).toBe(false)
    })

    it('closing a grant and setting its entry are one', async () => {
      const [one, other] = [await redeemed(), await redeemed()]
      await store.grants.close(one.grant, NOW)
      expect(await isSet(1, one.place)).toBe(true)
      expect(await isSet(1, other.place)).toBe(false)
    })

    it('a rotation keeps the place; a revoked token moves the grant to another', async () => {
      const { grant, place } = await redeemed()
      expect(await store.grants.rotate(rotationOf(grant, 'first'))).toMatchObject({ place })
      await store.grants.revokeToken(grant, 'jti', NOW + 900)
      await store.grants.revokeToken(grant, 'jti', NOW + 900)
      expect(await isSet(1, place)).toBe(true)
      const next = await store.grants.rotate(rotationOf(grant, 'first+'))
      expect(next).toMatchObject({ outcome: 'rotated', place: expect.any(Number) })
      if ('place' in next) expect(await isSet(1, next.place)).toBe(false)
    })

    it('row 10: a disabled client’s own entry is set', async () => {
      const number = 7
      const cells = [0, 1, 2, 3]
      const anySet = async () => {
        const set = await Promise.all(cells.map((cell) => isSet(cell, number)))
        return set.includes(true)
      }
      expect(await anySet()).toBe(false)
      await store.clients.disable('service', NOW)
      expect(await anySet()).toBe(true)
    })

    it('who has to hear of a session’s end is noted once, handed out once, and kept until heard', async () => {
      await redeemed({ client_id: 'told', sid: s1 })
      await redeemed({ client_id: 'told', sid: s1 })
      await redeemed({ client_id: 'told', sid: s2 })
      await redeemed({ client_id: 'web', sid: s1 }) // has no address
      await store.logouts.announce('bob', s1, NOW)
      expect(await store.logouts.list()).toEqual([])
      for (let n = 0; n < 2; n++) await store.logouts.announce('ada', s1, NOW)
      expect(await store.logouts.take(NOW, NOW + 60, 'bob')).toEqual([])
      const taken = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          n % 2 ? store.logouts.take(NOW, NOW + 60) : store.logouts.take(NOW, NOW + 60, 'ada'),
        ),
      )
      const [one, ...more] = taken.flat()
      expect(one).toMatchObject({ client_id: 'told', sub: 'ada', sid: s1, attempts: 1 })
      expect(more).toEqual([])
      const id = one?.id ?? ''
      await store.logouts.failed(id, 'why', NOW + 30)
      expect(await store.logouts.take(NOW + 29, NOW + 90)).toEqual([])
      expect(await store.logouts.take(NOW + 30, NOW + 90)).toMatchObject([
        { attempts: 2, error: 'why' },
      ])
      await store.logouts.failed(id, 'given up', undefined)
      expect(await store.logouts.take(NOW + 1e6, NOW + 1e6)).toEqual([])
      expect(await store.logouts.list()).toMatchObject([{ id, error: 'given up' }])
      await store.logouts.delivered(id)
      expect(await store.logouts.list()).toEqual([])
    })

    it('all that match are closed: by person, client, session, moment', async () => {
      const mine = await redeemed({ sid: s1 })
      const offline = await redeemed({ sid: s1, scope: ['openid', 'offline_access'] })
      const other = await redeemed({ sid: s2, client_id: 'other', created_at: NOW + 10 })
      const live = async ({ grant }: { grant: Grant }) =>
        (await store.grants.behind(grant, 'jti')) !== undefined
      expect(await store.grants.closeAll({ sub: 'ada', sid: s1 }, NOW)).toBe(1)
      expect([await live(mine), await live(offline), await live(other)]).toEqual([
        false,
        true,
        true,
      ])
      expect(await store.grants.closeAll({ sid: s1 }, NOW)).toBe(0)
      expect(await store.grants.closeAll({ created_before: NOW + 10 }, NOW)).toBe(1)
      expect([await live(offline), await live(other)]).toEqual([false, true])
      expect(await store.grants.closeAll({ client_id: 'web' }, NOW)).toBe(0)
      expect(await store.grants.closeAll({ client_id: 'other' }, NOW)).toBe(1)
      expect(await live(other)).toBe(false)
    })
  })
}
