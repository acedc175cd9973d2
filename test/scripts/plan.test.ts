import { createHash } from 'node:crypto'
import { getTableConfig } from 'drizzle-orm/sqlite-core'
import { describe, expect, it } from 'vitest'
import { configuration } from '../../scripts/lib/configuration.ts'
import { clientRow, resourceRow, userRow } from '../../scripts/lib/rows.ts'
import * as schema from '../../src/store/cloudflare/schema.ts'
import { client, file, SECRET, Tables } from './support.ts'

const api = { identifier: 'https://api.example', name: 'API', scopes: [{ name: 'a', text: 'A' }] }
const ada = {
  email: 'Ada@Example.com ',
  password: 'a long password',
  claims: { name: "Ada O'Neil" },
}
const all = { resources: [api], clients: [client({ resources: [api.identifier] })], users: [ada] }
const outcomes = (plan: { changes: readonly { outcome: string }[] }) =>
  plan.changes.map(({ outcome }) => outcome)

/** The database counts the one; the others are of clients that registered by themselves. */
const NOT_CONFIGURED = [
  'status_number',
  'source',
  'used_at',
  'registration_hash',
  'registration_token_hash',
]

describe('apply', () => {
  it('creates, and the second time finds nothing to do', async () => {
    const tables = new Tables()
    expect(outcomes(await tables.apply(file(all)))).toEqual(['created', 'created', 'created'])
    const before = ['resources', 'clients', 'users'].map((table) => tables.rows(table))
    const again = await tables.apply(file(all), 2000)
    expect(outcomes(again)).toEqual(['unchanged', 'unchanged', 'unchanged'])
    expect(again.stages).toEqual([[], []])
    expect(['resources', 'clients', 'users'].map((table) => tables.rows(table))).toEqual(before)
  })

  it('writes the columns of the schema, all of them', async () => {
    const parsed = configuration.parse(all)
    const context = { tenant: 'default', now: 1 }
    const columns = (table: Parameters<typeof getTableConfig>[0]) =>
      getTableConfig(table).columns.map(({ name }) => name)
    expect(Object.keys(resourceRow(parsed.resources[0]!, context).row)).toEqual(
      columns(schema.resources),
    )
    expect(Object.keys(clientRow(parsed.clients[0]!, undefined, context).row)).toEqual(
      columns(schema.clients).filter((name) => !NOT_CONFIGURED.includes(name)),
    )
    expect(Object.keys((await userRow(parsed.users[0]!, undefined, context)).row)).toEqual(
      columns(schema.users),
    )
  })

  it('keeps hashes of secrets, never secrets', async () => {
    const tables = new Tables()
    const { stages } = await tables.apply(file(all))
    const statements = stages.flat().map(({ sql }) => sql)
    const hash = createHash('sha256').update(SECRET).digest('base64url')
    expect(JSON.parse(String(tables.rows('clients')[0]?.client_secrets))).toEqual([{ hash }])
    expect(statements.join()).not.toContain(SECRET)
    expect(statements.join()).not.toContain(ada.password)
  })

  it('fills in what a public and a confidential client have by default', async () => {
    const tables = new Tables()
    await tables.apply(
      file({ clients: [client(), client({ client_id: 'spa', client_secrets: [] })] }),
    )
    expect(tables.rows('clients')).toMatchObject([
      { token_endpoint_auth_method: 'client_secret_basic', trust: 'verified', consent: 'ask' },
      {
        token_endpoint_auth_method: 'none',
        refresh_token_rotation: 1,
        id_token_signed_response_alg: 'ES256',
      },
    ])
  })

  it('keeps sub, creation and what the file is silent about', async () => {
    const tables = new Tables()
    await tables.apply(file({ users: [{ ...ada, email_verified: true }] }))
    const [before] = tables.rows('users')
    expect(before).toMatchObject({ email: 'ada@example.com', email_verified: 1, created_at: 1000 })
    const claims = { name: 'Ada L.' }
    const plan = await tables.apply(file({ users: [{ email: 'ada@example.com', claims }] }), 2000)
    expect(outcomes(plan)).toEqual(['updated'])
    expect(tables.rows('users')).toEqual([
      { ...before, claims: JSON.stringify(claims), updated_at: 2000 },
    ])
  })

  it('hashes a password anew only when it is another', async () => {
    const tables = new Tables()
    await tables.apply(file({ users: [ada] }))
    const hash = () => tables.rows('users')[0]?.password_hash
    const first = hash()
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    await tables.apply(file({ users: [ada] }))
    expect(hash()).toBe(first)
    await tables.apply(file({ users: [{ ...ada, password: 'another password' }] }))
    expect(hash()).not.toBe(first)
  })

  it('closes the grants of a client that is disabled, and ends the sessions of a person', async () => {
    const tables = new Tables()
    await tables.apply(file(all))
    const [user] = tables.rows('users')
    tables.database.exec(`
      INSERT INTO grants VALUES ('default','1',0,'app','other','s','r','[]','o',1,9,'open');
      INSERT INTO grants VALUES ('default','2',0,'x','${user?.sub}','s','r','[]','o',1,9,'open');
      INSERT INTO grants VALUES ('default','3',0,'x','other','s','r','[]','o',1,9,'open');
      INSERT INTO grants VALUES ('other','4',0,'app','${user?.sub}','s','r','[]','o',1,9,'open');
      INSERT INTO sessions VALUES ('default','h','s','${user?.sub}',1,'a','[]',NULL,1,1,9);
      INSERT INTO sessions VALUES ('default','i','t','other',1,'a','[]',NULL,1,1,9);`)
    const disabled = { clients: [client({ disabled: true })], users: [{ ...ada, disabled: true }] }
    const plan = await tables.apply(file(disabled), 3000)
    expect(plan.changes.map(({ disables }) => disables)).toEqual([true, true])
    expect(tables.rows('grants').map(({ state }) => state)).toEqual([
      'closing',
      'closing',
      'open',
      'open',
    ])
    expect(tables.rows('sessions').map(({ sub }) => sub)).toEqual(['other'])
    expect(tables.rows('clients')[0]).toMatchObject({ disabled_at: 3000 })
    expect(outcomes(await tables.apply(file(disabled), 4000))).toEqual(['unchanged', 'unchanged'])
  })

  it('revives nobody in silence: only "disabled": false does', async () => {
    const tables = new Tables()
    await tables.apply(file({ clients: [client({ disabled: true })] }))
    await tables.apply(file({ clients: [client({ client_name: 'App' })] }), 2000)
    expect(tables.rows('clients')[0]).toMatchObject({ client_name: 'App', disabled_at: 1000 })
    await tables.apply(file({ clients: [client({ disabled: false })] }), 3000)
    expect(tables.rows('clients')[0]).toMatchObject({ disabled_at: null })
  })

  it('gives a client that is enabled again another number: the entry of its former one is set', async () => {
    const tables = new Tables()
    const apply = (disabled: boolean | undefined, now: number) =>
      tables.apply(file({ clients: [client({ disabled }), client({ client_id: 'second' })] }), now)
    const numbers = () => tables.rows('clients').map(({ status_number }) => status_number)
    await apply(undefined, 1000)
    expect(numbers()).toEqual([0, 1])
    await apply(true, 2000)
    await apply(true, 3000)
    expect(numbers()).toEqual([0, 1])
    await apply(false, 4000)
    expect(numbers()).toEqual([2, 1])
    await apply(false, 5000)
    expect(numbers()).toEqual([2, 1])
  })

  it('refuses what contradicts the store, and writes nothing', async () => {
    const tables = new Tables()
    await tables.apply(file({ users: [ada] }))
    const clients = [client({ resources: ['https://nothing.example'] })]
    await expect(
      tables.apply(file({ clients, users: [{ ...ada, sub: 'another' }] })),
    ).rejects.toThrow(/received https:\/\/nothing\.example, which is no resource\n.*belongs to sub/)
    expect(tables.rows('clients')).toEqual([])
  })
})
