import { env } from 'cloudflare:test'
import { drizzle } from 'drizzle-orm/d1'
import { describe, expect, it } from 'vitest'
import * as schema from '../../src/store/cloudflare/schema.ts'
import { randomId } from '../../src/tokens/secret.ts'
import { aGrant, redemptionOf } from '../store/contract.ts'
import { createFailing } from '../support/failing.ts'
import { clients } from '../support/fixtures.ts'
import { faultyBindings } from './faulty-bindings.ts'
import { fourDatabases } from './four.ts'
import { alive, FAILURES, fourPeople, inUse, NOW, opened, rowsIn, storageOver } from './shards.ts'

/** One more client of the tenant. */
async function newClient(tenant: string): Promise<string> {
  const [one] = await clients()
  if (one === undefined) throw new Error('the fixtures have clients')
  const client_id = `client-${randomId(6)}`
  await drizzle(env.DB)
    .insert(schema.clients)
    .values({ tenant, ...one, client_id })
  return client_id
}

describe('disabling a client of people in four databases', () => {
  it('row 10: interrupted at any call, in any way, it is finished by the sweep or by repeating it', async () => {
    const house = await fourPeople()
    const failing = createFailing()
    const faulty = storageOver(faultyBindings(env, failing)).forTenant(house.tenant)
    failing.begin()
    await faulty.clients.disable('steady', NOW)
    const steps = failing.calls
    expect(steps.slice(0, 2)).toEqual(['DB.batch', 'DB select'])
    for (const call of steps.keys()) {
      for (const how of FAILURES) {
        const client_id = await newClient(house.tenant)
        const mine = await inUse(house, client_id)
        expect(await alive(house, mine)).toBe(4)
        failing.begin({ call, how })
        const disabling = faulty.clients.disable(client_id, NOW)
        const isMarked = call > 0 || how === 'after' || how === 'late'
        await disabling.catch(() => undefined) // how it ends is looked at from outside
        failing.begin()
        await failing.arrive()
        // what nobody has noted down nobody can finish: that one is told by its 503, and repeats it
        if (isMarked) await storageOver().sweep(NOW)
        else await faulty.clients.disable(client_id, NOW)
        const told = `${steps[call]} ${how}`
        expect([told, await alive(house, mine), await opened(house, client_id)]).toEqual([
          told,
          0,
          0,
        ])
        expect(await alive(house, house.grants)).toBe(4)
      }
    }
  })

  it('row 10: among fifty authorizations leaves no grant, and no code, alive in any of them', async () => {
    const house = await fourPeople()
    const { people, store } = house
    const all = Array.from({ length: 50 }, (_, n) =>
      aGrant({ sub: people[n % 4] ?? '', client_id: 'told' }),
    )
    const asked = all.map(async (grant, n) => {
      if (n === 25) await store.clients.disable('told', NOW)
      return store.grants.open(grant)
    })
    const given = await Promise.all(asked)
    const codes = all.filter((_, n) => given[n])
    expect(codes.length).toBeGreaterThan(0) // otherwise nothing was raced
    const redeemed = codes.map((grant) => store.grants.redeem(redemptionOf(grant)))
    const outcomes = (await Promise.all(redeemed)).map(({ outcome }) => outcome)
    expect(outcomes.filter((outcome) => outcome !== 'closed')).toEqual([])
    expect(await opened(house)).toBe(0)
  })

  it('a database that is new is told by the sweep, and so is one that missed the enabling', async () => {
    const house = await fourPeople()
    const { store, tenant } = house
    await store.clients.disable('told', NOW)
    await env.DB_2.prepare('DELETE FROM disabled_clients WHERE tenant = ?').bind(tenant).run()
    expect(await opened(house)).toBe(1)
    await storageOver().sweep(NOW)
    expect(await opened(house)).toBe(0)

    const mine = 'WHERE tenant = ? AND client_id = ?'
    for (const sql of [
      `UPDATE clients SET disabled_at = NULL ${mine}`,
      `DELETE FROM disabled_clients ${mine}`,
    ]) {
      await env.DB.prepare(sql).bind(tenant, 'told').run()
    }
    await storageOver().sweep(NOW)
    expect(await opened(house)).toBe(4)
  })

  it('a note of a client that is not there any more is removed everywhere', async () => {
    const { store, tenant } = await fourPeople()
    await store.clients.disable('told', NOW)
    await env.DB.prepare('DELETE FROM clients WHERE tenant = ?').bind(tenant).run()
    for (const _ of ['where the client was', 'and then elsewhere']) await storageOver().sweep(NOW)
    for (const db of fourDatabases) expect(await rowsIn(db, 'disabled_clients', tenant)).toEqual([])
  })
})
