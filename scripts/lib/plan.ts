import { isDeepStrictEqual } from 'node:util'
import { canonicalJson } from '../../src/protocol/canonical-json.ts'
import { isSameResource } from '../../src/protocol/resource.ts'
import { slotOf } from '../../src/protocol/slot.ts'
import { claim, ownerOf, release } from './addresses.ts'
import { type Configuration, normalEmail } from './configuration.ts'
import {
  clientsForMembers,
  closingMembers,
  domainChanges,
  organisationRow,
  takenDomains,
} from './organisation-rows.ts'
import { ConfigurationProblems } from './read-configuration.ts'
import { clientRow, resourceRow, userRow, type Wanted } from './rows.ts'
import { literal, type Row, type Statement, upsert } from './sql.ts'

export interface Existing {
  resources: readonly Row[]
  clients: readonly Row[]
  users: readonly Row[]
  addresses: readonly Row[]
  organisations: readonly Row[]
  organisation_domains: readonly Row[]
}

export interface Change {
  kind: 'resource' | 'client' | 'user' | 'organisation'
  id: string
  outcome: 'created' | 'updated' | 'unchanged'
  /** Whether this change disables what was enabled before. */
  disables: boolean
}

export interface Plan {
  changes: readonly Change[]
  /** Addresses and then all else: a person without an address would not be found. Nothing to write when both are empty. */
  stages: readonly [readonly Statement[], readonly Statement[]]
}

interface Context {
  tenant: string
  /** Epoch seconds. */
  now: number
}

/**
 * What has to be written so that the store says what the configuration says. What the file leaves out is left alone.
 * @throws ConfigurationProblems when the file contradicts what is stored.
 */
export async function plan(
  file: Configuration,
  existing: Existing,
  context: Context,
): Promise<Plan> {
  const contradictions = [
    ...unknownResources(file, existing),
    ...takenSubjects(file, existing),
    ...takenDomains(file, existing),
  ]
  if (contradictions.length > 0) throw new ConfigurationProblems(contradictions)
  const steps: Step[] = []
  const addresses: Statement[] = []
  for (const entry of file.resources) {
    const before = existing.resources.find((row) => row.identifier === entry.identifier)
    const wanted = resourceRow(entry, context)
    const record = { kind: 'resource', id: entry.identifier, key: 'identifier' } as const
    steps.push(step({ ...record, before, wanted }, context))
  }
  for (const entry of file.clients) {
    const before = existing.clients.find((row) => row.client_id === entry.client_id)
    const wanted = clientRow(entry, before, context)
    const record = { kind: 'client', id: entry.client_id, key: 'client_id' } as const
    steps.push(step({ ...record, before, wanted }, context))
  }
  for (const entry of file.users) {
    const email = normalEmail(entry.email)
    const before =
      entry.sub === undefined
        ? ownerOf(email, existing)
        : existing.users.find((row) => row.sub === entry.sub)
    const wanted = await userRow(entry, before, context)
    const record = { kind: 'user', id: email, key: 'sub' } as const
    addresses.push(...claim(wanted.row, existing))
    steps.push(step({ ...record, before, wanted }, context))
  }
  steps.push(...organisationSteps(file, existing, context))
  return {
    changes: steps.map(({ change }) => change),
    stages: [addresses, steps.flatMap(({ statements }) => statements)],
  }
}

const wantsTwo = ({ required_acr }: { required_acr?: unknown }) =>
  required_acr === 'urn:sallyport:acr:2fa'

function organisationSteps(file: Configuration, existing: Existing, context: Context): Step[] {
  return file.organisations.map((entry) => {
    const before = existing.organisations.find((row) => row.org_id === entry.org_id)
    const wanted = organisationRow(entry, before, context)
    const record = { kind: 'organisation', id: entry.org_id, key: 'org_id' } as const
    const domains = domainChanges(entry, existing, context)
    const { change, statements } = step({ ...record, before, wanted, domains }, context)
    const { row } = wanted
    const wantsMore = before !== undefined && wantsTwo(entry) && !wantsTwo(before)
    const ends = change.disables || wantsMore
    const closed = ends ? closingMembers(row, clientsForMembers(file, existing)) : []
    return { change, statements: [...statements, ...closed] }
  })
}

interface Step {
  change: Change
  statements: readonly Statement[]
}

interface Record {
  kind: Change['kind']
  id: string
  /** Column that names the record within its tenant. */
  key: 'identifier' | 'client_id' | 'sub' | 'org_id'
  before: Row | undefined
  wanted: Wanted
  /** What is written of an organisation beside its row. */
  domains?: readonly Statement[]
}

