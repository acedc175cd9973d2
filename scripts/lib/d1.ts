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
import type { Layout } from './layout.ts'
import type { Existing } from './plan.ts'
import { output, patience, root } from './processes.ts'
import { sha256 } from './rows.ts'
import { literal, type Row } from './sql.ts'

/** Which D1 database, by its binding: the local one of a state directory, or the deployed one. */
export type Target = { database?: string } & (
  | { remote: false; state: string }
  | { remote: true; env?: string | undefined }
)

/** Names in one IN list: a statement of D1 may have 100 kB. */
const CHUNK = 500

const bindingOf = ({ database = 'DB' }: Target) => database

/**
 * Brings the local databases' tables up to date; what was applied before is noted beside the data.
 * @throws Error when a migration changed after it was applied: its tables are not what the code expects.
 */
export async function migrate(state: string, { names }: Layout): Promise<void> {
  for (const database of names) await migrateOne({ remote: false, state, database })
}

async function migrateOne(target: Target & { state: string }): Promise<void> {
  const { state } = target
  const database = bindingOf(target)
  const file = `sallyport-migrations${database === 'DB' ? '' : `-${database}`}`
  const note = resolve(root, state, 'v3', 'd1', file)
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
  await d1('the migration', ['migrations', 'apply', database, ...where(target)])
  writeFileSync(note, wanted.join('\n'))
}

/** Name and hash of each. */
function migrations(): string[] {
  const folder = join(root, 'migrations')
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  return names.sort().map((name) => `${name} ${sha256(readFileSync(join(folder, name), 'utf8'))}`)
}

export interface Place {
  target: Target
  layout: Layout
  tenant: string
}

/** The rows of a tenant that have one of these names, each from the database it lies in. */
export async function read(place: Place, names: Names): Promise<Existing> {
  const { tenant } = place
  const { client_ids, emails, subs, hasOrganisations } = names
  for (const text of [...emails, ...subs]) place.layout.of(text) // nothing is looked for where it is not
  const shared = [
    ...selects('resources', tenant, { identifier: undefined }),
    ...selects('clients', tenant, { client_id: client_ids }),
    ...(hasOrganisations ? organisationQueries(tenant) : []),
  ]
  const near = await ask(place, (database) => [
    ...(database === 'DB' ? shared : []),
    ...selects('addresses', tenant, { email: emails }),
    ...selects('users', tenant, { sub: subs }),
    ...owners(tenant, emails),
  ])
  const known = near.users.map(({ sub }) => sub)
  const far = near.addresses.map(({ sub }) => String(sub)).filter((sub) => !known.includes(sub))
  const { users } = await ask(place, () => selects('users', tenant, { sub: far }))
  return { ...near, users: [...near.users, ...users] }
}

/** What the databases answer, table by table; a row that lies where its slot is not was left there by a move. */
async function ask({ target, layout }: Place, queriesFor: (database: string) => Query[]) {
  const existing = {
    resources: [] as Row[],
    clients: [] as Row[],
    users: [] as Row[],
    addresses: [] as Row[],
    organisations: [] as Row[],
    organisation_domains: [] as Row[],
  }
  for (const database of layout.names) {
    const lies = ({ sub, email }: Row, table: Table) =>
      table === 'users' || table === 'addresses'
        ? layout.of(String(table === 'users' ? sub : email)) === database
        : true
    for (const some of chunks(queriesFor(database), 4)) {
      const answers = await query({ ...target, database }, some.map(({ sql }) => sql).join('\n'))
      some.forEach(({ table }, n) => {
        existing[table].push(...(answers[n] ?? []).filter((row) => lies(row, table)))
      })
    }
  }
  return existing
}

/** The rows that each of these statements answers. */
export async function query(target: Target, command: string): Promise<Row[][]> {
  const asked = ['execute', bindingOf(target), '--json', '--command', command, ...where(target)]
  const json = await d1('reading the database', asked)
  const results = JSON.parse(json.slice(json.indexOf('['))) as { results: Row[] }[]
  return results.map(({ results }) => results)
}

export interface Names {
  client_ids: readonly string[]
  emails: readonly string[]
  subs: readonly string[]
  hasOrganisations: boolean
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
      bindingOf(target),
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
const TAKEN =
  'somebody has signed up with an address of the file just now; nothing was written for it, run the command again'

/** A local database may be busy for a moment, when a server writes to it. */
async function d1(name: string, args: readonly string[], tries = 5): Promise<string> {
  try {
    return await output(name, ['wrangler', 'd1', ...args])
  } catch (error) {
    if (/no such (table|column)/.test((error as Error).message))
      throw new Error(OUTDATED, { cause: error })
    if (/addresses\.sub/.test((error as Error).message)) throw new Error(TAKEN, { cause: error })
    if (tries <= 1 || !/SQLITE_BUSY|database is locked/.test((error as Error).message)) throw error
    await patience(300)
    return d1(name, args, tries - 1)
  }
}

const where = (target: Target): string[] =>
  target.remote
    ? ['--remote', ...(target.env === undefined ? [] : ['--env', target.env])]
    : ['--local', '--persist-to', target.state]

type Table = keyof Existing

interface Query {
  table: Table
  sql: string
}

function selects(
  table: Table,
  tenant: string,
  by: Record<string, readonly string[] | undefined>,
): Query[] {
  const [[column, names] = ['', []]] = Object.entries(by)
  const from = `SELECT * FROM ${table} WHERE tenant = ${literal(tenant)}`
  if (names === undefined) return [{ table, sql: `${from};` }]
  return chunks(names, CHUNK).map((some) => ({
    table,
    sql: `${from} AND ${column} IN (${list(some)});`,
  }))
}

/** All of them, and the clients whose grants end with them. */
function organisationQueries(tenant: string): Query[] {
  const mine = `tenant = ${literal(tenant)}`
  return [
    ...selects('organisations', tenant, { org_id: undefined }),
    ...selects('organisation_domains', tenant, { domain: undefined }),
    {
      table: 'clients',
      sql: `SELECT * FROM clients WHERE ${mine} AND organisation IS NOT NULL;`,
    },
  ]
}

/** People whose address lies in the same database. */
function owners(tenant: string, emails: readonly string[]): Query[] {
  const mine = `tenant = ${literal(tenant)}`
  return chunks(emails, CHUNK).map((some) => ({
    table: 'users',
    sql: [
      `SELECT * FROM users WHERE ${mine} AND sub IN`,
      `(SELECT sub FROM addresses WHERE ${mine} AND email IN (${list(some)}));`,
    ].join(' '),
  }))
}

const list = (names: readonly string[]) => names.map(literal).join(', ')

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) =>
    all.slice(n * size, (n + 1) * size),
  )
}
