import { and, eq, type SQL } from 'drizzle-orm'
import type { Store, User } from '../port.ts'
import { addressTable } from './address-table.ts'
import { closing } from './closing.ts'
import type { Memos } from './memo.ts'
import { first } from './record.ts'
import { grants, sessions, users } from './schema.ts'
import type { Shards } from './shards.ts'

/** The people of one tenant, each in the database of their slot. */
export function userTable(shards: Shards, tenant: string, memo: Memos): Store['users'] {
  const mine = (sub: string) => and(eq(users.tenant, tenant), eq(users.sub, sub))
  const read = async (sub: string) =>
    first<User>(await shards.of(sub).select().from(users).where(mine(sub)).limit(1))
  const address = addressTable(shards, tenant, read)
  const shutOut = async (sub: string, set: { disabled_at: number } | { deletes_at: number }) => {
    const db = shards.of(sub)
    await db.batch([
      db.update(users).set(set).where(mine(sub)),
      db.delete(sessions).where(and(eq(sessions.tenant, tenant), eq(sessions.sub, sub))),
      closing(db, tenant, eq(grants.sub, sub)),
    ])
  }
  return {
    find: async (sub, { fresh } = { fresh: false }) =>
      memo.user(`${tenant}/${sub}`, fresh, () => read(sub)),
    findByEmail: address.owner,
    async create(user) {
      const db = shards.of(user.sub)
      if (!(await address.reserve(user, user.created_at))) return false
      const made = await db
        .insert(users)
        .values({ tenant, ...user })
        .onConflictDoNothing()
        .returning({ sub: users.sub })
      if (made.length === 0) return false
      if (await address.take(user, user.created_at)) return true
      // another sign-up took the address over meanwhile; nobody has seen this person yet
      await db.delete(users).where(mine(user.sub))
      return false
    },
    async update(sub, changes, now) {
      const db = shards.of(sub)
      await db
        .update(users)
        .set({ ...changes, updated_at: now })
        .where(mine(sub))
    },
    rehash: rehashed(shards, mine),
    disable: (sub, now) => shutOut(sub, { disabled_at: now }),
    close: (sub, deletes_at) => shutOut(sub, { deletes_at }),
    changeEmail: emailChange(shards, mine, address),
  }
}

/** The hash that is there decides: who chose another password meanwhile has chosen it. */
const rehashed =
  (shards: Shards, mine: (sub: string) => SQL | undefined): Store['users']['rehash'] =>
  async (sub, { from, to }) => {
    await shards
      .of(sub)
      .update(users)
      .set({ password_hash: to })
      .where(and(mine(sub), eq(users.password_hash, from)))
  }

/**
 * First the new address is taken, as by a sign-up; the row of the person decides: before it is written the former address is
 * theirs, after it the new one.
 */
const emailChange =
  (
    shards: Shards,
    mine: (sub: string) => SQL | undefined,
    address: ReturnType<typeof addressTable>,
  ): Store['users']['changeEmail'] =>
  async (sub, { from, to }, now) => {
    const wanted = { sub, email: to }
    if (!(await address.reserve(wanted, now)) || !(await address.take(wanted, now))) return false
    await address.take({ sub, email: from }, now) // once it is left, it is held from now on
    const changed = await shards
      .of(sub)
      .update(users)
      .set({ email: to, email_verified: true, updated_at: now })
      .where(and(mine(sub), eq(users.email, from)))
      .returning({ sub: users.sub })
    return changed.length > 0
  }
