import { getTableConfig } from 'drizzle-orm/sqlite-core'
import { describe, expect, it } from 'vitest'
import { configuration } from '../../scripts/lib/configuration.ts'
import { organisationRow } from '../../scripts/lib/organisation-rows.ts'
import { organisations } from '../../src/store/cloudflare/schema-organisations.ts'
import { client, file, problems, Tables } from './support.ts'

const acme = { org_id: 'acme', name: 'Acme', domains: ['acme.example', 'acme.test'] }
const globex = { org_id: 'globex', name: 'Globex' }
const TWO = 'urn:sallyport:acr:2fa'

const outcomes = (plan: { changes: readonly { outcome: string }[] }) =>
  plan.changes.map(({ outcome }) => outcome)
const owners = (tables: Tables) =>
  Object.fromEntries(
    tables.rows('organisation_domains').map(({ domain, org_id }) => [domain, org_id]),
  )

const insertGrant = ({ database }: Tables, sub: string, client_id: string) =>
  database.exec(
    `INSERT INTO grants VALUES ('default','${sub} ${client_id}',0,'${client_id}','${sub}','s','r','[]','o',1,9,'open')`,
  )

/** Grants of one member of acme, and of somebody else. */
async function withGrants() {
  const tables = new Tables()
  await tables.apply(
    file({
      clients: [client(), client({ client_id: 'members', organisation: 'required' })],
      organisations: [acme, globex],
    }),
  )
  tables.insert('memberships', {
    ...{ tenant: 'default', sub: 'ada', org_id: 'acme', roles: '[]', created_at: 1 },
  })
  for (const sub of ['ada', 'bob'])
    for (const client_id of ['app', 'members']) insertGrant(tables, sub, client_id)
  const open = () =>
    tables
      .rows('grants')
      .flatMap((row) => (row.state === 'open' ? [`${row.sub} ${row.client_id}`] : []))
  return { tables, open }
}

describe('apply: organisations', () => {
  it('are created with their domains, changed, and the second time left alone', async () => {
    const tables = new Tables()
    const said = file({ organisations: [acme, globex] })
    expect(outcomes(await tables.apply(said))).toEqual(['created', 'created'])
    expect(owners(tables)).toEqual({ 'acme.example': 'acme', 'acme.test': 'acme' })
    const again = await tables.apply(said, 2000)
    expect(outcomes(again)).toEqual(['unchanged', 'unchanged'])
    expect(again.stages).toEqual([[], []])
    const moved = [
      { ...globex, domains: ['acme.test'], upstream: 'okta' },
      { ...acme, domains: ['acme.example'] },
    ]
    expect(outcomes(await tables.apply(file({ organisations: moved })))).toEqual([
      ...['updated', 'updated'],
    ])
    expect(owners(tables)).toEqual({ 'acme.example': 'acme', 'acme.test': 'globex' })
    expect(tables.rows('organisations')).toMatchObject([
      { org_id: 'acme', upstream: null, created_at: 1000 },
      { org_id: 'globex', upstream: 'okta', created_at: 1000 },
    ])
    const [last] = tables.rows('audit_inbox').slice(-1)
    expect(last?.event).toBe('organisation_changed')
    expect(String(last?.details)).toContain('domains')
  })

  it('are rows with the columns of the schema, all of them', () => {
    const [entry] = configuration.parse({ organisations: [acme] }).organisations
    const { row } = organisationRow(entry!, undefined, { tenant: 'default', now: 1 })
    expect(Object.keys(row)).toEqual(getTableConfig(organisations).columns.map(({ name }) => name))
  })

  it('share no domain: neither in the file nor with one that is stored', async () => {
    expect(
      problems(file({ organisations: [acme, { ...globex, domains: ['acme.test'] }] })),
    ).toEqual(['organisations: acme.test is there twice'])
    const tables = new Tables()
    await tables.apply(file({ organisations: [acme] }))
    await expect(
      tables.apply(file({ organisations: [{ ...globex, domains: ['acme.test'] }] })),
    ).rejects.toThrow('acme.test belongs to the organisation acme')
    expect(tables.rows('organisations')).toHaveLength(1)
  })

  it.each([
    ['a domain in capitals', { domains: ['Acme.example'] }],
    ['an address for a domain', { domains: ['ada@acme.example'] }],
    ['a name that is empty', { name: '' }],
    ['an acr that does not exist', { required_acr: 'phr' }],
    ['members', { members: ['ada'] }],
  ])('are refused with %s', (_, changes) => {
    expect(problems(file({ organisations: [{ ...acme, ...changes }] }))).toHaveLength(1)
  })

  it.each([
    ['is disabled', { disabled: true }],
    ['wants two factors from now on', { required_acr: TWO }],
  ])(
    'row 10: what its members granted as such ends when one %s, and nothing else',
    async (_, changes) => {
      const { tables, open } = await withGrants()
      await tables.apply(file({ organisations: [{ ...acme, name: 'Acme 2' }] }))
      expect(open()).toHaveLength(4)
      await tables.apply(file({ organisations: [{ ...globex, ...changes }] }))
      expect(open()).toHaveLength(4)
      await tables.apply(file({ organisations: [{ ...acme, ...changes }] }))
      expect(open().sort()).toEqual(['ada app', 'bob app', 'bob members'])
    },
  )

  it('stay disabled when the file says nothing of it, and are enabled by false', async () => {
    const tables = new Tables()
    await tables.apply(file({ organisations: [{ ...acme, disabled: true }] }))
    const since = () => tables.rows('organisations')[0]?.disabled_at
    await tables.apply(file({ organisations: [{ ...acme, name: 'Acme 2' }] }), 2000)
    expect(since()).toBe(1000)
    await tables.apply(file({ organisations: [{ ...acme, disabled: false }] }), 3000)
    expect(since()).toBeNull()
  })
})
