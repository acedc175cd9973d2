import { and, eq, isNull, type SQL } from 'drizzle-orm'
import type { Store, User } from '../port.ts'
import { closing } from './closing.ts'
import type { Memos } from './memo.ts'
import { first, record } from './record.ts'
import { addresses, grants, sessions, users } from './schema.ts'
import type { Shards } from './shards.ts'

/** The people of one tenant, each in the database of their slot. */
export function userTable(shards: Shards, tenant: string, memo: Memos): Store['users'] {
  const mine = (sub: string) => and(eq(users.tenant, tenant), eq(users.sub, sub))
  const read = async (sub: string) =>
    first<User>(await shards.of(sub).select().from(users).where(mine(sub)).limit(1))
  const address = addressTable(shards, tenant, read)
  return {
    find: async (sub, { fresh } = { fresh: false }) =>
      memo.user(`${tenant}/${sub}`, fresh, () => read(sub)),
    findByEmail: async (email) => (await address.owner(email))?.user,
    async create(user) {
      const db = shards.of(user.sub)
      if (!(await address.reserve(user))) return false
      const made = await db
        .insert(users)
        .values({ tenant, ...user })
        .onConflictDoNothing()
        .returning({ sub: users.sub })
      if (made.length === 0) return false
      if (await address.take(user)) return true
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
    async disable(sub, now) {
      const db = shards.of(sub)
      await db.batch([
        db.update(users).set({ disabled_at: now }).where(mine(sub)),
        db.delete(sessions).where(and(eq(sessions.tenant, tenant), eq(sessions.sub, sub))),
        closing(db, tenant, eq(grants.sub, sub)),
      ])
    },
  }
}

type Read = (sub: string) => Promise<User | undefined>

/**
 * Whose an e-mail address is. Address and person may lie in two databases, so a sign-up is three steps: reserve the
 * address, write the person, take the address. The last one decides, in one row: before it, anyone may take over; after
 * it, nobody, while there is a person behind it.
 */
function addressTable(shards: Shards, tenant: string, read: Read) {
  const mine = (email: string, sub?: string) =>
    and(
      eq(addresses.tenant, tenant),
      eq(addresses.email, email),
      sub === undefined ? undefined : eq(addresses.sub, sub),
    )
  const owner = (email: string) => ownerOf(shards, mine(email), { tenant, email, read })
  /** The row as it is from now on, if it was as expected. */
  const update = (email: string, sub: string, set: { sub?: string; taken_at: number | null }) =>
    shards.of(email).update(addresses).set(set).where(mine(email, sub)).returning()
  return {
    owner,
    async reserve({ email, sub }: User): Promise<boolean> {
      const reserved = await shards
        .of(email)
        .insert(addresses)
        .values({ tenant, email, sub })
        .onConflictDoUpdate({
          target: [addresses.tenant, addresses.email],
          set: { sub },
          setWhere: isNull(addresses.taken_at),
        })
        .returning()
      if (reserved.length > 0) return true
      const former = await owner(email)
      if (former === undefined || former.user !== undefined) return false
      // it was taken, and its person is gone: a database was set back to an earlier moment
      return (await update(email, former.sub, { sub, taken_at: null })).length > 0
    },
    take: async ({ email, sub, created_at }: User): Promise<boolean> =>
      (await update(email, sub, { taken_at: created_at })).length > 0,
  }
}

/** Whose an address is; without a user when there is no person behind it. A sign-up under way is nobody's. */
async function ownerOf(
  shards: Shards,
  is: SQL | undefined,
  { tenant, email, read }: { tenant: string; email: string; read: Read },
): Promise<{ sub: string; user?: User } | undefined> {
  const db = shards.of(email)
  const [row] = await db
    .select({ sub: addresses.sub, taken_at: addresses.taken_at, near: users })
    .from(addresses)
    .leftJoin(users, and(eq(users.tenant, tenant), eq(users.sub, addresses.sub)))
    .where(is)
    .limit(1)
  if (row === undefined || row.taken_at === null) return undefined
  const { sub, near } = row
  // one look-up when they lie together, two when they do not
  const user = shards.of(sub) === db ? near && record<User>(near) : await read(sub)
  return { sub, ...(user?.email === email && { user }) }
}
