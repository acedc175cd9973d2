import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import type { Client } from '../port.ts'
import { closing } from './closing.ts'
import type { Memos } from './memo.ts'
import { first, record } from './record.ts'
import { clients, disabled_clients, grants } from './schema.ts'
import type { Shards } from './shards.ts'

/** The clients of one tenant, in the first database; those that are disabled are known in every one. */
export function clientTable(shards: Shards, tenant: string, memo: Memos) {
  const mine = (client_id: string) =>
    and(eq(clients.tenant, tenant), eq(clients.client_id, client_id))
  const find = (client_id: string, { fresh } = { fresh: false }) =>
    memo.client(`${tenant}/${client_id}`, fresh, async () =>
      first<Client>(await shards.first.select().from(clients).where(mine(client_id)).limit(1)),
    )
  return {
    find,
    withApps: () =>
      memo.apps(tenant, false, async () => {
        const hasApps = and(isNotNull(clients.app_links), isNull(clients.disabled_at))
        const theirs = and(eq(clients.tenant, tenant), hasApps)
        const rows = await shards.first.select().from(clients).where(theirs)
        return rows.map((row) => record<Client>(row))
      }),
    /** Marks the client and its grants everywhere; answers the client as it is then. */
    async disable(client_id: string, now: number): Promise<Client | undefined> {
      const db = shards.first
      // its own database first: from here on the sweep finishes what is interrupted
      await db.batch([
        db.update(clients).set({ disabled_at: now }).where(mine(client_id)),
        db
          .insert(disabled_clients)
          .select(
            db
              .select({
                tenant: clients.tenant,
                client_id: clients.client_id,
                disabled_at: sql<number>`${now}`.as('disabled_at'),
              })
              .from(clients)
              .where(mine(client_id)),
          )
          .onConflictDoUpdate(asOf(now)),
        closing(db, tenant, eq(grants.client_id, client_id)),
      ])
      const client = await find(client_id, { fresh: true })
      if (client === undefined) return undefined
      const others = shards.all.filter((one) => one !== db)
      const disabled = { tenant, client_id, disabled_at: now }
      await Promise.all(others.map((one) => shutOut(one, disabled)))
      return client
    },
  }
}

const asOf = (disabled_at: number) => ({
  target: [disabled_clients.tenant, disabled_clients.client_id],
  set: { disabled_at },
})

type DisabledClient = typeof disabled_clients.$inferSelect

/** One transaction: no grant of the client is opened in this database any more, and all that are open are to be closed. */
export async function shutOut(db: DrizzleD1Database, { disabled_at, ...key }: DisabledClient) {
  await db.batch([
    db
      .insert(disabled_clients)
      .values({ ...key, disabled_at })
      .onConflictDoUpdate(asOf(disabled_at)),
    closing(db, key.tenant, eq(grants.client_id, key.client_id)),
  ])
}

/**
 * Brings what a database knows of disabled clients to what the first one says: finishes a disabling or enabling that was
 * interrupted, and tells a database that is new.
 */
export async function learnDisabled(db: DrizzleD1Database, from: DrizzleD1Database) {
  // in this order: what is known here and no longer there was enabled in between, and not disabled just now
  const known = await db.select().from(disabled_clients)
  const wanted = await from.select().from(disabled_clients)
  const { tenant, client_id, disabled_at } = disabled_clients
  for (const one of without(wanted, known)) await shutOut(db, one)
  for (const one of without(known, wanted)) {
    const same = [
      eq(tenant, one.tenant),
      eq(client_id, one.client_id),
      eq(disabled_at, one.disabled_at),
    ]
    await db.delete(disabled_clients).where(and(...same))
  }
}

function without(some: readonly DisabledClient[], others: readonly DisabledClient[]) {
  const key = (one: DisabledClient) => JSON.stringify([one.tenant, one.client_id, one.disabled_at])
  const known = new Set(others.map(key))
  return some.filter((one) => !known.has(key(one)))
}
