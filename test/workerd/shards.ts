import { env } from 'cloudflare:test'
import { drizzle } from 'drizzle-orm/d1'
import { slotOf } from '../../src/protocol/slot.ts'
import type { SlotTable } from '../../src/protocol/slot-table.ts'
import { cloudflareStorage, type StorageBindings } from '../../src/store/cloudflare/index.ts'
import * as schema from '../../src/store/cloudflare/schema.ts'
import type { Grant, Store } from '../../src/store/port.ts'
import { randomId } from '../../src/tokens/secret.ts'
import { aGrant, redemptionOf } from '../store/contract.ts'
import type { Failure } from '../support/failing.ts'
import { clients, person } from '../support/fixtures.ts'
import { FOUR } from './four.ts'

export const NOW = 1_800_000_000
export const FAILURES: readonly Failure[] = ['before', 'after', 'late', 'outage']

/** Number of the database, of the four, in which a person or an address lies. */
export const shardOf = (text: string) => Math.floor(slotOf(text) / 1024)

export const storageOver = (bindings: StorageBindings = env, slots: SlotTable = FOUR) =>
  cloudflareStorage(bindings, { cellsPerRegion: 4, slots })

/** A name, for a person or with an ending for an address, that lies in the database of that number. */
export function nameIn(shard: number, ending = ''): string {
  for (;;) {
    const name = randomId(6).toLowerCase() + ending
    if (shardOf(name) === shard) return name
  }
}

export async function rowsIn(db: D1Database | undefined, table: string, tenant: string) {
  const query = db?.prepare(`SELECT * FROM ${table} WHERE tenant = ?`).bind(tenant)
  return (await query?.all<Record<string, unknown>>())?.results ?? []
}

/** A tenant with a person in each database. */
export interface House {
  tenant: string
  store: Store
  people: readonly string[]
  /** One of each person, in use. */
  grants: readonly Grant[]
}

/** A new tenant with the clients of the fixtures, and a person in each database with a grant that is in use. */
export async function fourPeople(): Promise<House> {
  const tenant = `tenant-${randomId(6)}`
  const store = storageOver().forTenant(tenant)
  const db = drizzle(env.DB)
  for (const one of await clients()) await db.insert(schema.clients).values({ tenant, ...one })
  const people = [0, 1, 2, 3].map((shard) => nameIn(shard))
  const house = { tenant, store, people }
  for (const sub of people) await store.users.create(person(sub, `${sub}@example.com`, 'hash'))
  return { ...house, grants: await inUse(house, 'told') }
}

/** A grant of each person, redeemed. */
export async function inUse(
  { people, store }: Pick<House, 'people' | 'store'>,
  client_id: string,
): Promise<readonly Grant[]> {
  const grants = people.map((sub) => aGrant({ sub, client_id }))
  for (const grant of grants) {
    await store.grants.open(grant)
    await store.grants.redeem(redemptionOf(grant))
  }
  return grants
}

/** How many of these grants live. */
export async function alive({ store }: House, grants: House['grants']): Promise<number> {
  const behind = await Promise.all(grants.map((grant) => store.grants.behind(grant, 'jti')))
  return behind.filter((one) => one !== undefined).length
}

/** How many of the four people are given a grant. */
export async function opened({ people, store }: House, client_id = 'told'): Promise<number> {
  const asked = people.map((sub) => store.grants.open(aGrant({ sub, client_id })))
  return (await Promise.all(asked)).filter(Boolean).length
}
