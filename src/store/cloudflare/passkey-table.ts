import { and, asc, eq, exists, ne, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import type { Passkey, Passkeys } from '../port.ts'
import { first, record } from './record.ts'
import { passkeys } from './schema-people.ts'
import type { Shards } from './shards.ts'

const other = alias(passkeys, 'other')

/** Passkeys of one tenant, each in the database of its person. */
export function passkeyTable(shards: Shards, tenant: string): Passkeys {
  const of = (sub: string, table: typeof passkeys | typeof other = passkeys) =>
    and(eq(table.tenant, tenant), eq(table.sub, sub))
  const one = (sub: string, credential_id: string) =>
    and(of(sub), eq(passkeys.credential_id, credential_id))
  return {
    async list(sub) {
      const oldest = asc(passkeys.created_at)
      const rows = await shards.of(sub).select().from(passkeys).where(of(sub)).orderBy(oldest)
      return rows.map((row) => record<Passkey>(row))
    },
    async find(sub, credential_id) {
      const mine = one(sub, credential_id)
      return first<Passkey>(await shards.of(sub).select().from(passkeys).where(mine).limit(1))
    },
    async add(passkey, most) {
      const db = shards.of(passkey.sub)
      // a bound on what a person piles up, not a count that anything hangs on: a race may exceed it by a few
      if ((await db.$count(passkeys, of(passkey.sub))) >= most) return false
      const row = { tenant, ...passkey }
      const added = await db.insert(passkeys).values(row).onConflictDoNothing().returning()
      return added.length > 0
    },
    async used(sub, credential_id, use) {
      await shards.of(sub).update(passkeys).set(use).where(one(sub, credential_id))
    },
    async rename(sub, credential_id, name) {
      await shards.of(sub).update(passkeys).set({ name }).where(one(sub, credential_id))
    },
    async remove(sub, credential_id, { keepLast }) {
      const db = shards.of(sub)
      const not = ne(other.credential_id, credential_id)
      const others = exists(
        db
          .select({ one: sql`1` })
          .from(other)
          .where(and(of(sub, other), not)),
      )
      // one statement: of two that are taken away at once, one stays
      const removed = await db
        .delete(passkeys)
        .where(and(one(sub, credential_id), keepLast ? others : undefined))
        .returning({ credential_id: passkeys.credential_id })
      return removed.length > 0
    },
  }
}