function step(record: Record, context: Context): Step {
  const { kind, id, key, before, wanted, domains = [] } = record
  const { row, keep } = wanted
  const columns = Object.keys(row).filter((column) => !isSame(column, before, row))
  const changed = [...columns, ...(domains.length > 0 ? ['domains'] : [])]
  const outcome = before === undefined ? 'created' : changed.length === 0 ? 'unchanged' : 'updated'
  const isDisabled = (one: Row | undefined) => typeof one?.disabled_at === 'number'
  const disables = isDisabled(row) && !isDisabled(before)
  const at = kind === 'user' ? slotOf(String(row.sub)) : 'first'
  const write = { at, sql: upsert({ table: `${kind}s`, key: ['tenant', key], row, keep }) } as const
  const note = event(
    `${kind}_changed`,
    { [key]: row[key], outcome, ...(before && { changed }) },
    context,
  )
  return {
    change: { kind, id, outcome, disables },
    statements: [
      ...(outcome === 'unchanged' ? [] : [write, ...domains, note]),
      ...(disables ? closing(kind, key, row) : []),
      ...(kind === 'client' && isDisabled(before) && !isDisabled(row) ? [enabling(row)] : []),
      ...(kind === 'user' ? release(row, before) : []),
      ...(kind === 'client' ? numbering(row, before, isDisabled) : []),
    ],
  }
}

/** For the audit: names of columns, never what is in them. The server's sweep puts it into the chain. */
function event(name: string, details: object, { tenant, now }: Context): Statement {
  const values = [tenant, now, name, canonicalJson(details)].map(literal).join(', ')
  const sql = `INSERT INTO audit_inbox (tenant, at, event, details) VALUES (${values});`
  return { at: 'first', sql }
}

/**
 * A client without a number in the status lists gets the next one; the database counts. So does one that was disabled and
 * is no more: the entry of its former number is set for a day, and would end its new tokens too.
 */
function numbering(
  row: Row,
  before: Row | undefined,
  isDisabled: (one: Row | undefined) => boolean,
): Statement[] {
  const { tenant = null, client_id = null } = row
  const isNumbered = typeof before?.status_number === 'number'
  if (isNumbered && (isDisabled(row) || !isDisabled(before))) return []
  const mine = `tenant = ${literal(tenant)}`
  const next = `(SELECT coalesce(max(status_number), -1) + 1 FROM clients WHERE ${mine})`
  const set = `UPDATE clients SET status_number = ${next}`
  return [{ at: 'first', sql: `${set} WHERE ${mine} AND client_id = ${literal(client_id)};` }]
}

/** What goes with a disabled client or person; the server's own sweep finishes the grants in their cells. */
function closing(kind: Change['kind'], key: Record['key'], row: Row): Statement[] {
  const { tenant = null, client_id = null, disabled_at = null, sub = null } = row
  const owned = `tenant = ${literal(tenant)} AND ${key} = ${literal(row[key] ?? null)}`
  const grants = `UPDATE grants SET state = 'closing' WHERE ${owned} AND state = 'open';`
  if (kind === 'user') {
    const at = slotOf(String(sub))
    return [
      { at, sql: `DELETE FROM sessions WHERE ${owned};` },
      { at, sql: grants },
    ]
  }
  if (kind !== 'client') return []
  const disabled = { tenant, client_id, disabled_at }
  const known = { table: 'disabled_clients', key: ['tenant', 'client_id'], row: disabled, keep: [] }
  return [
    { at: 'all', sql: upsert(known) },
    { at: 'all', sql: grants },
  ]
}

/** Grants may be opened again, in every database. */
function enabling({ tenant = null, client_id = null }: Row): Statement {
  const mine = `tenant = ${literal(tenant)} AND client_id = ${literal(client_id)}`
  return { at: 'all', sql: `DELETE FROM disabled_clients WHERE ${mine};` }
}

/** Equal but for the moment of writing; texts that are JSON are compared by what they mean. */
const isSame = (column: string, a: Row | undefined, b: Row) =>
  column === 'updated_at' || isDeepStrictEqual(meaning(a?.[column]), meaning(b[column]))

function meaning(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value ?? null
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

function unknownResources(file: Configuration, existing: Existing): string[] {
  const known = [...file.resources, ...existing.resources].map((one) => String(one.identifier))
  const problems = (place: number, member: 'resources' | 'serves', names: readonly string[] = []) =>
    names
      .filter((asked) => !known.some((one) => isSameResource(asked, one)))
      .map((asked) => `clients[${place}].${member}: received ${asked}, which is no resource`)
  return file.clients.flatMap(({ resources, serves }, place) => [
    ...problems(place, 'resources', resources),
    ...problems(place, 'serves', serves),
  ])
}

function takenSubjects(file: Configuration, existing: Existing): string[] {
  return file.users.flatMap((entry, place) => {
    const email = normalEmail(entry.email)
    const owner = ownerOf(email, existing)
    if (owner === undefined || entry.sub === undefined || owner.sub === entry.sub) return []
    return [`users[${place}]: ${email} belongs to sub ${owner.sub}; received sub ${entry.sub}`]
  })
}
