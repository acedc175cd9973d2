import { describe, expect, it } from 'vitest'
import { client, file, Tables } from './support.ts'

const ada = { email: 'ada@example.com', password: 'a long password' }
const addressesIn = (tables: Tables) =>
  tables.rows('addresses').map(({ email, sub }) => ({ email, sub }))
const subIn = (tables: Tables) => tables.rows('users')[0]?.sub

describe('apply and addresses', () => {
  it('makes the address of a person theirs, and moves it with them', async () => {
    const tables = new Tables()
    await tables.apply(file({ users: [{ ...ada, sub: 'ada' }] }))
    expect(tables.rows('addresses')).toEqual([
      { tenant: 'default', email: 'ada@example.com', sub: 'ada', taken_at: 1000 },
    ])
    await tables.apply(file({ users: [{ sub: 'ada', email: 'lovelace@example.com' }] }), 2000)
    expect(addressesIn(tables)).toEqual([{ email: 'lovelace@example.com', sub: 'ada' }])
  })

  it('writes an address that is missing although the person is unchanged', async () => {
    const tables = new Tables()
    await tables.apply(file({ users: [{ ...ada, sub: 'ada' }] }))
    tables.database.exec('DELETE FROM addresses')
    await tables.apply(file({ users: [{ ...ada, sub: 'ada' }] }), 2000)
    expect(addressesIn(tables)).toEqual([{ email: 'ada@example.com', sub: 'ada' }])
  })

  it.each([
    ['a sign-up that was interrupted', 'NULL'],
    ['a person who is not there any more', '1'],
  ])('takes over from %s', async (_, taken_at) => {
    const tables = new Tables()
    tables.database.exec(
      `INSERT INTO addresses VALUES ('default', 'ada@example.com', 'gone', ${taken_at})`,
    )
    await tables.apply(file({ users: [ada] }))
    expect(addressesIn(tables)).toEqual([{ email: 'ada@example.com', sub: subIn(tables) }])
  })

  it('leaves an address alone that somebody took since it was read', async () => {
    const tables = new Tables()
    const { stages } = await new Tables().apply(file({ users: [ada] }))
    tables.database.exec(
      "INSERT INTO addresses VALUES ('default', 'ada@example.com', 'another', 1)",
    )
    const write = () => tables.database.exec(stages[0].map(({ sql }) => sql).join('\n'))
    expect(write).toThrow('NOT NULL constraint failed: addresses.sub')
    expect(addressesIn(tables)).toEqual([{ email: 'ada@example.com', sub: 'another' }])
  })
})

describe('apply and disabled clients', () => {
  it('makes them known to every database, until they are enabled', async () => {
    const tables = new Tables()
    const known = () => tables.rows('disabled_clients')
    const disabled = await tables.apply(file({ clients: [client({ disabled: true })] }))
    expect(known()).toEqual([{ tenant: 'default', client_id: 'app', disabled_at: 1000 }])
    const enabled = await tables.apply(file({ clients: [client({ disabled: false })] }), 2000)
    expect(known()).toEqual([])
    for (const { stages } of [disabled, enabled]) {
      const wheres = stages.flat().filter(({ sql }) => sql.includes('disabled_clients'))
      expect(wheres.map(({ at }) => at)).toEqual(['all'])
    }
  })
})
