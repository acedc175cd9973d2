import { env, evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { cloudflareStorage } from '../../src/store/cloudflare/index.ts'
import { randomId } from '../../src/tokens/secret.ts'
import { claimsIn, type Tokens } from '../support/house.ts'
import { EVERYTHING, later, moment, nothing, Revoking } from '../support/revoking.ts'
import { startHouse, type WorkerHouse } from './house.ts'
import { laggingKv } from './lagging-kv.ts'

let tenant: string
let house: WorkerHouse
let on: Revoking

/** A tenant of its own, so that "all" is what the test has made. */
async function begin(KV = env.KV) {
  tenant = `r${randomId(6)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '0')}`
  const options = { issuer: 'https://id.test.invalid/:tenant', tenants: [tenant] }
  const storage = cloudflareStorage({ ...env, KV }, { cellsPerRegion: 4 })
  house = await startHouse({ ...env, KV }, { ...options, storage })
  on = new Revoking(house, options)
}
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response())
  await begin()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const kinds: [string, (tokens: Tokens) => Promise<unknown>][] = [
  ['a grant', ({ access_token }) => on.revoke.grant(claimsIn(access_token).jti)],
  ['a refresh token', ({ refresh_token }) => on.revoke.token(refresh_token)],
  ['a session', ({ id_token }) => on.revoke.session('ada', claimsIn(id_token).sid)],
  ['a client', () => on.revoke.client('web')],
  ['a client that is disabled', () => on.revoke.client('web', { disable: true })],
  ['a person', () => on.revoke.user('ada')],
  ['a person who is disabled', () => on.revoke.user('ada', { disable: true })],
  ['all before a moment', () => on.revoke.before(moment())],
]

const rowsOf = async (table: string) => {
  const query = `SELECT * FROM ${table} WHERE tenant = ?`
  return (await env.DB.prepare(query).bind(tenant).all()).results
}

