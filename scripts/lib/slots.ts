import { slotOf } from '../../src/protocol/slot.ts'
import { literal, type Row } from './sql.ts'

/** A database, as far as moving needs one. */
export interface Database {
  name: string
  /** The rows that each statement answers. */
  query(statements: readonly string[]): Promise<Row[][]>
  /** In one transaction. */
  write(statements: readonly string[]): Promise<void>
}

/** What lies with a person. */
const PERSONAL = [
  ...['users', 'sessions', 'consents', 'grants', 'logouts', 'activity', 'memberships'],
  ...['passkeys', 'totps', 'recovery_codes', 'remembered_devices', 'linked_accounts'],
]
/** What leads to a person from elsewhere, and lies by the slot of its own name. */
const FOUND_BY_NAME = ['addresses', 'upstream_accounts'] as const
/** What the slot of a row is made of: its values, with a space between them. */
const NAMED_BY = {
  users: ['sub'],
  addresses: ['email'],
  upstream_accounts: ['upstream', 'subject'],
} as const
/** Names read at a time; characters of names in one statement, of which a command line has five. */
const PAGE = 20_000
const STATEMENT = 20_000

/**
 * Copies people, addresses and pointers to people of these slots, whose places have to be shut meanwhile. It may be interrupted, and run again.
 * Answers how many people there were.
 */
export async function copySlots(
  slots: ReadonlySet<number>,
  from: Database,
  to: Database,
): Promise<number> {
  const mine = (name: string) => slots.has(slotOf(name))
  let people = 0
  for await (const { are, names } of namesIn(from, 'users', mine)) {
    const tables = await from.query(PERSONAL.map((table) => `SELECT * FROM ${table} ${are}`))
    await to.write(tables.flatMap((rows, n) => rows.map((row) => replace(PERSONAL[n] ?? '', row))))
    // who has still to hear of a sign-out is told from one place
    await from.write([`DELETE FROM logouts ${are}`])
    people += names.length
  }
  for (const table of FOUND_BY_NAME) {
    for await (const { are } of namesIn(from, table, mine)) {
      const [rows = []] = await from.query([`SELECT * FROM ${table} ${are}`])
      await to.write(rows.map((row) => replace(table, row)))
    }
  }
  return people
}

/**
 * Removes from a database who lies in another by now. Answers how many people there were.
 * @throws Error when somebody is not there: then they were not copied.
 */
export async function removeMoved(from: Database, others: readonly Database[], at: At) {
  let people = 0
  for (const to of others) {
    const moved = (name: string) => at(name) === to.name
    for await (const some of namesIn(from, 'users', moved)) {
      await requireThere(to, some)
      await from.write(PERSONAL.map((table) => `DELETE FROM ${table} ${some.are}`))
      people += some.names.length
    }
    for (const table of FOUND_BY_NAME) {
      for await (const some of namesIn(from, table, moved)) {
        await requireThere(to, some)
        await from.write([`DELETE FROM ${table} ${some.are}`])
      }
    }
  }
  return people
}

/** The name of the database in which a person, an address or an account elsewhere lies. */
export type At = (name: string) => string

async function requireThere(to: Database, { table, are, names }: Some): Promise<void> {
  const [[found] = []] = await to.query([`SELECT count(*) AS count FROM ${table} ${are}`])
  if (found?.['count'] === names.length) return
  throw new Error(
    `${to.name} has ${found?.['count']} of ${names.length} ${table} that lie there; copy them first. They were not removed`,
  )
}

interface Some {
  table: keyof typeof NAMED_BY
  names: readonly string[]
  /** The end of a statement that is about them. */
  are: string
}

/** The rows of a table whose names match; some at a time, of one tenant. */
async function* namesIn(
  db: Database,
  table: Some['table'],
  matches: (name: string) => boolean,
): AsyncGenerator<Some> {
  const columns: readonly string[] = NAMED_BY[table]
  const key = ['tenant', ...columns]
  for (let after = key.map(() => "''"); ; ) {
    const page = `WHERE (${key}) > (${after}) ORDER BY ${key} LIMIT ${PAGE}`
    const [rows = []] = await db.query([`SELECT ${key} FROM ${table} ${page};`])
    for (const tenant of new Set(rows.map((row) => row['tenant'] ?? null))) {
      const mine = rows
        .filter((row) => row['tenant'] === tenant)
        .map((row) => columns.map((column) => String(row[column])))
        .filter((values) => matches(values.join(' ')))
      for (const some of portions(mine)) {
        const list = some.map((values) => `(${values.map(literal)})`).join(', ')
        const are = `WHERE tenant = ${literal(tenant)} AND (${columns}) IN (VALUES ${list});`
        yield { table, names: some.map((values) => values.join(' ')), are }
      }
    }
    const last = rows.at(-1)
    if (rows.length < PAGE || last === undefined) return
    after = key.map((column) => literal(last[column] ?? null))
  }
}

function portions(names: readonly string[][]): string[][][] {
  const all: string[][][] = []
  let room = 0
  for (const values of names) {
    const length = values.reduce((sum, value) => sum + value.length + 4, 4)
    room -= length
    if (room < 0) {
      all.push([])
      room = STATEMENT - length
    }
    all.at(-1)?.push(values)
  }
  return all
}

const replace = (table: string, row: Row) =>
  `INSERT OR REPLACE INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${Object.values(row).map(literal).join(', ')});`
