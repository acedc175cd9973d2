import { beforeEach, describe, expect, it } from 'vitest'
import { cellOfClient } from '../../src/protocol/cell-number.ts'
import { placeOf } from '../../src/protocol/status-list.ts'
import type { Client, Grant, Store } from '../../src/store/port.ts'
import { personalId, randomId } from '../../src/tokens/secret.ts'
import { clients, person } from '../support/fixtures.ts'
import { aGrant, redemptionOf, rotationOf, type Subject } from './contract.ts'

const NOW = 1_800_000_000
const [s1, s2] = [personalId('ada'), personalId('ada')]

const aClient = async (): Promise<Client> => {
  const [client] = await clients()
  if (client === undefined) throw new Error('the fixtures have no client')
  return client
}

/** The part of the contract that status lists and endings stand on. */
export function statusContract(name: string, make: () => Promise<Subject>): void {
  describe(`status lists, kept by ${name}`, () => {
    let subject: Subject
    let tenant: string
    let store: Store
    beforeEach(async () => {
      subject = await make()
      tenant = `tenant-${randomId(4)}`
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

    it('row 10: tokens of a client end without it: its entry is set, and it goes on under another', async () => {
      const none = { cell: cellOfClient('service', 4), id: '' }
      const numberOf = async (client_id: string) =>
        (await store.clients.find(client_id, { fresh: true }))?.status_number
      const isAlive = async (place: number | undefined) =>
        (await store.grants.behind(none, 'jti', place)) !== undefined
      await subject.addClient(tenant, {
        ...(await aClient()),
        client_id: 'second',
        status_number: 90,
      })
      const first = await numberOf('service')
      expect([first, await isAlive(first), await isAlive(90)]).toEqual([7, true, true])
      expect(await store.clients.endTokens('service', NOW)).toBe(1)
      const second = await numberOf('service')
      expect([await isAlive(first), await isAlive(90), await isAlive(second)]).toEqual([
        false,
        true,
        true,
      ])
      const numbered = (await clients()).filter((one) => one.status_number !== undefined)
      expect(await store.clients.endTokens(undefined, NOW)).toBe(numbered.length + 1)
      const third = [await numberOf('service'), await numberOf('second')]
      expect(await Promise.all([second, ...third].map(isAlive))).toEqual([false, true, true])
      expect(new Set([first, 90, second, ...third]).size).toBe(5)
      // one without a number has nothing that could be ended so
      expect(await store.clients.endTokens('web', NOW)).toBe(0)
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

    it('one that is named is closed, before its code comes too', async () => {
      const [one, other, early] = [await redeemed(), await redeemed(), aGrant()]
      await store.grants.open(early)
      expect(await store.grants.closeAll({ id: one.grant.id }, NOW)).toBe(1)
      expect(await store.grants.closeAll({ id: early.id }, NOW)).toBe(1)
      expect(await store.grants.closeAll({ id: one.grant.id }, NOW)).toBe(0)
      expect(await store.grants.behind(one.grant, 'jti')).toBeUndefined()
      expect(await store.grants.behind(other.grant, 'jti')).toBeDefined()
      expect((await store.grants.redeem(redemptionOf(early))).outcome).toBe('closed')
    })

    // goes red when closeAll asks the database alone
    it('by a moment those too are closed that the database has forgotten', async () => {
      const at = async (created_at: number, changes: Partial<Grant> = {}) =>
        (await redeemed({ created_at, ...changes })).grant
      const grants = [
        await at(NOW - 100),
        await at(NOW - 50),
        await at(NOW - 50, { cell: 9, client_id: 'other' }),
        await at(NOW - 50, { cell: 23, sub: 'bob' }),
      ]
      await subject.forgetGrants(tenant)
      grants.push(await at(NOW - 50), await at(NOW))
      const alive = async () =>
        Promise.all(
          grants.map(async (one) => (await store.grants.behind(one, 'jti')) !== undefined),
        )
      const window = { created_since: NOW - 60, created_before: NOW }
      expect(await store.grants.closeAll({ ...window, sub: 'bob' }, NOW)).toBe(1)
      expect(await alive()).toEqual([true, true, true, false, true, true])
      expect(await store.grants.closeAll({ ...window, client_id: 'other' }, NOW)).toBe(1)
      expect(await store.grants.closeAll(window, NOW)).toBe(2)
      expect(await alive()).toEqual([true, false, false, false, false, true])
      expect(await store.grants.closeAll(window, NOW)).toBe(0)
    })

    it('sessions are found by when they started', async () => {
      const start = (sub: string, sid: string, created_at: number) =>
        store.sessions.start(
          {
            sid,
            sub,
            created_at,
            auth_time: created_at,
            last_seen_at: created_at,
            expires_at: NOW + 3600,
            acr: 'acr',
            amr: [],
          },
          sid,
        )
      await Promise.all([
        start('ada', 'early', NOW - 100),
        start('ada', 'late', NOW - 50),
        start('bob', 'his', NOW - 50),
        start('ada', 'now', NOW),
      ])
      const found = async (which: Parameters<Store['sessions']['started']>[0]) =>
        (await store.sessions.started(which)).map(({ sub, sid }) => `${sub} ${sid}`).sort()
      expect(await found({ created_before: NOW })).toEqual(['ada early', 'ada late', 'bob his'])
      expect(await found({ created_before: NOW, created_since: NOW - 50 })).toEqual([
        'ada late',
        'bob his',
      ])
      expect(await found({ created_before: NOW, sub: 'bob' })).toEqual(['bob his'])
    })
  })
}
