import { compactVerify, createLocalJWKSet, decodeJwt, type JSONWebKeySet } from 'jose'
import {
  type AuditEntry,
  auditHash,
  CHECKPOINT,
  CHECKPOINT_ENTRIES,
  CHECKPOINT_TYPE,
  NO_ENTRY,
} from '../../src/protocol/audit-chain.ts'
import { canonicalJson } from '../../src/protocol/canonical-json.ts'

/** A row of the table, as the database has it. */
export type AuditRow = Omit<AuditEntry, 'details'> & { details: string }

/** What a checkpoint says, signed: then the chain of this tenant ended like this. */
export interface Checkpoint {
  tenant: string
  seq: number
  hash: string
}

export interface Expected {
  tenant: string
  /** Keys that signed the checkpoints; without them signatures are left unread. */
  jwks?: JSONWebKeySet | undefined
  /** Checkpoints that were kept elsewhere: they tell of an end that was cut off, and of a chain made anew. */
  kept?: readonly Checkpoint[]
}

export interface Report {
  entries: number
  /** Checkpoints of the chain, and up to which entry it is signed. */
  checkpoints: number
  signed_to: number
  /** The first entry that is not as it was written. */
  broken?: { seq: number; why: string }
}

/** Reads the chain of a tenant from its first row, in pages ordered by `seq`, up to where it breaks. */
export async function verifyChain(
  pages: AsyncIterable<readonly AuditRow[]>,
  expected: Expected,
): Promise<Report> {
  /** By seq; the place of no entry is 0. */
  const hashes: string[] = [NO_ENTRY.hash]
  const report: Report = { entries: 0, checkpoints: 0, signed_to: 0 }
  for await (const rows of pages) {
    for (const row of rows) {
      const seq = hashes.length
      const why =
        (await problemOf(row, hashes, { rows, tenant: expected.tenant })) ??
        (await checkpointProblem(row, hashes, expected)) ??
        unsigned(row, report, expected)
      if (why !== undefined) return { ...report, broken: { seq, why } }
      hashes.push(row.hash)
      report.entries = seq
      if (row.event !== CHECKPOINT) continue
      report.checkpoints += 1
      report.signed_to = (JSON.parse(row.details) as Checkpoint).seq
    }
  }
  const lost = (expected.kept ?? [])
    .filter(({ tenant, seq, hash }) => tenant === expected.tenant && hashes[seq] !== hash)
    .sort((a, b) => a.seq - b.seq)[0]
  return lost === undefined ? report : { ...report, broken: cutOff(lost, report.entries) }
}

const cutOff = ({ seq }: Checkpoint, entries: number) =>
  seq > entries
    ? {
        seq: entries + 1,
        why: `removed: a kept checkpoint says there were ${seq} entries and more`,
      }
    : {
        seq,
        why: 'replaced: a kept checkpoint has another hash for it, so the chain was made anew',
      }

interface Around {
  rows: readonly AuditRow[]
  tenant: string
}

/** What is wrong with the row that stands where the next entry is due. */
async function problemOf(row: AuditRow, hashes: readonly string[], { rows, tenant }: Around) {
  const due = hashes.length
  if (row.seq > due) return `removed: the row after ${due - 1} is ${row.seq}`
  if (row.seq < due) return `inserted: there is a row with the number ${row.seq}`
  const hashAt = (seq: number) => hashOf(row, tenant, seq)
  const hash = await hashAt(row.seq)
  if (hash === undefined) return 'changed: its details are not the canonical JSON that was written'
  if (hash !== row.hash) {
    for (const { seq } of rows) {
      if ((await hashAt(seq)) === row.hash) return `reordered: it was written as number ${seq}`
    }
    return 'changed: its content does not give its hash'
  }
  if (row.previous === hashes[due - 1]) return undefined
  return 'replaced: it does not follow the row before it; one of the two is not what was written'
}

async function hashOf(row: AuditRow, tenant: string, seq: number): Promise<string | undefined> {
  try {
    const details = JSON.parse(row.details) as AuditEntry['details']
    // two spellings of one value would read differently to different readers
    if (canonicalJson(details) !== row.details) return undefined
    return await auditHash(tenant, { ...row, seq, details })
  } catch {
    return undefined
  }
}

async function checkpointProblem(
  { event, details }: AuditRow,
  hashes: readonly string[],
  { tenant, jwks }: Expected,
) {
  if (event !== CHECKPOINT) return undefined
  const { seq, hash, jws } = JSON.parse(details) as Checkpoint & { jws: string }
  if (seq === 0 || hashes[seq] !== hash) return `its checkpoint has another hash for entry ${seq}`
  const signed = await readCheckpoint(jws, jwks)
  if (typeof signed === 'string') return `its checkpoint ${signed}`
  const same = signed.tenant === tenant && signed.seq === seq && signed.hash === hash
  return same ? undefined : 'its checkpoint is signed for another entry'
}

/** With keys a chain has to be signed now and then: else one made anew would only have to leave checkpoints out. */
function unsigned({ seq }: AuditRow, { signed_to }: Report, { jwks }: Expected) {
  return jwks !== undefined && seq - signed_to > 2 * CHECKPOINT_ENTRIES
    ? `no checkpoint between ${signed_to} and here; expected one every ${CHECKPOINT_ENTRIES} entries`
    : undefined
}

/** A signed checkpoint, or what is wrong with it; without keys it is taken at its word. */
export async function readCheckpoint(
  jws: string,
  jwks: JSONWebKeySet | undefined,
): Promise<Checkpoint | string> {
  try {
    if (jwks === undefined) return decodeJwt(jws) as unknown as Checkpoint
    const options = { algorithms: ['ES256'] }
    const { payload, protectedHeader } = await compactVerify(jws, createLocalJWKSet(jwks), options)
    if (protectedHeader.typ !== CHECKPOINT_TYPE) return 'is a token of another kind'
    return JSON.parse(new TextDecoder().decode(payload)) as Checkpoint // signed by us
  } catch (error) {
    return (error as { code?: string }).code === 'ERR_JWKS_NO_MATCHING_KEY'
      ? 'is signed by a key that is not among the given ones; add the JWKS of that time'
      : 'is not signed by the key it names'
  }
}
