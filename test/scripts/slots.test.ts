import { describe, expect, it } from 'vitest'
import { type Layout, layoutOf } from '../../scripts/lib/layout.ts'
import { copySlots, type Database, removeMoved } from '../../scripts/lib/slots.ts'
import type { Row } from '../../scripts/lib/sql.ts'
import { slotsIn } from '../../src/protocol/slot-table.ts'
import { file, Tables } from './support.ts'

const both = layoutOf({ DB: '0-2047', DB_1: '2048-4095' })
const upper = new Set(slotsIn('2048-4095'))
const PERSONAL = ['users', 'sessions', 'consents', 'grants', 'logouts', 'linked_accounts']
const names = Array.from({ length: 60 }, (_, n) => `p${n}`)

const over = (name: string, { database }: Tables): Database => ({
  name,
  query: async (statements) =>
    statements.map((sql) =>
      database
        .prepare(sql)
        .all()
        .map((row) => ({ ...row }) as Row),
    ),
  write: async (statements) => database.exec(`BEGIN; ${statements.join('\n')} COMMIT;`),
})

/** Sixty people in one database, each with a row in every table. */
async function peopled() {
  const [old, young] = [new Tables(), new Tables()]
  const users = names.map((sub) => ({
    sub,
    email: `${sub}@example.com`,
    claims: { name: "O'Neil" },
  }))
  await old.apply(file({ users }))
  for (const sub of names) {
    old.database.exec(`
      INSERT INTO sessions VALUES ('default','${sub}','s','${sub}',1,'a','[]',NULL,1,1,9);
      INSERT INTO consents VALUES ('default','${sub}','c','r','o','[]',1);
      INSERT INTO grants VALUES ('default','${sub}',0,'app','${sub}','s','r','[]','o',1,9,'open');
      INSERT INTO logouts VALUES ('default','${sub}','app','https://x','${sub}','s',0,1,NULL,1);
      INSERT INTO linked_accounts VALUES ('default','${sub}','google','s-${sub}',NULL,1,NULL);
      INSERT INTO upstream_accounts VALUES ('default','google','s-${sub}','${sub}',1);`)
  }
  return { old, young, from: over('DB', old), to: over('DB_1', young) }
}

const subsIn = (tables: Tables, table: string) => tables.rows(table).map(({ sub }) => sub)
const thatLie = (layout: Layout, name: string, of = (sub: string) => sub) =>
  names.filter((sub) => layout.of(of(sub)) === name).sort()

describe('moving slots', () => {
  it('copies people, what lies with them and addresses, by slot; and removes them where they were', async () => {
    const { old, young, from, to } = await peopled()
    const before = old.rows('users')
    const moved = thatLie(both, 'DB_1')
    for (const _ of ['once', 'again, after an interruption']) {
      expect(await copySlots(upper, from, to)).toBe(moved.length)
    }
    for (const table of PERSONAL) expect(subsIn(young, table).sort()).toEqual(moved)
    const rows = before.filter(({ sub }) => moved.includes(String(sub)))
    expect(young.rows('users')).toEqual(expect.arrayContaining(rows))
    const address = (sub: string) => `${sub}@example.com`
    expect(subsIn(young, 'addresses').sort()).toEqual(thatLie(both, 'DB_1', address))
    const elsewhere = (sub: string) => `google s-${sub}`
    expect(subsIn(young, 'upstream_accounts').sort()).toEqual(thatLie(both, 'DB_1', elsewhere))
    // they are told of a sign-out from one place, even before they are removed
    expect(subsIn(old, 'logouts').sort()).toEqual(thatLie(both, 'DB'))

    expect(await removeMoved(from, [to], both.of)).toBe(moved.length)
    for (const table of PERSONAL) expect(subsIn(old, table).sort()).toEqual(thatLie(both, 'DB'))
    expect(subsIn(old, 'addresses').sort()).toEqual(thatLie(both, 'DB', address))
    expect(subsIn(old, 'upstream_accounts').sort()).toEqual(thatLie(both, 'DB', elsewhere))
    expect(await removeMoved(from, [to], both.of)).toBe(0)
  })

  it('removes nobody who is not where they lie by now, and nobody while slots are on their way', async () => {
    const { old, from, to } = await peopled()
    await expect(removeMoved(from, [to], both.of)).rejects.toThrow(
      /DB_1 has 0 of \d+ users that lie there; copy them first/,
    )
    const moving = layoutOf({ DB: '0-2047', moving: '2048-4095' })
    await expect(removeMoved(from, [to], moving.of)).rejects.toThrow('is being moved')
    expect(old.rows('users')).toHaveLength(names.length)
  })
})
