import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'
import { ConfigurationError } from '../../protocol/configuration-error.ts'
import { storageFault } from '../../protocol/errors.ts'
import { slotIn, slotOf } from '../../protocol/slot.ts'
import { databasesIn, ONE_DATABASE, placesIn, type SlotTable } from '../../protocol/slot-table.ts'

/** The databases, and what lies where. A place that is being moved is a storage fault: 503. */
export interface Shards {
  /** What is no person's: clients, resources, the audit. */
  first: DrizzleD1Database
  all: readonly DrizzleD1Database[]
  at(slot: number): DrizzleD1Database
  /** Where a person lies, by `sub`, or an e-mail address. */
  of(text: string): DrizzleD1Database
  /** Where something of a person lies, by an id that begins with their slot. */
  holding(id: string): DrizzleD1Database
}

/** @throws ConfigurationError when the table is not one, or names a database that is not bound. */
export function createShards(env: { DB: D1Database }, table: SlotTable = ONE_DATABASE): Shards {
  const names = databasesIn(table)
  const bindings = env as Partial<Record<string, D1Database>> // unbound and other names are found out below
  const unbound = names.filter((name) => typeof bindings[name]?.prepare !== 'function')
  if (unbound.length > 0) {
    throw new ConfigurationError(
      unbound.map((name) => `slots: ${name} is no binding of a D1 database; see docs/operate.md`),
    )
  }
  const first = drizzle(env.DB)
  const byName = new Map(
    names.map((name) => [name, name === 'DB' ? first : drizzle(bindings[name] ?? env.DB)]),
  )
  const bySlot = placesIn(table).map((name) => byName.get(name))
  const at = (slot: number) => {
    const found = bySlot[slot]
    if (found === undefined) throw storageFault(new Error(`slot ${slot} is being moved`))
    return found
  }
  return {
    first,
    all: [...byName.values()],
    at,
    of: (text) => at(slotOf(text)),
    // an id that begins with no slot is in no database: any will say so
    holding: (id) => at(slotIn(id) ?? 0),
  }
}
