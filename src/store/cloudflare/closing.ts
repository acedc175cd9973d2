import { and, eq, type SQL } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import { grants } from './schema.ts'

/** Marks grants as to be closed; what is marked is closed in its cell next, by us or by the sweep. */
export const closing = (db: DrizzleD1Database, tenant: string, condition: SQL | undefined) =>
  db
    .update(grants)
    .set({ state: 'closing' })
    .where(and(eq(grants.tenant, tenant), eq(grants.state, 'open'), condition))
