import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { slotOf } from '../../src/protocol/slot.ts'
import {
  databasesIn,
  MOVING,
  ONE_DATABASE,
  placesIn,
  type SlotTable,
} from '../../src/protocol/slot-table.ts'
import { root } from './processes.ts'

/** The databases of a deployment, by the names of their bindings, and where people and addresses lie in them. */
export interface Layout {
  /** `DB`, which has what is no person's, and the others. */
  names: readonly string[]
  /** @throws Error while the slot is being moved. */
  at(slot: number): string
  /** Of a person, by `sub`, or of an address. */
  of(text: string): string
  isMoving(slot: number): boolean
}

/** @throws ConfigurationError when the table is none. */
export function layoutOf(table: SlotTable = ONE_DATABASE): Layout {
  const places = placesIn(table)
  const at = (slot: number) => {
    const name = places[slot]
    if (name === undefined || name === MOVING) {
      throw new Error(`slot ${slot} is being moved; try again when SETTINGS says where it lies`)
    }
    return name
  }
  return {
    names: databasesIn(table),
    at,
    of: (text) => at(slotOf(text)),
    isMoving: (slot) => places[slot] === MOVING,
  }
}

/** As wrangler.toml has it, for the server and for us. */
export async function readLayout(env?: string): Promise<Layout> {
  const config = join(root, 'wrangler.toml')
  // wrangler takes a second to load, and nearly everybody has one database
  if (!/\bslots\b/.test(readFileSync(config, 'utf8'))) return layoutOf()
  const { unstable_readConfig: read } = await import('wrangler')
  const { vars } = read({ config, ...(env !== undefined && { env }) })
  return layoutOf((vars['SETTINGS'] as { slots?: SlotTable } | undefined)?.slots)
}
