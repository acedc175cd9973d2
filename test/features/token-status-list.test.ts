import { createLocalJWKSet, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  decodeStatusList,
  isInvalid,
  LIST_SIZE,
  placeNamed,
  placeOf,
  runningOf,
} from '../../src/protocol/status-list.ts'
import { API } from '../support/fixtures.ts'
import { flipEach } from '../support/flip.ts'
import { bodyOf, claimsIn, type Tokens } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
})
afterEach(() => {
  vi.useRealTimers()
})

/** What a list says of a token, asked for as an API does: verified, decompressed, looked up. */
async function statusOf(access_token: string): Promise<'valid' | 'invalid'> {
  vi.setSystemTime(Date.now() + 3000) // past what an isolate keeps
  const { idx, uri } = claimsIn(access_token).status.status_list
  const response = await house.fetch(new Request(uri))
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/statuslist+jwt')
  const keys = createLocalJWKSet(await bodyOf(await house.get('/jwks')))
  const { payload } = await jwtVerify<{ status_list: { bits: number; lst: string } }>(
    await response.text(),
    keys,
    { subject: uri, typ: 'statuslist+jwt', currentDate: new Date() },
  )
  expect(payload).toMatchObject({ ttl: 10, status_list: { bits: 1 } })
  const bits = await decodeStatusList(payload.status_list.lst)
  expect(bits.length).toBe(LIST_SIZE / 8)
  return isInvalid(bits, idx) ? 'invalid' : 'valid'
}

const refreshed = async ({ refresh_token }: Tokens, client_id = 'web'): Promise<Tokens> =>
  bodyOf(await house.refresh(refresh_token, client_id))

describe('Token Status List', () => {
  it('§6.1 every access token names its list and its entry; a refreshed one the same', async () => {
    const tokens = await house.tokens()
    const { status } = claimsIn(tokens.access_token)
    expect(status.status_list.uri).toMatch(/^https:\/\/id\.test\.invalid\/status-lists\/\d+$/)
    expect(claimsIn((await refreshed(tokens)).access_token).status).toEqual(status)
    expect(claimsIn((await house.tokens()).access_token).status).not.toEqual(status)
  })

  it('§8.1 a list is signed, typed, and kept by nobody for more than ten seconds', async () => {
    const { access_token } = await house.tokens()
    expect(await statusOf(access_token)).toBe('valid')
    const { uri } = claimsIn(access_token).status.status_list
    const response = await house.fetch(new Request(uri))
    expect(response.headers.get('cache-control')).toBe('public, max-age=10')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  })

  it('§8.1 what is not a list is not found', async () => {
    for (const list of ['x', '-1', '1e3', '0000000000000']) {
      expect((await house.get(`/status-lists/${list}`)).status, list).toBe(404)
    }
  })

  it('RFC 7009 §2.1 a revoked refresh token sets the entry of its grant, and of no other', async () => {
    const [one, other] = [await house.tokens(), await house.tokens()]
    await house.postAs('web', '/revoke', { token: one.refresh_token })
    expect(await statusOf(one.access_token)).toBe('invalid')
    expect(await statusOf(other.access_token)).toBe('valid')
  })

  it('RFC 7009 §2.1 a revoked access token sets its entry; what the grant gives next has another', async () => {
    const tokens = await house.tokens()
    await house.postAs('web', '/revoke', { token: tokens.access_token })
    expect(await statusOf(tokens.access_token)).toBe('invalid')
    const next = await refreshed(tokens)
    expect(await statusOf(next.access_token)).toBe('valid')
    await house.postAs('web', '/revoke', { token: tokens.access_token }) // again: nothing more
    expect(await statusOf(next.access_token)).toBe('valid')
  })

  it('row 6: a replayed refresh token and a replayed code set it', async () => {
    const tokens = await house.tokens()
    const second = await refreshed(tokens)
    await refreshed(second)
    await house.refresh(tokens.refresh_token)
    expect(await statusOf(second.access_token)).toBe('invalid')

    const { form } = await house.code()
    const first: Tokens = await bodyOf(await house.token(form))
    await house.token(form)
    expect(await statusOf(first.access_token)).toBe('invalid')
  })

  it('row 10: ending a session, a person, a client or a consent sets the entries under it', async () => {
    const store = house.storage.forTenant('default')
    const now = Math.floor(Date.now() / 1000)
    const endings: [string, (tokens: Tokens) => Promise<unknown>][] = [
      ['session', ({ id_token }) => store.grants.closeAll({ sid: claimsIn(id_token).sid }, now)],
      ['consent', () => store.consents.withdraw('ada', 'web', now)],
      ['all before', () => store.grants.closeAll({ created_before: now + 100 }, now)],
      ['person', () => store.users.disable('ada', now)],
    ]
    for (const [name, end] of endings) {
      const tokens = await house.tokens()
      await end(tokens)
      expect(await statusOf(tokens.access_token), name).toBe('invalid')
    }
  })

  it('§6.1 a token that nobody granted stands and falls with its client', async () => {
    const grant_type = 'client_credentials'
    const { access_token } = await bodyOf(
      await house.token({ grant_type, resource: API }, 'service'),
    )
    const isActive = async () =>
      (await bodyOf(await house.postAs('api', '/introspect', { token: access_token }))).active
    expect([await statusOf(access_token), await isActive()]).toEqual(['valid', true])
    await house.storage.forTenant('default').clients.disable('service', 0)
    // goes red when liveAccessToken names no place: introspection would say active
    expect([await statusOf(access_token), await isActive()]).toEqual(['invalid', false])
  })

  it('§6.1 a place leads back to its number, and a claim to its place', () => {
    for (const running of [0, 1, 7, LIST_SIZE - 1, LIST_SIZE, 5 * LIST_SIZE + 12_345]) {
      const { list, idx } = placeOf(23, running)
      const uri = `https://id.test.invalid/acme/status-lists/${list}`
      expect(placeNamed({ status_list: { idx, uri } })).toEqual({ list, idx })
      expect(runningOf({ list, idx })).toBe(running)
    }
    for (const status of [undefined, {}, { status_list: {} }, { status_list: { idx: 1 } }])
      expect(placeNamed(status)).toBeUndefined()
  })

  it('§12.5 neighbours stand far apart, and no two places coincide', () => {
    const places = Array.from({ length: 5000 }, (_, n) => placeOf(3, LIST_SIZE + n))
    expect(new Set(places.map(({ idx }) => idx)).size).toBe(5000)
    expect(places.every(({ list, idx }) => list === 100_003 && idx < LIST_SIZE)).toBe(true)
    const apart = places.slice(1).map(({ idx }, n) => Math.abs(idx - (places[n]?.idx ?? 0)))
    expect(Math.min(...apart)).toBeGreaterThan(1000)
  })
})

