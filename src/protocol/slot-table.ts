import { ConfigurationError } from './configuration-error.ts'
import { SLOTS } from './slot.ts'

/** By the name of a database's binding, the slots that lie in it: `{ DB: '0-2047', DB_1: '2048-4095' }`. */
export type SlotTable = Readonly<Record<string, string>>

/** In place of a database: slots on their way from one to another. Nobody there is served meanwhile. */
export const MOVING = 'moving'

/** All in one database, the one that has to be there anyway. */
export const ONE_DATABASE: SlotTable = { DB: `0-${SLOTS - 1}` }

/** The databases that a table names. `DB` is the first: what is no person's lies there, with or without slots. */
export const databasesIn = (table: SlotTable): readonly string[] => [
  ...new Set(['DB', ...Object.keys(table).filter((name) => name !== MOVING)]),
]

/**
 * Slots as they are written in a table: numbers and ranges, separated by commas.
 * @throws ConfigurationError for anything else.
 */
export function slotsIn(text: string): readonly number[] {
  return text.split(/\s*,\s*/).flatMap((range) => {
    if (range.trim() === '') return []
    const [, first = '', last = first] = /^\s*(\d{1,4})(?:\s*-\s*(\d{1,4}))?\s*$/.exec(range) ?? []
    const count = Number(last) - Number(first) + 1
    if (first === '' || count < 1 || Number(last) >= SLOTS) {
      throw new ConfigurationError([
        `slots: received ${range}, expected slots such as 0-1023,2048; the last is ${SLOTS - 1}`,
      ])
    }
    return Array.from({ length: count }, (_, n) => Number(first) + n)
  })
}

/**
 * For each slot, the name of its database.
 * @throws ConfigurationError unless each slot is listed exactly once.
 */
export function placesIn(table: SlotTable): readonly string[] {
  const places = new Map<number, string>()
  const twice = new Set<number>()
  for (const [name, text] of Object.entries(table)) {
    for (const slot of slotsIn(String(text))) {
      if (places.has(slot)) twice.add(slot)
      places.set(slot, name)
    }
  }
  const all = Array.from({ length: SLOTS }, (_, slot) => slot)
  const missing = all.filter((slot) => !places.has(slot))
  const problems = [
    ...(twice.size > 0 ? [`slots: ${few([...twice])} listed twice; a slot lies in one place`] : []),
    ...(missing.length > 0
      ? [`slots: ${few(missing)} not listed; each of 0-${SLOTS - 1} lies somewhere`]
      : []),
  ]
  if (problems.length > 0) throw new ConfigurationError(problems)
  return all.map((slot) => places.get(slot) ?? '')
}

const few = (slots: readonly number[]) =>
  slots.length > 3
    ? `${slots.slice(0, 3).join(', ')} and ${slots.length - 3} more`
    : slots.join(', ')
