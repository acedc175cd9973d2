import { and, eq, lte, sql } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import type { LogoutDelivery, Store } from '../port.ts'
import { clients, grants, logouts } from './schema.ts'

/** The deliveries of one tenant in D1. Handing one out and moving its moment on are one statement. */
export function logoutTable(db: DrizzleD1Database, tenant: string): Store['logouts'] {
  const mine = (id: string) => and(eq(logouts.tenant, tenant), eq(logouts.id, id))
  return {
    async announce(sub, sid, now) {
      await db.run(sql`
        INSERT INTO ${logouts} (tenant, id, client_id, backchannel_logout_uri, sub, sid, attempts, due_at, created_at)
        SELECT DISTINCT ${tenant}, ${sid} || '/' || c.client_id, c.client_id, c.backchannel_logout_uri, ${sub}, ${sid}, 0, ${now}, ${now}
        FROM ${grants} g JOIN ${clients} c ON c.tenant = g.tenant AND c.client_id = g.client_id
        WHERE g.tenant = ${tenant} AND g.sub = ${sub} AND g.sid = ${sid} AND c.backchannel_logout_uri IS NOT NULL
        ON CONFLICT DO NOTHING`)
    },
    async take(now, again_at) {
      const rows = await db
        .update(logouts)
        .set({ due_at: again_at, attempts: sql`${logouts.attempts} + 1` })
        .where(and(eq(logouts.tenant, tenant), lte(logouts.due_at, now)))
        .returning()
      return rows.map(delivery)
    },
    async delivered(id) {
      await db.delete(logouts).where(mine(id))
    },
    async failed(id, error, due_at) {
      await db
        .update(logouts)
        .set({ error, due_at: due_at ?? null })
        .where(mine(id))
    },
    async list() {
      return (await db.select().from(logouts).where(eq(logouts.tenant, tenant))).map(delivery)
    },
  }
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
