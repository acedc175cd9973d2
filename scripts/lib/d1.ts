import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import type { Existing } from './plan.ts'
import { output, patience, root } from './processes.ts'
import { sha256 } from './rows.ts'
import { literal, type Row } from './sql.ts'

/** Which D1 database: the local one of a state directory, or the deployed one. */
export type Target = { remote: false; state: string } | { remote: true; env?: string | undefined }

const DATABASE = 'DB'
/** Names in one IN list: a statement of D1 may have 100 kB. */
const CHUNK = 500

/**
 * Brings the local database's tables up to date; what was applied before is noted beside the data.
 * @throws Error when a migration changed after it was applied: its tables are not what the code expects.
 */
export async function migrate(state: string): Promise<void> {
  const note = resolve(root, state, 'v3', 'd1', 'sallyport-migrations')
  const wanted = migrations()
  const applied = existsSync(note) ? readFileSync(note, 'utf8').split('\n') : []
  const changed = applied.find((line) => !wanted.includes(line))
  if (changed !== undefined) {
    const [name] = changed.split(' ')
    throw new Error(
      `${name} is not what was applied here; remove ${state} (local data) and start again`,
    )
  }
  if (applied.length === wanted.length) return
  await d1('the migration', ['migrations', 'apply', DATABASE, ...where({ remote: false, state })])
  writeFileSync(note, wanted.join('\n'))
}

/** Name and hash of each. */
function migrations(): string[] {
  const folder = join(root, 'migrations')
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  return names.sort().map((name) => `${name} ${sha256(readFileSync(join(folder, name), 'utf8'))}`)
}

/** The rows of a tenant that have one of these names. */
export async function read(target: Target, tenant: string, names: Names): Promise<Existing> {
  const queries = [
    ...selects('resources', tenant, { identifier: undefined }),
    ...selects('clients', tenant, { client_id: names.client_ids }),
    ...selects('users', tenant, { email: names.emails }),
    ...selects('users', tenant, { sub: names.subs }),
  ]
  const answers: Row[][] = []
  for (const some of chunks(queries, 4)) {
    answers.push(...(await query(target, some.map(({ sql }) => sql).join('\n'))))
  }
  const of = (table: string) => answers.filter((_, place) => queries[place]?.table === table).flat()
  return { resources: of('resources'), clients: of('clients'), users: of('users') }
}

/** The rows that each of these statements answers. */
export async function query(target: Target, command: string): Promise<Row[][]> {
  const asked = ['execute', DATABASE, '--json', '--command', command, ...where(target)]
  const json = await d1('reading the database', asked)
  const results = JSON.parse(json.slice(json.indexOf('['))) as { results: Row[] }[]
  return results.map(({ results }) => results)
}

export interface Names {
  client_ids: readonly string[]
  emails: readonly string[]
  subs: readonly string[]
}

/** Runs the statements as one transaction. */
export async function write(target: Target, statements: readonly string[]): Promise<void> {
  mkdirSync(join(root, '.wrangler'), { recursive: true })
  const folder = mkdtempSync(join(root, '.wrangler', 'apply-'))
  const file = join(folder, 'statements.sql')
  try {
    writeFileSync(file, statements.join('\n'), { mode: 0o600 })
    await d1('writing to the database', [
      'execute',
      DATABASE,
      '--yes',
      '--file',
      file,
      ...where(target),
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const OUTDATED =
  'the database has not the tables this code expects; run npx wrangler d1 migrations apply DB --remote'

/** A local database may be busy for a moment, when a server writes to it. */
async function d1(name: string, args: readonly string[], tries = 5): Promise<string> {
  try {
    return await output(name, ['wrangler', 'd1', ...args])
  } catch (error) {
    if (/no such (table|column)/.test((error as Error).message))
      throw new Error(OUTDATED, { cause: error })
    if (tries <= 1 || !/SQLITE_BUSY|database is locked/.test((error as Error).message)) throw error
    await patience(300)
    return d1(name, args, tries - 1)
  }
}

const where = (target: Target): string[] =>
  target.remote
    ? ['--remote', ...(target.env === undefined ? [] : ['--env', target.env])]
    : ['--local', '--persist-to', target.state]

function selects(table: string, tenant: string, by: Record<string, readonly string[] | undefined>) {
  const [[column, names] = ['', []]] = Object.entries(by)
  const from = `SELECT * FROM ${table} WHERE tenant = ${literal(tenant)}`
  if (names === undefined) return [{ table, sql: `${from};` }]
  return chunks(names, CHUNK).map((some) => ({
    table,
    sql: `${from} AND ${column} IN (${some.map(literal).join(', ')});`,
  }))
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) =>
    all.slice(n * size, (n + 1) * size),
  )
}
