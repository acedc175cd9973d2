import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { asserted, clientClaims, jwt, signer } from '../support/assertions.ts'
import { bodyOf } from '../support/house.ts'
import { Outside } from '../support/outside.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const JWKS_URI = 'https://robot.example.com/jwks'
const REFUSED = '401 invalid_client'
const es256 = signer('ES256')

let house: TestServer
let outside: Outside
beforeEach(async () => {
  outside = new Outside()
  house = await testServer(outside.options)
  addRobot('remote', { jwks_uri: JWKS_URI })
})
afterEach(() => void vi.useRealTimers())

const addRobot = (client_id: string, keys: object) =>
  house.addClient({
    client_id,
    token_endpoint_auth_method: 'private_key_jwt',
    grant_types: ['client_credentials'],
    client_secrets: [],
    ...keys,
  })
const claims = (changes: object = {}, client_id = 'remote') =>
  clientClaims(client_id, house.issuer, changes)
const ask = (client_assertion: string, path = '/token') =>
  house.post(path, { grant_type: 'client_credentials', token: 'x', ...asserted(client_assertion) })
const remote = (by = es256, header: object = {}) => ask(jwt(by, claims(), header))
const outcome = async (response: Response | Promise<Response>) => {
  const { status } = await response
  return status === 200 ? 'ok' : `${status} ${(await bodyOf(await response)).error}`
}
const published = (...keys: object[]) => outside.put(JWKS_URI, { keys })

describe('RFC 7517: published keys', () => {
  it('§5 keys are fetched once, for however many ask at the same time', async () => {
    let answer = () => {}
    const open = new Promise<void>((resolve) => {
      answer = resolve
    })
    outside.put(JWKS_URI, () => open.then(() => Response.json({ keys: [es256.jwk] })))
    const all = Array.from({ length: 20 }, () => outcome(remote()))
    await vi.waitFor(() => expect(outside.times(JWKS_URI)).toBe(1))
    answer()
    expect(new Set(await Promise.all(all))).toEqual(new Set(['ok']))
    expect(await outcome(remote())).toBe('ok')
    expect(outside.times(JWKS_URI)).toBe(1)
  })

  it('§4.5 a new key counts at once; a stream of unknown ones is one look in half a minute', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    published(es256.jwk)
    expect(await outcome(remote())).toBe('ok')
    const next = signer('ES256', 'next')
    published(es256.jwk, next.jwk)
    expect(await outcome(remote(next))).toBe(REFUSED)
    expect(outside.times(JWKS_URI)).toBe(1)
    vi.setSystemTime(Date.now() + 31_000)
    expect(await outcome(remote(next))).toBe('ok')
    expect(outside.times(JWKS_URI)).toBe(2)
    for (let n = 0; n < 20; n++)
      expect(await outcome(remote(signer('ES256', `x${n}`)))).toBe(REFUSED)
    expect(outside.times(JWKS_URI)).toBe(2)
  })

  it('§5 a key that is taken away counts no more after ten minutes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    published(es256.jwk)
    expect(await outcome(remote())).toBe('ok')
    published(signer('ES256', 'next').jwk)
    vi.setSystemTime(Date.now() + 601_000)
    expect(await outcome(remote())).toBe(REFUSED)
  })

  const unusable: [string, () => Response | Promise<Response>][] = [
    ['cannot be reached', () => Promise.reject(new TypeError('no route'))],
    ['answers 500', () => new Response('', { status: 500 })],
    ['answers 404', () => new Response('', { status: 404 })],
    ['sends on', () => new Response(null, { status: 302, headers: { Location: '/x' } })],
    ['answers a page', () => new Response('<p>', { headers: { 'Content-Type': 'text/html' } })],
    [
      'answers no JSON',
      () => new Response('{', { headers: { 'Content-Type': 'application/json' } }),
    ],
    ['answers null', () => Response.json(null)],
    ['answers no key set', () => Response.json({ keys: 'none' })],
    ['answers too much', () => Response.json({ keys: [], more: 'x'.repeat(70_000) })],
  ]
  it.each(unusable)('§5 a jwks_uri that %s is 503, never invalid_client', async (_, answer) => {
    outside.put(JWKS_URI, answer)
    const response = await remote()
    expect([response.status, (await bodyOf(response)).error]).toEqual([
      503,
      'temporarily_unavailable',
    ])
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(house.storage.data().used.size).toBe(0)
  })

  it('§5 while it cannot be reached, keys of the last hour count, unknown ones are 503', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    published(es256.jwk)
    expect(await outcome(remote())).toBe('ok')
    outside.put(JWKS_URI, () => Promise.reject(new TypeError('no route')))
    vi.setSystemTime(Date.now() + 1200_000)
    expect(await outcome(remote())).toBe('ok')
    expect(await outcome(remote(signer('ES256', 'next')))).toBe('503 temporarily_unavailable')
    const asked = outside.times(JWKS_URI)
    for (let n = 0; n < 20; n++) await remote()
    expect(outside.times(JWKS_URI)).toBe(asked)
    vi.setSystemTime(Date.now() + 3600_000)
    expect(await outcome(remote())).toBe('503 temporarily_unavailable')
    published(es256.jwk)
    vi.setSystemTime(Date.now() + 6_000)
    expect(await outcome(remote())).toBe('ok')
  })

  it('row 29: §5 a jwks_uri inside a network is not fetched', async () => {
    for (const jwks_uri of [
      'http://robot.example.com/jwks',
      'https://10.0.0.1/',
      'https://db.internal/',
    ]) {
      addRobot('remote', { jwks_uri })
      expect(await outcome(remote())).toBe('503 temporarily_unavailable')
    }
    expect(outside.asked).toEqual([])
  })

  it('row 29: §5 nothing is fetched for what could not be let in anyway', async () => {
    published(es256.jwk)
    for (const wrong of [{ aud: 'x' }, { exp: 1 }, { jti: undefined }]) {
      await ask(jwt(es256, claims(wrong)))
    }
    await remote(es256, { typ: 'at+jwt' })
    await remote(es256, { jku: JWKS_URI })
    expect(outside.asked).toEqual([])
  })

  it('§5 a thousand clients are remembered, and not more', async () => {
    const uri = (n: number) => `https://robot.example.com/${n}`
    for (let n = 0; n < 1001; n++) {
      outside.put(uri(n), { keys: [es256.jwk] })
      addRobot(`remote-${n}`, { jwks_uri: uri(n) })
      await ask(jwt(es256, claims({}, `remote-${n}`)), '/revoke')
    }
    await ask(jwt(es256, claims({}, 'remote-1000')), '/revoke')
    await ask(jwt(es256, claims({}, 'remote-0')), '/revoke')
    expect([outside.times(uri(1000)), outside.times(uri(0))]).toEqual([1, 2])
  })
})
