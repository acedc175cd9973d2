import { and, eq, getTableColumns, gt, gte, lt, type SQL, sql } from 'drizzle-orm'
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'
import type { Client, Resource, Session, Store, User } from '../port.ts'
import { closing, grantTable } from './grant-table.ts'
import { logoutTable } from './logout-table.ts'
import { createMemo } from './memo.ts'
import { clients, consents, grants, resources, sessions, users } from './schema.ts'

/** How old an answer from memory may be. Seconds. */
const STALENESS = 30

/** Reads that may be a little old; one per isolate, keyed by tenant. */
export const memos = () => ({
  client: createMemo<Client | undefined>(STALENESS),
  resources: createMemo<readonly Resource[]>(STALENESS),
  user: createMemo<User | undefined>(STALENESS),
})

/** A row without its tenant and without the columns that are NULL: what the port speaks of. */
function record<T>({ tenant: _, ...row }: { tenant: string } & Record<string, unknown>): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T
}

const first = <T>(rows: readonly ({ tenant: string } & Record<string, unknown>)[]): T | undefined =>
  rows[0] && record<T>(rows[0])

/** The D1 part of one tenant's store: `where` puts the tenant into every query. */
export function createDatabase(d1: D1Database, tenant: string, memo: ReturnType<typeof memos>) {
  const db = drizzle(d1)
  return {
    clients: clientTable(db, tenant, memo),
    resources: {
      list: ({ fresh } = { fresh: false }) =>
        memo.resources(tenant, fresh, async () =>
          (await db.select().from(resources).where(eq(resources.tenant, tenant))).map((row) =>
            record<Resource>(row),
          ),
        ),
    } satisfies Store['resources'],
    users: userTable(db, tenant, memo),
    sessions: sessionTable(db, tenant),
    consents: consentTable(db, tenant),
    grants: grantTable(db, tenant),
    logouts: logoutTable(db, tenant),
  }
}

export type Database = ReturnType<typeof createDatabase>

function clientTable(db: DrizzleD1Database, tenant: string, memo: ReturnType<typeof memos>) {
  const mine = (client_id: string) =>
    and(eq(clients.tenant, tenant), eq(clients.client_id, client_id))
  return {
    find: (client_id: string, { fresh } = { fresh: false }) =>
      memo.client(`${tenant}/${client_id}`, fresh, async () =>
        first<Client>(await db.select().from(clients).where(mine(client_id)).limit(1)),
      ),
    async disable(client_id: string, now: number) {
      await db.batch([
        db.update(clients).set({ disabled_at: now }).where(mine(client_id)),
        closing(db, tenant, eq(grants.client_id, client_id)),
      ])
    },
  }
}

function userTable(db: DrizzleD1Database, tenant: string, memo: ReturnType<typeof memos>) {
  const mine = (condition: SQL) => and(eq(users.tenant, tenant), condition)
  return {
    find: (sub: string, { fresh } = { fresh: false }) =>
      memo.user(`${tenant}/${sub}`, fresh, async () =>
        first<User>(
          await db
            .select()
            .from(users)
            .where(mine(eq(users.sub, sub)))
            .limit(1),
        ),
      ),
    findByEmail: async (email: string) =>
      first<User>(
        await db
          .select()
          .from(users)
          .where(mine(eq(users.email, email)))
          .limit(1),
      ),
    async create(user: User) {
      const made = await db
        .insert(users)
        .values({ tenant, ...user })
        .onConflictDoNothing()
        .returning({ sub: users.sub })
      return made.length > 0
    },
    async disable(sub: string, now: number) {
      await db.batch([
        db
          .update(users)
          .set({ disabled_at: now })
          .where(mine(eq(users.sub, sub))),
        db.delete(sessions).where(and(eq(sessions.tenant, tenant), eq(sessions.sub, sub))),
        closing(db, tenant, eq(grants.sub, sub)),
      ])
    },
  }
}

const { secret_hash: _, ...sessionColumns } = getTableColumns(sessions)

function sessionTable(db: DrizzleD1Database, tenant: string): Store['sessions'] {
  const mine = (condition: SQL | undefined) => and(eq(sessions.tenant, tenant), condition)
  return {
    async start(session, secret_hash) {
      await db.insert(sessions).values({ tenant, secret_hash, ...session })
    },
    async find(secret_hash, now, agreed) {
      const consent = and(
        eq(consents.tenant, tenant),
        eq(consents.sub, sessions.sub),
        eq(consents.client_id, agreed?.client_id ?? ''),
        eq(consents.resource, agreed?.resource ?? ''),
        eq(consents.redirect_origin, agreed?.redirect_origin ?? ''),
      )
      const [row] = await db
        .select({ session: sessionColumns, user: users, consented: consents.scope })
        .from(sessions)
        .innerJoin(users, and(eq(users.tenant, tenant), eq(users.sub, sessions.sub)))
        .leftJoin(consents, consent)
        .where(mine(and(eq(sessions.secret_hash, secret_hash), gt(sessions.expires_at, now))))
        .limit(1)
      if (row === undefined || row.user.disabled_at !== null) return undefined
      return {
        session: record<Session>(row.session),
        user: record<User>(row.user),
        ...(row.consented && { consented: row.consented }),
      }
    },
    async touch(sid, now) {
      await db
        .update(sessions)
        .set({ last_seen_at: now })
        .where(mine(eq(sessions.sid, sid)))
    },
    async list(sub, now) {
      const rows = await db
        .select(sessionColumns)
        .from(sessions)
        .where(mine(and(eq(sessions.sub, sub), gt(sessions.expires_at, now))))
      return rows.map((row) => record<Session>(row))
    },
    started: startedSessions(db, tenant),
    async end(sub, sid) {
      await db.delete(sessions).where(mine(and(eq(sessions.sub, sub), eq(sessions.sid, sid))))
    },
  }
}

const startedSessions =
  (db: DrizzleD1Database, tenant: string): Store['sessions']['started'] =>
  async ({ sub, created_before, created_since = 0 }) => {
    const { created_at, sid } = sessions
    const moments = and(lt(created_at, created_before), gte(created_at, created_since))
    const person = sub === undefined ? undefined : eq(sessions.sub, sub)
    return db
      .select({ sub: sessions.sub, sid })
      .from(sessions)
      .where(and(eq(sessions.tenant, tenant), moments, person))
      .limit(100)
  }

function consentTable(db: DrizzleD1Database, tenant: string): Store['consents'] {
  return {
    async remember(key, scope, now) {
      const merged = sql`(SELECT json_group_array(value) FROM (
        SELECT value FROM json_each(${consents.scope}) UNION SELECT value FROM json_each(excluded.scope)))`
      await db
        .insert(consents)
        .values({ tenant, ...key, scope, updated_at: now })
        .onConflictDoUpdate({
          target: [
            consents.tenant,
            consents.sub,
            consents.client_id,
            consents.resource,
            consents.redirect_origin,
          ],
          set: { scope: merged, updated_at: now },
        })
    },
    async withdraw(sub, client_id) {
      await db.batch([
        db
          .delete(consents)
          .where(
            and(
              eq(consents.tenant, tenant),
              eq(consents.sub, sub),
              eq(consents.client_id, client_id),
            ),
          ),
        closing(db, tenant, and(eq(grants.sub, sub), eq(grants.client_id, client_id))),
      ])
    },
  }
}
