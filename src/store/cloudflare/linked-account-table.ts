import { and, eq, getTableColumns, isNull } from 'drizzle-orm'
import type { LinkedAccount, Store, UpstreamAccount } from '../port.ts'
import { record } from './record.ts'
import { users } from './schema.ts'
import { linked_accounts, upstream_accounts } from './schema-people.ts'
import type { Shards } from './shards.ts'

/**
 * Linked accounts of one tenant. A person's row and the pointer to it may lie in two databases, so linking is three steps:
 * reserve the pointer, write the row, take the pointer. The last one decides: before it, anybody may take over; after it,
 * nobody, while there are the row and its person. Both have to be there for somebody to be signed in.
 */
export function linkedAccountTable(shards: Shards, tenant: string): Store['linkedAccounts'] {
  const pointers = pointerTable(shards, tenant)
  const rows = rowTable(shards, tenant)
  return {
    ...rows,
    async owner(account) {
      const taken = await pointers.taken(account)
      return taken && (await rows.has(taken.sub, account)) ? taken.sub : undefined
    },
    async link(sub, account, now) {
      if (!(await pointers.reserve(sub, account))) {
        const former = await pointers.taken(account)
        if (former === undefined) return false
        if (await rows.has(former.sub, account)) return former.sub === sub
        // its row is gone: unlinking was interrupted, or a database was set back
        if (!(await pointers.change(account, former, { sub, linked_at: null }))) return false
      }
      await rows.write(sub, account, now)
      if (await pointers.change(account, { sub }, { linked_at: now })) return true
      // somebody else took the pointer over meanwhile
      await rows.remove(sub, account)
      return false
    },
    async unlink(sub, account) {
      // first what decides: interrupted here it is nobody's, and anybody may link it
      const gone = await rows.remove(sub, account)
      for (const { linked_at } of gone) await pointers.remove(account, { sub, linked_at })
    },
  }
}

const { tenant: _, sub: __, ...listed } = getTableColumns(linked_accounts)

/** What a person has linked: in the database of their slot. */
function rowTable(shards: Shards, tenant: string) {
  const { sub, upstream, subject, linked_at } = linked_accounts
  const all = (whose: string) => and(eq(linked_accounts.tenant, tenant), eq(sub, whose))
  const mine = (whose: string, account: UpstreamAccount) =>
    and(all(whose), eq(upstream, account.upstream), eq(subject, account.subject))
  return {
    async has(whose: string, account: UpstreamAccount): Promise<boolean> {
      const its = and(eq(users.tenant, tenant), eq(users.sub, sub))
      const from = shards.of(whose).select({ sub }).from(linked_accounts).innerJoin(users, its)
      return (await from.where(mine(whose, account)).limit(1)).length > 0
    },
    async list(whose: string): Promise<LinkedAccount[]> {
      const from = shards.of(whose).select({ tenant: linked_accounts.tenant, ...listed })
      return (await from.from(linked_accounts).where(all(whose))).map((row) => record(row))
    },
    async write(whose: string, account: UpstreamAccount & { email?: string }, now: number) {
      const row = { tenant, sub: whose, email: null, ...account, linked_at: now }
      const target = [linked_accounts.tenant, sub, upstream, subject]
      await shards.of(whose).insert(linked_accounts).values(row).onConflictDoUpdate({
        target,
        set: row,
      })
    },
    async used(whose: string, account: UpstreamAccount, now: number) {
      const set = { last_used_at: now }
      await shards.of(whose).update(linked_accounts).set(set).where(mine(whose, account))
    },
    remove: async (whose: string, account: UpstreamAccount) =>
      shards.of(whose).delete(linked_accounts).where(mine(whose, account)).returning({ linked_at }),
  }
}

/** Whose an account elsewhere is, or is about to be: in the database of its own slot. */
function pointerTable(shards: Shards, tenant: string) {
  const { sub, linked_at, upstream, subject } = upstream_accounts
  const at = (account: UpstreamAccount) => shards.of(`${account.upstream} ${account.subject}`)
  const its = (account: UpstreamAccount, as: { sub?: string; linked_at?: number } = {}) =>
    and(
      eq(upstream_accounts.tenant, tenant),
      eq(upstream, account.upstream),
      eq(subject, account.subject),
      as.sub === undefined ? undefined : eq(sub, as.sub),
      as.linked_at === undefined ? undefined : eq(linked_at, as.linked_at),
    )
  return {
    /** Who has taken it, and when. */
    async taken(account: UpstreamAccount): Promise<Taken | undefined> {
      const from = at(account).select({ sub, linked_at }).from(upstream_accounts)
      const [row] = await from.where(its(account)).limit(1)
      return row && row.linked_at !== null ? { sub: row.sub, linked_at: row.linked_at } : undefined
    },
    /** For this person, unless somebody has taken it. */
    async reserve(whose: string, { upstream, subject }: UpstreamAccount): Promise<boolean> {
      const reserved = await at({ upstream, subject })
        .insert(upstream_accounts)
        .values({ tenant, upstream, subject, sub: whose })
        .onConflictDoUpdate({ target: KEY, set: { sub: whose }, setWhere: isNull(linked_at) })
        .returning()
      return reserved.length > 0
    },
    /** If it is still as it was. */
    async change(account: UpstreamAccount, was: Partial<Taken>, set: Changes): Promise<boolean> {
      const update = at(account).update(upstream_accounts).set(set)
      return (await update.where(its(account, was)).returning()).length > 0
    },
    async remove(account: UpstreamAccount, was: Taken): Promise<void> {
      await at(account).delete(upstream_accounts).where(its(account, was))
    },
  }
}

const KEY = [upstream_accounts.tenant, upstream_accounts.upstream, upstream_accounts.subject]

interface Taken {
  sub: string
  linked_at: number
}

interface Changes {
  sub?: string
  linked_at: number | null
}
