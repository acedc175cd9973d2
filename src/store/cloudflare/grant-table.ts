import { and, eq, gt, gte, lt, type SQL, sql } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import type { Client } from '../port.ts'
import {
  type Grant,
  type GrantRef,
  type GrantSelection,
  type GrantSummary,
  PEOPLE_COUNTED,
} from '../port-grants.ts'
import { closing } from './closing.ts'
import { use } from './registration-table.ts'
import { disabled_clients, grants, users } from './schema.ts'
import { memberships } from './schema-people.ts'
import type { Shards } from './shards.ts'

/** The row of a grant, column by column of the table, if person and client are enabled as it is written. */
const whileEnabled = (tenant: string, grant: Grant) => sql`
  SELECT ${tenant}, ${grant.id}, ${grant.cell}, ${grant.client_id}, ${grant.sub}, ${grant.sid},
    ${grant.resource}, ${JSON.stringify(grant.scope)}, ${grant.redirect_origin},
    ${grant.created_at}, ${grant.expires_at}, 'open'
  WHERE EXISTS (SELECT 1 FROM ${users}
      WHERE tenant = ${tenant} AND sub = ${grant.sub} AND disabled_at IS NULL AND deletes_at IS NULL)
    AND (${grant.organisation?.org_id ?? null} IS NULL OR EXISTS (SELECT 1 FROM ${memberships}
      WHERE tenant = ${tenant} AND sub = ${grant.sub} AND org_id = ${grant.organisation?.org_id ?? null}
        AND roles = ${JSON.stringify(grant.organisation?.roles ?? [])}))
    AND NOT EXISTS (SELECT 1 FROM ${disabled_clients}
      WHERE tenant = ${tenant} AND client_id = ${grant.client_id})`

/** OpenID Connect Core §11: offline access outlives the session. */
const NOT_OFFLINE = sql`NOT EXISTS (SELECT 1 FROM json_each(${grants.scope}) WHERE value = 'offline_access')`

/** The grants of one tenant in D1: to open, to list, to find what has to be closed. */
export function grantTable(
  shards: Shards,
  tenant: string,
  clientOf: (client_id: string) => Promise<Client | undefined>,
) {
  return {
    /** One statement: the grant is inserted only while person and client are enabled. */
    async open(grant: Grant, isFirst = false): Promise<boolean> {
      // said to be used first, so that the sweep never removes a registration that has a grant
      if (isFirst && !(await use(shards.first, tenant, grant))) return false
      const { meta } = await shards.of(grant.sub).insert(grants).select(whileEnabled(tenant, grant))
      return meta.changes > 0
    },
    async list(sub: string, now: number): Promise<readonly GrantSummary[]> {
      const { id, cell, client_id, redirect_origin, scope, resource, created_at } = grants
      const open = and(eq(grants.tenant, tenant), eq(grants.sub, sub), eq(grants.state, 'open'))
      const rows = await shards
        .of(sub)
        .select({ id, cell, client_id, redirect_origin, scope, resource, created_at })
        .from(grants)
        .where(and(open, gt(grants.expires_at, now)))
      const named = rows.map(async (row) => {
        const { client_name } = (await clientOf(row.client_id)) ?? {}
        return { ...row, ...(client_name !== undefined && { client_name }) }
      })
      return Promise.all(named)
    },
    async countPeople(client_id: string): Promise<number> {
      const counts = shards.all.map(async (db) => {
        const [row] = await db.all<{ people: number }>(sql`SELECT COUNT(*) AS people FROM (
          SELECT DISTINCT sub FROM ${grants} WHERE tenant = ${tenant} AND client_id = ${client_id}
          LIMIT ${PEOPLE_COUNTED})`)
        return row?.people ?? 0
      })
      const all = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
      return Math.min(all, PEOPLE_COUNTED)
    },
    /** The rows of a grant, and the rows in every database where some may match. */
    holding: (id: string) => grantRows(shards.holding(id), tenant),
    matching: ({ id, sub, sid }: GrantSelection) => {
      const named = id ?? sid
      const nearest = named === undefined ? shards.all : [shards.holding(named)]
      const all = sub === undefined ? nearest : [shards.of(sub)]
      return all.map((db) => grantRows(db, tenant))
    },
  }
}

export type GrantRows = ReturnType<typeof grantRows>

/** The grants of one tenant that lie in one database. */
export function grantRows(db: DrizzleD1Database, tenant: string) {
  const mine = (condition: SQL | undefined) => and(eq(grants.tenant, tenant), condition)
  return {
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
