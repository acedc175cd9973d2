import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { type AuditRow, readCheckpoint, verifyChain } from '../../scripts/lib/audit.ts'
import {
  type AuditEntry,
  CHECKPOINT_TYPE,
  linked,
  NO_ENTRY,
} from '../../src/protocol/audit-chain.ts'
import { anEvent, asRows, paged } from '../store/audit-contract.ts'
import { client, file, SECRET, Tables } from './support.ts'

const tenant = 'default'
const pair = await generateKeyPair('ES256', { extractable: true })
const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' }] }
const stranger = await generateKeyPair('ES256')

interface Sign {
  key?: CryptoKey
  kid?: string
  typ?: string
}

const sign = (
  claims: object,
  { key = pair.privateKey, kid = 'one', typ = CHECKPOINT_TYPE }: Sign = {},
) => new SignJWT({ ...claims }).setProtectedHeader({ alg: 'ES256', kid, typ }).sign(key)

/** Ten entries, a checkpoint over the tenth, and five more. */
async function signedChain(signing: Sign = {}, claims: object = {}) {
  const ten = await linked(
    tenant,
    NO_ENTRY,
    Array.from({ length: 10 }, (_, n) => anEvent(n)),
  )
  const { seq, hash, at } = ten.at(-1) as AuditEntry
  const jws = await sign({ tenant, seq, hash, at, ...claims }, signing)
  const rest = [
    { at, event: 'checkpoint', details: { seq, hash, jws } },
    ...Array.from({ length: 5 }, (_, n) => anEvent(n)),
  ]
  const rows = asRows([...ten, ...(await linked(tenant, { seq, hash, at, event: '' }, rest))])
  return { rows, jws, kept: [{ tenant, seq, hash }] }
}

const verify = (rows: readonly AuditRow[], more: object = {}) =>
  verifyChain(paged(rows), { tenant, jwks, ...more })

