import { and, asc, desc, eq, gte, inArray, sql } from 'drizzle-orm'
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'
import { type AuditEntry, NO_ENTRY } from '../../protocol/audit-chain.ts'
import { canonicalJson } from '../../protocol/canonical-json.ts'
import { type AuditTable, createAppender } from '../audit.ts'
import type { Store } from '../port.ts'
import { audit, audit_inbox } from './schema.ts'

/** Events that one sweep takes out of the inbox at a time. */
const PAGE = 100

/** The audit of one tenant, in D1. */
export function auditOf(d1: D1Database, tenant: string): Store['audit'] {
  const db = drizzle(d1)
  return {
    append: createAppender(tableOf(db, tenant)),
    async list(from_seq, limit) {
      const rows = await db
        .select()
        .from(audit)
        .where(and(eq(audit.tenant, tenant), gte(audit.seq, from_seq)))
        .orderBy(asc(audit.seq))
        .limit(limit)
      return rows.map(({ tenant: _, ...row }) => ({ ...row, details: detailsIn(row) }))
    },
  }
}

const tableOf = (db: DrizzleD1Database, tenant: string): AuditTable => ({
  tenant,
  async head() {
    const { seq, hash, at, event } = audit
    const [last] = await db
      .select({ seq, hash, at, event })
      .from(audit)
      .where(eq(audit.tenant, tenant))
      .orderBy(desc(seq))
      .limit(1)
    return last ?? NO_ENTRY
  },
  /** One statement, which compares the end of the chain and adds to it; two writers at once are one after the other. */
  async add(entries, head) {
    const { meta } = await db.run(sql`
      INSERT INTO ${audit} (tenant, seq, at, event, details, previous, hash)
      SELECT ${tenant}, value->>'seq', value->>'at', value->>'event', value->>'details', value->>'previous', value->>'hash'
      FROM json_each(${JSON.stringify(entries.map(asRow))})
      WHERE ${head.hash} = coalesce(
        (SELECT hash FROM audit WHERE tenant = ${tenant} ORDER BY seq DESC LIMIT 1), ${NO_ENTRY.hash})`)
    return meta.changes > 0
  },
})

const asRow = (entry: AuditEntry) => ({ ...entry, details: canonicalJson(entry.details) })
const detailsIn = ({ details }: { details: string }) => JSON.parse(details) as AuditEntry['details'] // written as canonical JSON of these

/** Puts into the chains what `npm run apply` has left. Interrupted between the two writes, it writes an event twice. */
export async function emptyInbox(d1: D1Database): Promise<void> {
  const db = drizzle(d1)
  const rows = await db.select().from(audit_inbox).orderBy(asc(audit_inbox.id)).limit(PAGE)
  for (const tenant of new Set(rows.map(({ tenant }) => tenant))) {
    const mine = rows.filter((row) => row.tenant === tenant)
    const events = mine.map((row) => ({ at: row.at, event: row.event, details: detailsIn(row) }))
    await auditOf(d1, tenant).append(events)
    const ids = mine.map(({ id }) => id)
    await db.delete(audit_inbox).where(inArray(audit_inbox.id, ids))
  }
}