describe('sessions', () => {
  it('end with the grants that belong to them, unless offline_access was granted', async () => {
    const browser = house.browser()
    const tied = await house.tokens({}, browser)
    const scope = 'openid offline_access notes:read'
    const offline = await house.tokens({ scope, prompt: 'consent' }, browser)
    const elsewhere = await house.tokens()
    await browser.submit(await browser.open('/account'), { action: '/account/sign-out' })
    expect((await house.refresh(tied.refresh_token)).status).toBe(400)
    expect((await house.refresh(offline.refresh_token)).status).toBe(200)
    expect((await house.refresh(elsewhere.refresh_token)).status).toBe(200)
  })
})

describe('opaque access tokens', () => {
  beforeEach(() => {
    const { resources } = house.storage.data()
    const api = resources.get(API)
    if (api) resources.set(API, { ...api, token_format: 'opaque' })
  })

  it('say nothing by themselves, and everything by introspection to those they concern', async () => {
    const { access_token } = await house.tokens()
    expect(access_token).toMatch(/^spa_[A-Za-z0-9_-]+$/)
    for (const client_id of ['api', 'web']) {
      const answer = await bodyOf(
        await house.postAs(client_id, '/introspect', { token: access_token }),
      )
      expect(answer).toMatchObject({ active: true, aud: API, sub: 'ada', client_id: 'web' })
    }
    const outside = await house.postAs('other-api', '/introspect', { token: access_token })
    expect(await bodyOf(outside)).toEqual({ active: false })
  })

  it('are good at userinfo, until they are revoked, expire, or are touched', async () => {
    const { access_token } = await house.tokens()
    const userinfo = async (token: string) =>
      (await house.get('/userinfo', { Authorization: `Bearer ${token}` })).status
    expect(await userinfo(access_token)).toBe(200)
    for (const touched of flipEach(access_token).slice(-3))
      expect(await userinfo(touched)).toBe(401)
    const other = await house.tokens()
    await house.postAs('web', '/revoke', { token: access_token })
    expect(await userinfo(access_token)).toBe(401)
    expect(await userinfo(other.access_token)).toBe(200)
    vi.setSystemTime(Date.now() + 901_000)
    expect(await userinfo(other.access_token)).toBe(401)
  })
})
