import { and, eq, isNotNull, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { cellOfClient } from '../../protocol/cell-number.ts'
import type { Client } from '../port.ts'
import type { createCells } from './cells.ts'
import { clients } from './schema.ts'

/** No access token lives longer. Seconds. */
export const LONGEST_TOKEN = 86_400

type Cells = Pick<ReturnType<typeof createCells>, 'invalidate'>
type Numbered = Pick<Client, 'client_id' | 'status_number'>

/** Tokens that a client was given without a grant: their entry is set until the last has expired. */
export async function invalidateClient(
  { client_id, status_number }: Numbered,
  cells: Cells,
  { cellsPerRegion, now }: { cellsPerRegion: number; now: number },
): Promise<number> {
  if (status_number === undefined) return -1
  return cells.invalidate(
    cellOfClient(client_id, cellsPerRegion),
    status_number,
    now + LONGEST_TOKEN,
  )
}

interface Which {
  tenant: string
  cellsPerRegion: number
  /** Absent: all of them. */
  client_id: string | undefined
  now: number
}

/**
 * Entries are set first, numbers change after: broken off in between, what the client gets is dead until somebody does it
 * again, and nothing that was to end is alive. Numbers are not used twice, also when a restored database has forgotten
 * some; a tenant has a million of them.
 */
export async function endClientTokens(d1: D1Database, cells: Cells, which: Which): Promise<number> {
  const { tenant, client_id } = which
  const db = drizzle(d1)
  const { status_number } = clients
  const mine = client_id === undefined ? undefined : eq(clients.client_id, client_id)
  const rows = await db
    .select({ client_id: clients.client_id, status_number })
    .from(clients)
    .where(and(eq(clients.tenant, tenant), isNotNull(status_number), mine))
  let highest = -1
  for (const one of rows) {
    const set = await invalidateClient(one as Numbered, cells, which) // isNotNull, above
    highest = Math.max(highest, set)
  }
  await db.run(sql`
    UPDATE clients SET status_number = fresh.number
    FROM (SELECT client_id AS id, row_number() OVER (ORDER BY status_number)
            + (SELECT max(max(status_number), ${highest}) FROM clients WHERE tenant = ${tenant}) AS number
          FROM clients
          WHERE tenant = ${tenant} AND status_number IS NOT NULL
            AND client_id = coalesce(${client_id ?? null}, client_id)) AS fresh
    WHERE clients.tenant = ${tenant} AND clients.client_id = fresh.id`)
  return rows.length
}