describe('audit:verify', () => {
  let whole: Awaited<ReturnType<typeof signedChain>>
  beforeAll(async () => {
    whole = await signedChain()
  })

  it('reads a whole chain, in pages, and says up to where it is signed', async () => {
    const report = { entries: 16, checkpoints: 1, signed_to: 10 }
    expect(await verify(whole.rows)).toEqual(report)
    expect(await verify(whole.rows, { jwks: undefined })).toEqual(report)
    expect(await verify([])).toEqual({ entries: 0, checkpoints: 0, signed_to: 0 })
  })

  it('finds every member of a row that was changed', async () => {
    const changes: Partial<AuditRow>[] = [
      { at: 1 },
      { event: 'signed_in' },
      { details: '{"n":4}' },
      { details: '{"n":4,"n":4}' },
      { details: 'not JSON' },
      { previous: 'A'.repeat(43) },
      { hash: 'A'.repeat(43) },
    ]
    for (const change of changes) {
      const rows = whole.rows.map((row) => (row.seq === 5 ? { ...row, ...change } : row))
      expect(await verify(rows)).toMatchObject({
        broken: { seq: 5, why: expect.stringMatching(/^changed/) },
      })
    }
  })

  it('finds rows that were taken out, put in or moved', async () => {
    const without = whole.rows.filter(({ seq }) => seq !== 5)
    expect((await verify(without)).broken).toEqual({
      seq: 5,
      why: 'removed: the row after 4 is 6',
    })
    const closed = without.map((row) => (row.seq > 5 ? { ...row, seq: row.seq - 1 } : row))
    expect((await verify(closed)).broken?.seq).toBe(5)
    const [first] = whole.rows
    expect((await verify([{ ...(first as AuditRow), seq: 0 }, ...whole.rows])).broken?.why).toMatch(
      /^inserted/,
    )
    const swapped = whole.rows.map((row) => {
      const from = row.seq === 3 ? 7 : row.seq === 7 ? 3 : row.seq
      return { ...(whole.rows[from - 1] as AuditRow), seq: row.seq }
    })
    expect((await verify(swapped)).broken).toEqual({
      seq: 3,
      why: 'reordered: it was written as number 7',
    })
  })

  it('finds a chain of another tenant', async () => {
    expect((await verify(whole.rows, { tenant: 'other' })).broken?.seq).toBe(1)
  })

  it('finds a chain that was made anew from a row on, by the checkpoint behind it', async () => {
    const changed = whole.rows.map(({ at, event, details }) => ({
      at,
      event,
      details: JSON.parse(details),
    }))
    changed[4] = anEvent(99)
    const anew = asRows(await linked(tenant, NO_ENTRY, changed))
    expect((await verify(anew)).broken).toEqual({
      seq: 11,
      why: 'its checkpoint has another hash for entry 10',
    })
  })

  it.each([
    [
      'by a key it does not name',
      { key: stranger.privateKey },
      {},
      'not signed by the key it names',
    ],
    [
      'by an unknown key',
      { key: stranger.privateKey, kid: 'two' },
      {},
      'add the JWKS of that time',
    ],
    ['as another kind of token', { typ: 'at+jwt' }, {}, 'a token of another kind'],
    ['over another hash', {}, { hash: 'A'.repeat(43) }, 'signed for another entry'],
    ['over another number', {}, { seq: 9 }, 'signed for another entry'],
    ['for another tenant', {}, { tenant: 'other' }, 'signed for another entry'],
  ])('refuses a checkpoint signed %s', async (_, signing, claims, why) => {
    const { rows } = await signedChain(signing, claims)
    expect((await verify(rows)).broken).toEqual({ seq: 11, why: expect.stringContaining(why) })
  })

  it('finds an end that was cut off, and a chain made anew without checkpoints, by one kept elsewhere', async () => {
    const { kept, jws, rows } = whole
    expect(await readCheckpoint(jws, jwks)).toMatchObject(kept[0] as object)
    expect((await verify(rows, { kept })).broken).toBeUndefined()
    expect((await verify(rows.slice(0, 7))).broken).toBeUndefined() // not to be seen from the rows alone
    expect((await verify(rows.slice(0, 7), { kept })).broken?.seq).toBe(8)
    const anew = asRows(
      await linked(
        tenant,
        NO_ENTRY,
        Array.from({ length: 12 }, () => anEvent(0)),
      ),
    )
    expect((await verify(anew, { kept })).broken).toMatchObject({ seq: 10 })
  })

  it('with keys, finds a long chain that nobody has signed', async () => {
    const events = Array.from({ length: 2001 }, (_, n) => anEvent(n))
    const rows = asRows(await linked(tenant, NO_ENTRY, events))
    expect((await verify(rows)).broken?.seq).toBe(2001)
    expect((await verify(rows, { jwks: undefined })).broken).toBeUndefined()
  })
})

describe('apply', () => {
  const noted = (tables: Tables) =>
    tables.rows('audit_inbox').map((row) => ({ ...row, details: JSON.parse(String(row.details)) }))

  it('leaves an event for the audit with each change: which columns, never what is in them', async () => {
    const tables = new Tables()
    const ada = { sub: 'ada', email: 'ada@example.com', password: 'a long password' }
    await tables.apply(file({ clients: [client()], users: [ada] }))
    await tables.apply(file({ clients: [client()], users: [ada] }), 2000) // nothing to do
    await tables.apply(file({ clients: [client({ client_name: 'App', disabled: true })] }), 3000)
    expect(noted(tables)).toMatchObject([
      {
        tenant,
        at: 1000,
        event: 'client_changed',
        details: { client_id: 'app', outcome: 'created' },
      },
      { tenant, at: 1000, event: 'user_changed', details: { sub: 'ada', outcome: 'created' } },
      {
        tenant,
        at: 3000,
        event: 'client_changed',
        details: { client_id: 'app', outcome: 'updated', changed: ['client_name', 'disabled_at'] },
      },
    ])
    const text = JSON.stringify(noted(tables))
    for (const secret of [SECRET, ada.password, ada.email]) expect(text).not.toContain(secret)
  })
})
