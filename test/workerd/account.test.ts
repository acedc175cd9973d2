import { env } from 'cloudflare:test'
import { getTableColumns, getTableName } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { describe, expect, it } from 'vitest'
import * as schema from '../../src/store/cloudflare/schema.ts'
import * as organisations from '../../src/store/cloudflare/schema-organisations.ts'
import * as people from '../../src/store/cloudflare/schema-people.ts'
import type { User } from '../../src/store/port.ts'
import { randomId } from '../../src/tokens/secret.ts'
import { createFailing } from '../support/failing.ts'
import { person } from '../support/fixtures.ts'
import { faultyBindings } from './faulty-bindings.ts'
import { fourDatabases } from './four.ts'
import { FAILURES, NOW, nameIn, rowsIn, storageOver } from './shards.ts'

const at = (shard: number) => nameIn(shard, '@example.com')

describe('an address that is changed, over four databases', () => {
  it('row 32: interrupted at any step, in any way, its person has one of the two, and it can be repeated', async () => {
    const tenant = `tenant-${randomId(6)}`
    const store = storageOver().forTenant(tenant)
    const failing = createFailing()
    const faulty = storageOver(faultyBindings(env, failing)).forTenant(tenant)
    const newcomer = async () => {
      const user = person(nameIn(1), at(2), 'hash')
      await store.users.create(user)
      return user
    }
    const ada = await newcomer()
    failing.begin()
    await faulty.users.changeEmail(ada.sub, { from: ada.email, to: at(3) }, NOW)
    const steps = failing.calls
    expect(steps).toEqual(['DB_3 insert', 'DB_3 update', 'DB_2 update', 'DB_1 update'])
    for (const call of steps.keys()) {
      for (const how of FAILURES) {
        const { sub, email: from } = await newcomer()
        const change = { from, to: at(3) }
        failing.begin({ call, how })
        await expect(faulty.users.changeEmail(sub, change, NOW)).rejects.toThrow('did not answer')
        failing.begin()
        const owners = [change.from, change.to].map((email) => store.users.findByEmail(email))
        const found = (await Promise.all(owners)).filter((one) => one?.sub === sub)
        expect([call, how, found.length]).toEqual([call, how, 1])
        if (found[0]?.email === from)
          expect(await faulty.users.changeEmail(sub, change, NOW)).toBe(true)
        await failing.arrive()
        expect((await store.users.findByEmail(change.to))?.sub).toBe(sub)
        const eve = { ...person(nameIn(0), change.to, ''), created_at: NOW }
        expect(await store.users.create(eve)).toBe(false)
      }
    }
  })
})

/** A value for each column of a table, so that no table is forgotten. */
function filled(table: SQLiteTable, known: Readonly<Record<string, unknown>>) {
  const columns = Object.entries(getTableColumns(table))
  const values: Readonly<Record<string, unknown>> = {
    string: randomId(),
    number: NOW,
    boolean: true,
  }
  const made = columns.map(([name, { dataType }]) => {
    const [kind = ''] = String(dataType).split(' ')
    return [name, known[name] ?? values[kind] ?? (name === 'deletes_at' ? null : [])]
  })
  return Object.fromEntries(made)
}

const tables = [schema, people, organisations].flatMap((one) => Object.values(one)) as SQLiteTable[]
/** Where somebody is named; the audit is a book of its own, whose rows nobody can take out. */
const personal = tables.filter(
  (table) => 'sub' in getTableColumns(table) && getTableName(table) !== 'audit',
)

/** A row in every table for a person, far ones in other databases than theirs. */
async function everywhere(user: User, tenant: string) {
  const home = drizzle(env.DB_1)
  for (const table of personal) {
    const isFar = [schema.addresses, people.upstream_accounts].includes(table as never)
    if (table === (schema.users as SQLiteTable)) continue
    const db = isFar ? drizzle(env.DB_3) : home
    const row = filled(table, { tenant, sub: user.sub, state: 'closed' })
    await db.insert(table).values(row)
  }
  const invited = filled(organisations.invitations, { tenant, email: user.email })
  await drizzle(env.DB)
    .insert(organisations.invitations)
    .values(invited as never)
}

async function rowsOf({ sub, email }: User, tenant: string): Promise<string[]> {
  const found: string[] = []
  for (const [number, db] of fourDatabases.entries()) {
    for (const table of [...personal, organisations.invitations]) {
      const name = getTableName(table)
      const rows = await rowsIn(db, name, tenant)
      const theirs = rows.filter((row) => row['sub'] === sub || row['email'] === email)
      found.push(...theirs.map(() => `${name} in ${number}`))
    }
  }
  return found
}

describe('a person whose time has come', () => {
  it('is in no table of any database any more', async () => {
    const tenant = `tenant-${randomId(6)}`
    const store = storageOver().forTenant(tenant)
    const [ada, bob] = [person(nameIn(1), at(2), 'hash'), person(nameIn(1), at(2), 'hash')]
    for (const one of [ada, bob]) {
      await store.users.create(one)
      await everywhere(one, tenant)
    }
    const before = await rowsOf(bob, tenant)
    expect(before.length).toBeGreaterThan(personal.length)
    await store.users.close(ada.sub, NOW, NOW - 100)
    await storageOver().sweep(NOW)
    expect(await rowsOf(ada, tenant)).toEqual([])
    expect(await store.users.findByEmail(bob.email)).toBeDefined()
    expect((await rowsOf(bob, tenant)).filter((row) => /^(users|passkeys)/.test(row))).toHaveLength(
      2,
    )
  })

  it('row 32: is gone after the next sweep, wherever one was interrupted', async () => {
    const tenant = `tenant-${randomId(6)}`
    const store = storageOver().forTenant(tenant)
    const failing = createFailing()
    const sweep = () => storageOver(faultyBindings(env, failing)).sweep(NOW)
    const leaving = async () => {
      const ada = person(nameIn(1), at(2), 'hash')
      await store.users.create(ada)
      await everywhere(ada, tenant)
      await store.users.close(ada.sub, NOW, NOW - 100)
      return ada
    }
    await leaving()
    failing.begin()
    await sweep()
    const batches = failing.calls.flatMap((name, call) => (name.endsWith('.batch') ? [call] : []))
    expect(batches.length).toBeGreaterThan(4)
    for (const call of batches) {
      const ada = await leaving()
      failing.begin({ call, how: 'before' })
      await sweep().catch((error: AggregateError) => expect(error.message).toMatch(/the sweep/))
      failing.begin()
      await sweep()
      expect([call, await rowsOf(ada, tenant)]).toEqual([call, []])
      const eve = { ...person(nameIn(0), ada.email, ''), created_at: NOW }
      expect(await store.users.create(eve)).toBe(true)
    }
  })
})
