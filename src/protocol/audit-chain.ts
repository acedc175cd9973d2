import * as base64url from 'jose/base64url'
import { canonicalJson } from './canonical-json.ts'

/** Something that happened and matters for security. */
export interface AuditEvent {
  /** Epoch seconds. */
  at: number
  event: string
  /** Words and ids, never a secret. */
  details: Readonly<Record<string, unknown>>
}

/** An event in its place in the chain of a tenant. */
export interface AuditEntry extends AuditEvent {
  /** 1 for the first, without gaps. */
  seq: number
  /** `hash` of the entry before; '' for the first. */
  previous: string
  /** base64url SHA-256 of the canonical JSON of everything else and the tenant. RFC 8785. */
  hash: string
}

/** The last entry of a chain, as far as the next one needs it. */
export type AuditHead = Pick<AuditEntry, 'seq' | 'hash' | 'at' | 'event'>

/** The end of a chain without entries. */
export const NO_ENTRY: AuditHead = { seq: 0, hash: '', at: 0, event: '' }

/** A checkpoint is due when a chain passes a multiple of this many entries … */
export const CHECKPOINT_ENTRIES = 1000
/** … or begins an hour. Seconds. */
const CHECKPOINT_INTERVAL = 3600
/** Events of `npm run apply`: the cron puts them into the chain, and has no key to sign with. */
const BY_CRON = /_changed$/
/** `typ` of a signed checkpoint. */
export const CHECKPOINT_TYPE = 'audit-checkpoint+jwt'
/** The event whose details hold a signed checkpoint. */
export const CHECKPOINT = 'checkpoint'

/** The hash an entry has to have in the chain of a tenant. */
export async function auditHash(
  tenant: string,
  { seq, at, event, details, previous }: Omit<AuditEntry, 'hash'>,
): Promise<string> {
  const bytes = new TextEncoder().encode(
    canonicalJson({ tenant, seq, at, event, details, previous }),
  )
  return base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}

/** The entries that put these events behind the head of a tenant's chain. */
export async function linked(
  tenant: string,
  head: AuditHead,
  events: readonly AuditEvent[],
): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = []
  let { seq, hash } = head
  for (const { at, event, details } of events) {
    const entry = { seq: seq + 1, at, event, details, previous: hash }
    entries.push({ ...entry, hash: await auditHash(tenant, entry) })
    ;({ seq, hash } = entries.at(-1) ?? head)
  }
  return entries
}

/** Whether between these two ends of a chain a checkpoint became due: of all who append, one sees it. */
export const isCheckpointDue = (before: AuditHead, after: AuditHead): boolean =>
  BY_CRON.test(before.event) ||
  Math.floor(after.seq / CHECKPOINT_ENTRIES) > Math.floor(before.seq / CHECKPOINT_ENTRIES) ||
  Math.floor(after.at / CHECKPOINT_INTERVAL) > Math.floor(before.at / CHECKPOINT_INTERVAL)
