import { and, eq, isNotNull, isNull, lt, lte, notExists, or, sql } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import type { Client, Grant, Registrations } from '../port.ts'
import { described, UNUSED_KEPT } from '../registration.ts'
import { shutOut } from './client-table.ts'
import { closing } from './closing.ts'
import { clients, consents, disabled_clients, grants } from './schema.ts'
import type { Shards } from './shards.ts'

/** Registrations of one tenant, in the first database: rows of `clients` with `source` registered. */
export function registrationTable(shards: Shards, tenant: string): Registrations {
  const db = shards.first
  const ofHash = (hash: string) =>
    and(eq(clients.tenant, tenant), eq(clients.registration_hash, hash))
  const managed = (client_id: string, token_hash: string) =>
    and(
      eq(clients.tenant, tenant),
      and(eq(clients.client_id, client_id), eq(clients.registration_token_hash, token_hash)),
      isNull(clients.disabled_at),
    )
  return {
    async find(registration_hash) {
      const [row] = await db.select().from(clients).where(ofHash(registration_hash)).limit(1)
      return row && clientOf(row)
    },
    async add(client) {
      const insert = db
        .insert(clients)
        .values({ tenant, ...client })
        .onConflictDoNothing()
      const { registration_hash, created_at } = client
      if (registration_hash === undefined) {
        await insert
        return client
      }
      const unused = and(isNull(clients.used_at), isNull(clients.disabled_at))
      const [, , [row]] = await db.batch([
        insert,
        db
          .update(clients)
          .set({ created_at })
          .where(and(ofHash(registration_hash), unused, lt(clients.created_at, created_at))),
        db.select().from(clients).where(ofHash(registration_hash)),
      ])
      return row === undefined ? client : clientOf(row)
    },
    async describe(client_id, description, token_hash) {
      const { meta } = await db
        .update(clients)
        .set(columnsOf(described(description)))
        .where(managed(client_id, token_hash))
      return meta.changes > 0
    },
    end: endOf(shards, tenant, managed),
  }
}

/**
 * Grants and consents go first, while the row still says whose the token is; other databases follow, by the sweep if this is
 * interrupted.
 */
const endOf =
  (
    shards: Shards,
    tenant: string,
    managed: (client_id: string, token_hash: string) => ReturnType<typeof and>,
  ): Registrations['end'] =>
  async (client_id, token_hash, now) => {
    const db = shards.first
    const theirs = managed(client_id, token_hash)
    const isTheirs = sql`EXISTS ${db.select({ one: sql`1` }).from(clients).where(theirs)}`
    const disabled = { tenant, client_id, disabled_at: now }
    const disabled_at = sql<number>`${now}`.as('disabled_at')
    const mark = db
      .select({ tenant: clients.tenant, client_id: clients.client_id, disabled_at })
      .from(clients)
      .where(theirs)
    const [, , , { meta }] = await db.batch([
      closing(db, tenant, and(eq(grants.client_id, client_id), isTheirs)),
      db.delete(consents).where(and(ofClient(tenant, client_id), isTheirs)),
      db.insert(disabled_clients).select(mark).onConflictDoNothing(),
      db.update(clients).set({ disabled_at: now, registration_token_hash: null }).where(theirs),
    ])
    if (meta.changes === 0) return false
    const others = shards.all.filter((one) => one !== db)
    await Promise.all(
      others.flatMap((one) => [
        shutOut(one, disabled),
        one.delete(consents).where(ofClient(tenant, client_id)).run(),
      ]),
    )
    return true
  }

const ofClient = (tenant: string, client_id: string) =>
  and(eq(consents.tenant, tenant), eq(consents.client_id, client_id))

/** A row without its tenant and without the columns that are NULL. */
const clientOf = ({ tenant: _, ...row }: typeof clients.$inferSelect): Client =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as Client

/** What is absent is written as NULL. */
const columnsOf = (description: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(description).map(([name, value]) => [name, value ?? null]))

/** Notes that a registration is in use; false when it is gone. */
export async function use(db: DrizzleD1Database, tenant: string, grant: Grant): Promise<boolean> {
  const { meta } = await db
    .update(clients)
    .set({ used_at: sql`coalesce(${clients.used_at}, ${grant.created_at})` })
    .where(and(eq(clients.tenant, tenant), eq(clients.client_id, grant.client_id)))
  return meta.changes > 0
}

/** Registrations never used that one sweep removes, at most. */
const PAGE = 1000

/** Removes registrations that were never used, and what is left of those that were ended, of all tenants. */
export async function removeUnused({ first: db, all }: Shards, now: number): Promise<void> {
  const before = now - UNUSED_KEPT
  // one that the operator has taken up is the operator's
  const isStranger = and(eq(clients.trust, 'unidentified'), eq(clients.consent, 'always'))
  const isUnused = and(isNull(clients.used_at), isNull(clients.disabled_at))
  const isOver = and(
    and(isNotNull(clients.disabled_at), lte(clients.disabled_at, before)),
    and(isNull(clients.registration_hash), isNull(clients.registration_token_hash)),
  )
  const isOld = and(eq(clients.source, 'registered'), isStranger, lte(clients.created_at, before))
  const { tenant, client_id } = clients
  const idle = await db
    .select({ tenant, client_id })
    .from(clients)
    .where(and(isOld, isUnused))
    .limit(PAGE)
  const granted = (await Promise.all(all.map((one) => grantedOf(one, idle)))).flat()
  const unused = idle.filter((one) => !granted.some((other) => other.client_id === one.client_id))
  const isNoted = and(
    eq(clients.tenant, disabled_clients.tenant),
    eq(clients.client_id, disabled_clients.client_id),
  )
  await db.batch([
    // looked at once more: it may have been used meanwhile
    db.delete(clients).where(and(isOld, or(and(isUnused, isOneOf(unused)), isOver))),
    // whom a note was about; the other databases follow
    db
      .delete(disabled_clients)
      .where(notExists(db.select({ one: sql`1` }).from(clients).where(isNoted))),
  ])
}

type ClientKey = Pick<typeof clients.$inferSelect, 'tenant' | 'client_id'>

/** Those of these clients that have a grant in this database. Their names are one variable: a statement takes a hundred. */
async function grantedOf(db: DrizzleD1Database, some: readonly ClientKey[]) {
  if (some.length === 0) return []
  return db.all<Pick<ClientKey, 'client_id'>>(sql`
    SELECT value->>'client_id' AS client_id FROM json_each(${JSON.stringify(some)})
    WHERE EXISTS (SELECT 1 FROM ${grants}
      WHERE tenant = value->>'tenant' AND client_id = value->>'client_id')`)
}

const isOneOf = (some: readonly ClientKey[]) =>
  sql`(${clients.tenant}, ${clients.client_id}) IN (SELECT value->>'tenant', value->>'client_id'
    FROM json_each(${JSON.stringify(some)}))`
