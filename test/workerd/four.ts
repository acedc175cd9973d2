import { env } from 'cloudflare:test'
import type { SlotTable } from '../../src/protocol/slot-table.ts'

/** People spread evenly over the four databases of vitest.config.ts. */
export const FOUR: SlotTable = {
  DB: '0-1023',
  DB_1: '1024-2047',
  DB_2: '2048-3071',
  DB_3: '3072-4095',
}

export const fourDatabases: readonly D1Database[] = [env.DB, env.DB_1, env.DB_2, env.DB_3]
