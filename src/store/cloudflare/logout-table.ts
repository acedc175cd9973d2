import { and, eq, lte, sql } from 'drizzle-orm'
import type { Client, LogoutDelivery, Store } from '../port.ts'
import { grants, logouts } from './schema.ts'
import type { Shards } from './shards.ts'

/**
 * The deliveries of one tenant in D1, each where its person lies: `id` begins with the session's, and so with their slot.
 * Handing one out and moving its moment on are one statement.
 */
export function logoutTable(
  shards: Shards,
  tenant: string,
  clientOf: (client_id: string) => Promise<Client | undefined>,
): Store['logouts'] {
  const mine = (id: string) => and(eq(logouts.tenant, tenant), eq(logouts.id, id))
  return {
    async announce(sub, sid, now) {
      const db = shards.of(sub)
      const rows = await db
        .selectDistinct({ client_id: grants.client_id })
        .from(grants)
        .where(and(eq(grants.tenant, tenant), eq(grants.sub, sub), eq(grants.sid, sid)))
      const clients = await Promise.all(rows.map(({ client_id }) => clientOf(client_id)))
      const told = clients.filter((client) => client?.backchannel_logout_uri !== undefined)
      if (told.length === 0) return
      await db.run(sql`
        INSERT INTO ${logouts} (tenant, id, client_id, backchannel_logout_uri, sub, sid, attempts, due_at, created_at)
        SELECT ${tenant}, ${sid} || '/' || (value->>'client_id'), value->>'client_id',
          value->>'backchannel_logout_uri', ${sub}, ${sid}, 0, ${now}, ${now}
        FROM json_each(${JSON.stringify(told)}) WHERE true
        ON CONFLICT DO NOTHING`)
    },
    async take(now, again_at, sub) {
      const due = and(eq(logouts.tenant, tenant), lte(logouts.due_at, now))
      const whose = sub === undefined ? undefined : eq(logouts.sub, sub)
      const taken = (sub === undefined ? shards.all : [shards.of(sub)]).map((db) =>
        db
          .update(logouts)
          .set({ due_at: again_at, attempts: sql`${logouts.attempts} + 1` })
          .where(and(due, whose))
          .returning(),
      )
      return (await whatCame(taken)).flat().map(delivery)
    },
    async delivered(id) {
      await shards.holding(id).delete(logouts).where(mine(id))
    },
    async failed(id, error, due_at) {
      await shards
        .holding(id)
        .update(logouts)
        .set({ error, due_at: due_at ?? null })
        .where(mine(id))
    },
    async list() {
      const own = eq(logouts.tenant, tenant)
      const all = shards.all.map((db) => db.select().from(logouts).where(own))
      return (await Promise.all(all)).flat().map(delivery)
    },
  }
}

/** What is handed out counts as an attempt, so a database that is away does not keep it; when nothing came, its fault rises. */
async function whatCame<T>(all: readonly PromiseLike<readonly T[]>[]): Promise<(readonly T[])[]> {
  const answers = await Promise.allSettled(all)
  const came = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const fault = answers.find((one) => one.status === 'rejected')
  if (fault && came.flat().length === 0) throw fault.reason
  return came
}

function delivery({
  tenant: _,
  due_at,
  error,
  created_at: __,
  ...row
}: typeof logouts.$inferSelect): LogoutDelivery {
  return { ...row, due_at: due_at ?? Number.POSITIVE_INFINITY, ...(error !== null && { error }) }
}
