import { and, eq, getTableColumns, gt, gte, lt, type SQL, sql } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import type { ConsentKey, Resource, Session, Store, User } from '../port.ts'
import { activityTable } from './activity-table.ts'
import { clientTable } from './client-table.ts'
import { closing } from './closing.ts'
import { factorTable } from './factor-table.ts'
import { grantTable } from './grant-table.ts'
import { linkedAccountTable } from './linked-account-table.ts'
import { logoutTable } from './logout-table.ts'
import type { Memos } from './memo.ts'
import { organisationTable } from './organisation-table.ts'
import { passkeyTable } from './passkey-table.ts'
import { record } from './record.ts'
import { registrationTable } from './registration-table.ts'
import { consents, grants, resources, sessions, users } from './schema.ts'
import type { Shards } from './shards.ts'
import { userTable } from './user-table.ts'

/** The D1 part of one tenant's store: every query has the tenant in it, and asks the database its rows lie in. */
export function createDatabase(shards: Shards, tenant: string, memo: Memos) {
  const clients = clientTable(shards, tenant, memo)
  const grants = grantTable(shards, tenant, clients.find)
  return {
    clients,
    registrations: registrationTable(shards, tenant),
    resources: {
      list: ({ fresh } = { fresh: false }) =>
        memo.resources(tenant, fresh, async () => {
          const mine = eq(resources.tenant, tenant)
          const rows = await shards.first.select().from(resources).where(mine)
          return rows.map((row) => record<Resource>(row))
        }),
    } satisfies Store['resources'],
    users: userTable(shards, tenant, memo),
    passkeys: passkeyTable(shards, tenant),
    linkedAccounts: linkedAccountTable(shards, tenant),
    sessions: sessionTable(shards, tenant),
    consents: consentTable(shards, tenant),
    grants: {
      ...grants,
      people: (client_id: string) =>
        memo.people(`${tenant}/${client_id}`, false, () => grants.countPeople(client_id)),
    },
    factors: factorTable(shards, tenant),
    logouts: logoutTable(shards, tenant, clients.find),
    activity: activityTable(shards, tenant),
    organisations: organisationTable(shards, tenant),
  }
}

export type Database = ReturnType<typeof createDatabase>

const { secret_hash: _, ...sessionColumns } = getTableColumns(sessions)

function sessionTable(shards: Shards, tenant: string): Store['sessions'] {
  const mine = (condition: SQL | undefined) => and(eq(sessions.tenant, tenant), condition)
  return {
    async start(session, secret_hash) {
      const row = { tenant, secret_hash, ...session }
      await shards.of(session.sub).insert(sessions).values(row)
    },
    find: async ({ slot, secret_hash }, now, agreed) =>
      whoseSession(shards.at(slot), {
        is: mine(and(eq(sessions.secret_hash, secret_hash), gt(sessions.expires_at, now))),
        agreed: { tenant, ...agreed },
      }),
    async stepUp({ slot, secret_hash: former }, { acr, amr }, secret_hash) {
      const stepped = await shards
        .at(slot)
        .update(sessions)
        .set({ secret_hash, acr, amr })
        .where(mine(eq(sessions.secret_hash, former)))
        .returning({ sid: sessions.sid })
      return stepped.length > 0
    },
    async touch(sid, now) {
      await shards
        .holding(sid)
        .update(sessions)
        .set({ last_seen_at: now })
        .where(mine(eq(sessions.sid, sid)))
    },
    async list(sub, now) {
      const rows = await shards
        .of(sub)
        .select(sessionColumns)
        .from(sessions)
        .where(mine(and(eq(sessions.sub, sub), gt(sessions.expires_at, now))))
      return rows.map((row) => record<Session>(row))
    },
    started: startedSessions(shards, tenant),
    async end(sub, sid) {
      const ended = mine(and(eq(sessions.sub, sub), eq(sessions.sid, sid)))
      await shards.of(sub).delete(sessions).where(ended)
    },
  }
}

const startedSessions =
  (shards: Shards, tenant: string): Store['sessions']['started'] =>
  async ({ sub, created_before, created_since = 0 }) => {
    const { created_at, sid } = sessions
    const moments = and(lt(created_at, created_before), gte(created_at, created_since))
    const person = sub === undefined ? undefined : eq(sessions.sub, sub)
    const found = (sub === undefined ? shards.all : [shards.of(sub)]).map((db) =>
      db
        .select({ sub: sessions.sub, sid })
        .from(sessions)
        .where(and(eq(sessions.tenant, tenant), moments, person))
        .limit(100),
    )
    return (await Promise.all(found)).flat()
  }

type Agreed = Partial<Omit<ConsentKey, 'sub'>> & { tenant: string }

/** One look-up: the session, its person, and what they have agreed to for a client. */
async function whoseSession(
  db: DrizzleD1Database,
  { is, agreed }: { is: SQL | undefined; agreed: Agreed },
) {
  const { tenant, client_id = '', resource = '', redirect_origin = '' } = agreed
  const consent = and(
    eq(consents.tenant, tenant),
    eq(consents.sub, sessions.sub),
    eq(consents.client_id, client_id),
    eq(consents.resource, resource),
    eq(consents.redirect_origin, redirect_origin),
  )
  const [row] = await db
    .select({ session: sessionColumns, user: users, consented: consents.scope })
    .from(sessions)
    .innerJoin(users, and(eq(users.tenant, tenant), eq(users.sub, sessions.sub)))
    .leftJoin(consents, consent)
    .where(is)
    .limit(1)
  if (row === undefined || row.user.disabled_at !== null) return undefined
  return {
    session: record<Session>(row.session),
    user: record<User>(row.user),
    ...(row.consented && { consented: row.consented }),
  }
}

function consentTable(shards: Shards, tenant: string) {
  return {
    async remember(key, scope, now) {
      const merged = sql`(SELECT json_group_array(value) FROM (
        SELECT value FROM json_each(${consents.scope}) UNION SELECT value FROM json_each(excluded.scope)))`
      await shards
        .of(key.sub)
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
    async list(sub) {
      const { client_id, resource, redirect_origin, scope } = consents
      const mine = and(eq(consents.tenant, tenant), eq(consents.sub, sub))
      const columns = { client_id, resource, redirect_origin, scope }
      return shards.of(sub).select(columns).from(consents).where(mine)
    },
    async withdraw(sub, client_id) {
      const db = shards.of(sub)
      const mine = [eq(consents.tenant, tenant), eq(consents.sub, sub)]
      await db.batch([
        db.delete(consents).where(and(...mine, eq(consents.client_id, client_id))),
        closing(db, tenant, and(eq(grants.sub, sub), eq(grants.client_id, client_id))),
      ])
    },
  } satisfies Store['consents']
}