/** Puts a table of this tenant back to what it was. */
async function restore(table: string, rows: readonly Record<string, unknown>[]) {
  await env.DB.prepare(`DELETE FROM ${table} WHERE tenant = ?`).bind(tenant).run()
  for (const row of rows) {
    const columns = Object.keys(row)
    const values = columns.map(() => '?').join(', ')
    const insert = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values})`
    await env.DB.prepare(insert)
      .bind(...Object.values(row))
      .run()
  }
}

const cellOf = ({ access_token }: Tokens) => {
  const [cell] = claimsIn(access_token).jti.split('.')
  return env.GRANT_CELL.get(env.GRANT_CELL.idFromName(`${tenant}/${cell}`))
}

describe('revocations over D1, KV and Durable Objects', () => {
  it.each(kinds)('row 10: %s ends everywhere, and stays ended', async (_, end) => {
    const tokens = await house.tokens()
    later(1)
    expect(await end(tokens)).toMatchObject({ grants: 1 })
    expect(await on.goodFor(tokens)).toEqual([])
    // an object that starts again reads what was written
    await evictDurableObject(cellOf(tokens))
    expect(await on.goodFor(tokens)).toEqual([])
  })

  it.each(kinds)('row 10: %s ends everywhere under a KV that shows what was', async (_, end) => {
    await begin(laggingKv(env.KV))
    const tokens = await house.tokens()
    later(1)
    await end(tokens)
    expect(await on.goodFor(tokens)).toEqual([])
  })

  it('row 33: what is ended by one name goes on under others', async () => {
    const [one, other] = [await house.tokens(), await house.tokens()]
    const foreign = await house.tokens({ client_id: 'other' })
    expect(await on.revoke.token(one.refresh_token)).toEqual({ ...nothing, grants: 1 })
    expect(await on.goodFor(other)).toEqual(EVERYTHING)
    expect(await on.revoke.client('web')).toEqual({ ...nothing, grants: 1 })
    expect(await on.goodFor(foreign, 'other')).toEqual(EVERYTHING)
    expect(await on.revoke.user('bob')).toEqual(nothing)
    expect(await on.goodFor(foreign, 'other')).toContain('introspection')
  })

  it('row 10: what services have ends by client and by moment; what they get next is good', async () => {
    for (const end of [() => on.revoke.client('service'), () => on.revoke.before(moment())]) {
      const token = await on.serviceToken()
      expect(await on.serviceIsGood(token)).toEqual([true, true])
      expect(await end()).toEqual({ ...nothing, clients: 1 })
      expect(await on.serviceIsGood(token)).toEqual([false, false])
      // past what an isolate remembers of a client
      later(31)
      expect(await on.serviceIsGood(await on.serviceToken())).toEqual([true, true])
    }
  })

  it('each is noted in the chain of the audit', async () => {
    const tokens = await house.tokens()
    for (const [, end] of kinds) await end(tokens)
    const noted = (await rowsOf('audit')).filter(({ event }) => event === 'revocation')
    const details = noted.map((row) => JSON.parse(String(row['details'])))
    expect(details.map(({ of }) => of)).toEqual([
      'grant',
      'token',
      'session',
      'client',
      'client',
      'user',
      'user',
      'before',
    ])
    expect(details.every(({ by }) => by === 'operator')).toBe(true)
  })
})

describe('a point-in-time restore', () => {
  it('of D1 opens no grant again; what it has forgotten ends by before and since', async () => {
    const ended = await house.tokens()
    const grants = await rowsOf('grants')
    await on.revoke.token(ended.refresh_token)
    later(60)
    const since = moment()
    const forgotten = await house.tokens()
    later(1)
    await restore('grants', grants)
    expect(await on.goodFor(ended)).toEqual([])
    expect(await on.isActive(forgotten.access_token)).toBe(true)
    expect(await on.revoke.user('ada')).toMatchObject({ grants: 1 })
    expect(await on.isActive(forgotten.access_token)).toBe(true)
    expect(await on.revoke.before(moment(), { since })).toMatchObject({ grants: 1 })
    expect(await on.goodFor(forgotten)).toEqual([])
  })

  it('of D1 gives no client a number again whose entry is set', async () => {
    const clients = await rowsOf('clients')
    for (let n = 0; n < 3; n++) await on.revoke.client('service')
    await restore('clients', clients)
    later(31)
    // until then it has a number that is dead: it fails closed
    expect(await on.serviceIsGood(await on.serviceToken())).toEqual([false, false])
    later(1)
    await on.revoke.before(moment())
    later(31)
    expect(await on.serviceIsGood(await on.serviceToken())).toEqual([true, true])
  })

  it('of D1 brings sessions back, which end again by before', async () => {
    const browser = house.browser()
    const { id_token } = await house.tokens({}, browser)
    const sessions = await rowsOf('sessions')
    await on.revoke.session('ada', claimsIn(id_token).sid)
    await restore('sessions', sessions)
    expect((await browser.open(`/${tenant}/account`)).html).toContain('ada@example.com')
    later(1)
    expect(await on.revoke.before(moment())).toMatchObject({ sessions: 1 })
    expect((await browser.open(`/${tenant}/account`)).title).toMatch(/^Sign in/)
  })

  it('of a grant cell opens what D1 says is closed; before ends it', async () => {
    const tokens = await house.tokens()
    const tables = ['grants', 'invalid_places']
    const copy = await runInDurableObject(cellOf(tokens), (_, { storage }) =>
      tables.map((table) => storage.sql.exec(`SELECT * FROM ${table}`).toArray()),
    )
    await on.revoke.token(tokens.refresh_token)
    await runInDurableObject(cellOf(tokens), (_, { storage }) => {
      for (const [place, table] of tables.entries()) {
        storage.sql.exec(`DELETE FROM ${table}`)
        for (const row of copy[place] ?? []) {
          const marks = Object.keys(row).map(() => '?')
          const insert = `INSERT INTO ${table} (${Object.keys(row)}) VALUES (${marks})`
          storage.sql.exec(insert, ...Object.values(row))
        }
      }
    })
    expect(await on.isActive(tokens.access_token)).toBe(true)
    later(1)
    expect(await on.revoke.before(moment())).toMatchObject({ grants: 1 })
    expect(await on.goodFor(tokens)).toEqual([])
  })
})
