import { and, eq, lte } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import { addresses, consents, grants, logouts, sessions, users } from './schema.ts'
import { invitations } from './schema-organisations.ts'
import * as people from './schema-people.ts'
import type { Shards } from './shards.ts'

const { upstream_accounts, ...beside } = people

/** What lies with a person, all of it. The row of the person goes last: while it is there, the next sweep goes on. */
const near = [...Object.values(beside), sessions, consents, grants, logouts, users] as const

/** People of one sweep of one database. */
const AT_ONCE = 50

/** Removes whatever there is of people whose time has come. May be interrupted and run again at any point. */
export async function forgetPeople(
  db: DrizzleD1Database,
  shards: Shards,
  now: number,
): Promise<void> {
  const { tenant, sub, email } = users
  const leaving = await db
    .select({ tenant, sub, email })
    .from(users)
    .where(lte(users.deletes_at, now))
    .limit(AT_ONCE)
  for (const one of leaving) await forget(one, { db, shards })
}

interface Leaving {
  tenant: string
  sub: string
  email: string
}

async function forget(
  { tenant, sub, email }: Leaving,
  { db, shards }: { db: DrizzleD1Database; shards: Shards },
): Promise<void> {
  const { first } = shards
  const theirs = and(eq(invitations.tenant, tenant), eq(invitations.email, email))
  await first.delete(invitations).where(theirs)
  // what lies by another slot than theirs may be in any database: addresses they had, accounts elsewhere
  for (const one of shards.all) {
    await one.batch(
      [addresses, upstream_accounts].map((table) =>
        one.delete(table).where(and(eq(table.tenant, tenant), eq(table.sub, sub))),
      ) as unknown as [BatchItem<'sqlite'>], // two
    )
  }
  await db.batch(
    near.map((table) =>
      db.delete(table).where(and(eq(table.tenant, tenant), eq(table.sub, sub))),
    ) as unknown as [BatchItem<'sqlite'>], // at least the person
  )
}
