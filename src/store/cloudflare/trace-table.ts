import { desc, eq, lte } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { TracedStep } from '../../protocol/connection.ts'
import type { Traces } from '../port.ts'
import { traces } from './schema.ts'

/** Seconds a step is kept. */
const KEPT = 86_400

/** The steps of one tenant's connections. */
export function tracesOf(d1: D1Database, tenant: string): Traces {
  const db = drizzle(d1)
  return {
    async append(steps) {
      const [first, ...more] = steps.map(({ id, at, request_id, keys, ...details }) =>
        db.insert(traces).values({
          tenant,
          id,
          at,
          request_id,
          thread: keys.join(' '),
          step: details.step,
          details,
        }),
      )
      if (first) await db.batch([first, ...more])
    },
    async list(limit) {
      const rows = await db
        .select()
        .from(traces)
        .where(eq(traces.tenant, tenant))
        .orderBy(desc(traces.at))
        .limit(limit)
      return rows.reverse().map(({ id, at, request_id, thread, details }) => ({
        ...(details as Omit<TracedStep, 'id' | 'at' | 'request_id' | 'keys'>), // as append wrote them
        ...{ id, at, request_id, keys: thread.split(' ').filter((key) => key !== '') },
      }))
    },
  }
}

/** Removes, for all tenants, what is older than a day. `now`: epoch seconds. */
export async function forgetTraces(d1: D1Database, now: number): Promise<void> {
  await drizzle(d1)
    .delete(traces)
    .where(lte(traces.at, (now - KEPT) * 1000))
}
