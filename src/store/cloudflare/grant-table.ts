import { and, eq, gt, gte, lt, lte, type SQL, sql } from 'drizzle-orm'
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'
import type { Grant, GrantRef, GrantSelection } from '../port.ts'
import { clients, grants, logouts, sessions } from './schema.ts'

/** Seconds a logout that nobody could be told of stays in sight. */
const UNDELIVERED_KEPT = 30 * 86_400

/** Marks grants as to be closed; what is marked is closed in its cell next, by us or by the sweep. */
export const closing = (db: DrizzleD1Database, tenant: string, condition: SQL | undefined) =>
  db
    .update(grants)
    .set({ state: 'closing' })
    .where(and(eq(grants.tenant, tenant), eq(grants.state, 'open'), condition))

/** One statement: person and client are looked at in the moment the grant is written. */
const insertWhileEnabled = (tenant: string, grant: Grant) => sql`
  INSERT INTO ${grants} (tenant, id, cell, client_id, sub, sid, resource, scope, redirect_origin,
    created_at, expires_at, state)
  SELECT ${tenant}, ${grant.id}, ${grant.cell}, ${grant.client_id}, ${grant.sub}, ${grant.sid},
    ${grant.resource}, ${JSON.stringify(grant.scope)}, ${grant.redirect_origin},
    ${grant.created_at}, ${grant.expires_at}, 'open'
  WHERE EXISTS (SELECT 1 FROM users
      WHERE tenant = ${tenant} AND sub = ${grant.sub} AND disabled_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM clients
      WHERE tenant = ${tenant} AND client_id = ${grant.client_id} AND disabled_at IS NOT NULL)`

/** OpenID Connect Core §11: offline access outlives the session. */
const NOT_OFFLINE = sql`NOT EXISTS (SELECT 1 FROM json_each(${grants.scope}) WHERE value = 'offline_access')`

/** The grants of one tenant in D1: to open, to list, to find what has to be closed. */
export function grantTable(db: DrizzleD1Database, tenant: string) {
  const mine = (condition: SQL | undefined) => and(eq(grants.tenant, tenant), condition)
  return {
    list: listOfGrants(db, tenant),
    /** One statement: the grant is inserted only while person and client are enabled. */
    async open(grant: Grant): Promise<boolean> {
      const { meta } = await db.run(insertWhileEnabled(tenant, grant))
      return meta.changes > 0
    },
    /** Marks all that match as to be closed; answers how many. */
    async mark(which: GrantSelection): Promise<number> {
      const { id, sub, client_id, sid, created_before, created_since } = which
      const conditions = and(
        id === undefined ? undefined : eq(grants.id, id),
        sub === undefined ? undefined : eq(grants.sub, sub),
        client_id === undefined ? undefined : eq(grants.client_id, client_id),
        created_before === undefined ? undefined : lt(grants.created_at, created_before),
        created_since === undefined ? undefined : gte(grants.created_at, created_since),
        sid === undefined ? undefined : and(eq(grants.sid, sid), NOT_OFFLINE),
      )
      const { meta } = await closing(db, tenant, conditions)
      return meta.changes
    },
    async closed(id: string) {
      await db
        .update(grants)
        .set({ state: 'closed' })
        .where(mine(eq(grants.id, id)))
    },
    async toClose(): Promise<readonly GrantRef[]> {
      return db
        .select({ id: grants.id, cell: grants.cell })
        .from(grants)
        .where(mine(eq(grants.state, 'closing')))
        .limit(500)
    },
  }
}

const listOfGrants =
  (db: DrizzleD1Database, tenant: string) => async (sub: string, now: number) => {
    const { client_id, redirect_origin, scope, resource, created_at } = grants
    const rows = await db
      .select({
        client_id,
        redirect_origin,
        scope,
        resource,
        created_at,
        client_name: clients.client_name,
      })
      .from(grants)
      .leftJoin(clients, and(eq(clients.tenant, tenant), eq(clients.client_id, grants.client_id)))
      .where(
        and(
          eq(grants.tenant, tenant),
          and(eq(grants.sub, sub), eq(grants.state, 'open'), gt(grants.expires_at, now)),
        ),
      )
    return rows.map(({ client_name, ...row }) => ({
      ...row,
      ...(client_name !== null && { client_name }),
    }))
  }

/** What no tenant asks for: which tenants have closings left over, and the removal of what has expired. */
export function createHousekeeping(d1: D1Database) {
  const db = drizzle(d1)
  return {
    async tenantsToClose(): Promise<readonly string[]> {
      const rows = await db
        .selectDistinct({ tenant: grants.tenant })
        .from(grants)
        .where(eq(grants.state, 'closing'))
      return rows.map(({ tenant }) => tenant)
    },
    /** Clients that were disabled lately, by whatever wrote to the database. */
    async disabledSince(moment: number) {
      const { tenant, client_id, status_number } = clients
      const rows = await db
        .select({ tenant, client_id, status_number })
        .from(clients)
        .where(gt(clients.disabled_at, moment))
      return rows.map(({ status_number, ...row }) => ({
        ...row,
        ...(status_number !== null && { status_number }),
      }))
    },
    async removeExpired(now: number) {
      await db.batch([
        db.delete(sessions).where(lte(sessions.expires_at, now)),
        db.delete(grants).where(lte(grants.expires_at, now)),
        db.delete(logouts).where(lte(logouts.created_at, now - UNDELIVERED_KEPT)),
      ])
    },
  }
}
