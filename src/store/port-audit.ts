import type { AuditEntry, AuditEvent, AuditHead } from '../protocol/audit-chain.ts'

/** Security events as a chain of hashes: rows are added at its end and never touched again. */
export interface Audit {
  /**
   * Appends in this order and without gaps, whoever else appends. Answers the end of the chain when it is time to
   * sign a checkpoint over it.
   */
  append(events: readonly AuditEvent[]): Promise<AuditHead | undefined>
  /** Entries from this number on, in order. */
  list(from_seq: number, limit: number): Promise<readonly AuditEntry[]>
}
