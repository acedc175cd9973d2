import { and, desc, eq } from 'drizzle-orm'
import type { Store } from '../port.ts'
import { activity } from './schema-people.ts'
import type { Shards } from './shards.ts'

/** What happened to the accounts of one tenant, with its people. */
export const activityTable = (shards: Shards, tenant: string): Store['activity'] => ({
  async append(sub, entry) {
    await shards
      .of(sub)
      .insert(activity)
      .values({ tenant, sub, ...entry, details: { ...entry.details } })
      .onConflictDoNothing()
  },
  async list(sub, limit) {
    const { at, details, event, id } = activity
    const rows = await shards
      .of(sub)
      .select({ at, details, event, id })
      .from(activity)
      .where(and(eq(activity.tenant, tenant), eq(activity.sub, sub)))
      .orderBy(desc(activity.id))
      .limit(limit)
    return rows
  },
})
