import { eq, gt, lte } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import { ACTIVITY_KEPT } from '../port-activity.ts'
import { clients, grants, logouts, sessions } from './schema.ts'
import { activity, remembered_devices } from './schema-people.ts'

/** Seconds a logout that nobody could be told of stays in sight. */
const UNDELIVERED_KEPT = 30 * 86_400

/** Tenants with closings left over in a database. */
export async function tenantsToClose(db: DrizzleD1Database): Promise<readonly string[]> {
  const rows = await db
    .selectDistinct({ tenant: grants.tenant })
    .from(grants)
    .where(eq(grants.state, 'closing'))
  return rows.map(({ tenant }) => tenant)
}

/** Clients that were disabled lately, by whatever wrote to the database. */
export async function disabledSince(db: DrizzleD1Database, moment: number) {
  const { tenant, client_id, status_number } = clients
  const rows = await db
    .select({ tenant, client_id, status_number })
    .from(clients)
    .where(gt(clients.disabled_at, moment))
  return rows.map(({ status_number, ...row }) => ({
    ...row,
    ...(status_number !== null && { status_number }),
  }))
}

export async function removeExpired(db: DrizzleD1Database, now: number): Promise<void> {
  await db.batch([
    db.delete(sessions).where(lte(sessions.expires_at, now)),
    db.delete(remembered_devices).where(lte(remembered_devices.expires_at, now)),
    db.delete(grants).where(lte(grants.expires_at, now)),
    db.delete(activity).where(lte(activity.at, now - ACTIVITY_KEPT)),
    db.delete(logouts).where(lte(logouts.created_at, now - UNDELIVERED_KEPT)),
  ])
}
