import { and, eq, isNull } from 'drizzle-orm'
import type { User } from '../port.ts'
import { ADDRESS_HELD } from '../port-people.ts'
import { record } from './record.ts'
import { addresses, users } from './schema.ts'
import type { Shards } from './shards.ts'

type Read = (sub: string) => Promise<User | undefined>
type Wanted = Pick<User, 'email' | 'sub'>

/** A taken address: whose, since when, and the person behind the name. */
interface Taken {
  sub: string
  taken_at: number
  person?: User | undefined
}

/**
 * Whose an e-mail address is. Address and person may lie in two databases, so a sign-up is three steps: reserve the
 * address, write the person, take the address. The last one decides, in one row: before it, anyone may take over; after
 * it, nobody, while there is a person behind it. One who has moved to another address keeps it for ADDRESS_HELD.
 */
export function addressTable(shards: Shards, tenant: string, read: Read) {
  const mine = ({ email, sub }: Wanted) =>
    and(eq(addresses.tenant, tenant), eq(addresses.email, email), eq(addresses.sub, sub))
  const taken = (email: string) => takenBy(email, { shards, tenant, read })
  return {
    async owner(email: string): Promise<User | undefined> {
      const person = (await taken(email))?.person
      return person?.email === email ? person : undefined
    },
    /** For a person to be, or for one who wants another address. */
    async reserve({ email, sub }: Wanted, now: number): Promise<boolean> {
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
      const former = await taken(email)
      if (former === undefined || former.person?.email === email) return false
      if (former.person !== undefined && former.sub === sub) return true
      if (former.person !== undefined && now < former.taken_at + ADDRESS_HELD) return false
      // it was taken, and its person has moved on, or is gone: a database was set back to an earlier moment
      const asItWas = and(mine({ email, sub: former.sub }), eq(addresses.taken_at, former.taken_at))
      const set = { sub, taken_at: null }
      const freed = await shards.of(email).update(addresses).set(set).where(asItWas).returning()
      return freed.length > 0
    },
    async take(wanted: Wanted, now: number): Promise<boolean> {
      const db = shards.of(wanted.email)
      const row = await db.update(addresses).set({ taken_at: now }).where(mine(wanted)).returning()
      return row.length > 0
    },
  }
}

/** A sign-up under way is nobody's. */
async function takenBy(
  email: string,
  { shards, tenant, read }: { shards: Shards; tenant: string; read: Read },
): Promise<Taken | undefined> {
  const db = shards.of(email)
  const [row] = await db
    .select({ sub: addresses.sub, taken_at: addresses.taken_at, near: users })
    .from(addresses)
    .leftJoin(users, and(eq(users.tenant, tenant), eq(users.sub, addresses.sub)))
    .where(and(eq(addresses.tenant, tenant), eq(addresses.email, email)))
    .limit(1)
  if (row === undefined || row.taken_at === null) return undefined
  const { sub, taken_at, near } = row
  // one look-up when they lie together, two when they do not
  const isNear = shards.of(sub) === db
  const person = isNear ? (near ? record<User>(near) : undefined) : await read(sub)
  return { sub, taken_at, person }
}
