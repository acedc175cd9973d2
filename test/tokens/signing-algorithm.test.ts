import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type KeyRingMaintenance, keyRing } from '../../src/index.ts'
import {
  accessTokenAlgorithms,
  type SigningAlgorithm,
} from '../../src/protocol/signing-algorithm.ts'
import { createVerifier } from '../../src/resource-server/index.ts'
import { API, OTHER_API, SERVER_SECRET } from '../support/fixtures.ts'
import { bodyOf, headerIn, type Tokens } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const PERIOD = 90 * 86_400

let house: TestServer
let ring: KeyRingMaintenance
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
  const { issuer, storage } = house
  ring = keyRing({ issuer, secrets: [SERVER_SECRET], storage })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const now = () => Math.floor(Date.now() / 1000)
/** Time goes by, with requests on the way: an isolate reads its ring behind the next one. */
const later = async (seconds: number) => {
  vi.setSystemTime(Date.now() + seconds * 1000)
  await house.get('/jwks')
}
const sign = (alg: SigningAlgorithm, more: object = {}) => {
  const { resources } = house.storage.data()
  const api = resources.get(API)
  if (api) resources.set(API, { ...api, access_token_signing_alg: alg, ...more })
}
const verifier = (algorithms: readonly SigningAlgorithm[] = accessTokenAlgorithms) =>
  createVerifier({
    issuer: house.issuer,
    resource: API,
    algorithms,
    fetch: async (url, init) => house.fetch(new Request(url, init)),
  })
const keysOf = async (alg: string): Promise<{ kid: string }[]> =>
  (await bodyOf(await house.get('/jwks'))).keys.filter((key: { alg: string }) => key.alg === alg)
const isActive = async (token: string) =>
  (await bodyOf(await house.postAs('api', '/introspect', { token }))).active
const service = (resource = API) =>
  house.token({ grant_type: 'client_credentials', resource }, 'service')

describe('RFC 9068', () => {
  it.each(accessTokenAlgorithms)('§2.1 a resource has its tokens signed with %s', async (alg) => {
    sign(alg)
    const tokens: Tokens = await house.tokens()
    const { kid } = headerIn(tokens.access_token)
    expect(headerIn(tokens.access_token)).toEqual({ alg, typ: 'at+jwt', kid })
    expect((await keysOf(alg)).map((key) => key.kid)).toContain(kid)
    // the algorithm of an ID token is its client's
    expect(headerIn(tokens.id_token).alg).toBe('ES256')
    expect(await verifier().verify(tokens.access_token)).toMatchObject({ sub: 'ada', aud: API })
    expect(await isActive(tokens.access_token)).toBe(true)
    const { access_token } = tokens
    const headers = { Authorization: `Bearer ${access_token}` }
    expect((await house.get('/userinfo', headers)).status).toBe(200)
    expect((await house.post('/userinfo', { access_token })).status).toBe(200)
    const refreshed: Tokens = await bodyOf(await house.refresh(tokens.refresh_token))
    expect(headerIn(refreshed.access_token)).toMatchObject({ alg, kid })
    // what is granted for another resource is signed as that one wants it
    const other = await house.tokens({ resource: OTHER_API, scope: 'other:read' })
    expect(headerIn(other.access_token).alg).toBe('ES256')
  })

  it.each(accessTokenAlgorithms)(
    'row 16: §4 who does not expect %s does not take it',
    async (alg) => {
      sign(alg)
      const { access_token } = await bodyOf(await service())
      await verifier([alg]).verify(access_token)
      const others = verifier(accessTokenAlgorithms.filter((one) => one !== alg))
      await expect(others.verify(access_token)).rejects.toThrow()
      // the kid of another key, and its algorithm in the header: the key decides
      const [, body = '', signature = ''] = access_token.split('.')
      for (const wrong of accessTokenAlgorithms.filter((one) => one !== alg)) {
        const header = Buffer.from(JSON.stringify({ ...headerIn(access_token), alg: wrong }))
        const forged = `${header.toString('base64url')}.${body}.${signature}`
        expect(await isActive(forged)).toBe(false)
        await expect(verifier().verify(forged)).rejects.toThrow()
      }
    },
  )

  it.each(accessTokenAlgorithms)('§4 a token by %s outlives the turn of its key', async (alg) => {
    sign(alg)
    await service()
    await ring.turn(now())
    await later(PERIOD - 1)
    const { access_token } = await bodyOf(await service())
    await later(1)
    await ring.turn(now())
    await later(60)
    expect(await isActive(access_token)).toBe(true)
    await verifier().verify(access_token)
    const next = (await bodyOf(await service())).access_token
    expect(headerIn(next).alg).toBe(alg)
    expect(headerIn(next).kid).not.toBe(headerIn(access_token).kid)
    await verifier().verify(next)
  })
})

describe('ML-DSA-44', () => {
  const ALG = 'ML-DSA-44'

  it('has no key until a resource wants one, and discovery promises it for nothing else', async () => {
    const metadata = async () => bodyOf(await house.get('/.well-known/openid-configuration'))
    const before = await metadata()
    await ring.turn(now())
    expect(await keysOf(ALG)).toEqual([])
    sign(ALG, { token_format: 'opaque' }) // signs nothing
    await service()
    await ring.turn(now())
    expect((await ring.list()).some(({ alg }) => alg === ALG)).toBe(false)
    sign(ALG, { token_format: 'jwt' })
    await ring.turn(now())
    const states = (await ring.list()).flatMap(({ alg, state }) => (alg === ALG ? state : []))
    expect(states).toEqual(['active'])
    await ring.turn(now())
    expect((await ring.list()).filter(({ alg }) => alg === ALG)).toHaveLength(2)
    const [key] = await keysOf(ALG)
    await later(60)
    for (const jwk of await keysOf(ALG)) {
      expect(Object.keys(jwk).sort()).toEqual(['alg', 'kid', 'kty', 'pub', 'use'])
      expect(jwk).toMatchObject({ kty: 'AKP' })
    }
    expect(key).toBeUndefined() // the isolate had its ring; it reads it within a minute
    expect(await metadata()).toEqual(before)
    expect(before.id_token_signing_alg_values_supported).not.toContain(ALG)
  })

  it('has one key when fifty first tokens are asked for at once', async () => {
    sign(ALG)
    const answers = await Promise.all(Array.from({ length: 50 }, () => service()))
    const tokens = await Promise.all(answers.map(bodyOf))
    expect(new Set(tokens.map(({ access_token }) => headerIn(access_token).kid)).size).toBe(1)
    await verifier().verify(tokens[0].access_token)
  })

  it('has no key that signs when nobody wants it any more; what it signed is good until it expires', async () => {
    sign(ALG)
    const { access_token } = await bodyOf(await service())
    await ring.turn(now())
    sign('ES256')
    await ring.turn(now())
    const mine = (await ring.list()).filter(({ alg }) => alg === ALG)
    expect(mine.map(({ state }) => state)).toEqual(['retiring'])
    await later(60)
    expect(await isActive(access_token)).toBe(true)
    expect(headerIn((await bodyOf(await service())).access_token).alg).toBe('ES256')
    await later(15 * 86_400)
    await ring.turn(now())
    expect((await ring.list()).some(({ alg }) => alg === ALG)).toBe(false)
  })
})

describe('a runtime without ML-DSA-44', () => {
  beforeEach(() => {
    const { subtle } = crypto
    const make = subtle.generateKey.bind(subtle) as (...given: unknown[]) => Promise<never>
    vi.spyOn(subtle, 'generateKey').mockImplementation((async (...given: unknown[]) => {
      if ((given[0] as { name: string }).name !== 'ML-DSA-44') return make(...given)
      throw new DOMException('not here', 'NotSupportedError')
    }) as never)
    sign('ML-DSA-44')
  })

  it('says which resource it is and what to change, to programs and to people; nobody else notices', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const response = await service()
    const { error, error_description } = await bodyOf(response)
    expect([response.status, error]).toEqual([500, 'server_error'])
    const why = `tokens for ${API} are to be signed with ML-DSA-44, which this runtime does not have; set its access_token_signing_alg to one of ES256, RS256, EdDSA`
    expect(error_description).toBe(why)
    expect(String(log.mock.calls)).toContain(why)
    const page = await house.browser().open(house.authorizeUrl())
    expect([page.status, page.html.includes(why)]).toEqual([500, true])
    expect((await service(OTHER_API)).status).toBe(200)
    await house.tokens({ resource: OTHER_API, scope: 'openid other:read' })
  })

  it('uses no code up, and turns all other keys', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    sign('ES256')
    const { form } = await house.code()
    sign('ML-DSA-44')
    expect((await house.token(form)).status).toBe(500)
    await ring.turn(now())
    const algs = new Set((await ring.list()).map(({ alg }) => alg))
    expect([...algs].sort()).toEqual(['ES256', 'EdDSA', 'RS256'])
    const said = log.mock.calls.map(([line]) => String(line)).join()
    expect(said).toContain(`"alg":"ML-DSA-44","resources":["${API}"]`)
    sign('ES256')
    expect((await house.token(form)).status).toBe(200)
  })

  it('says the same of an algorithm that nobody knows', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    for (const alg of ['HS256', 'none', 'Ed25519', 'PS256']) {
      sign(alg as 'ES256')
      const response = await service()
      expect([response.status, (await bodyOf(response)).error_description]).toEqual([
        500,
        expect.stringContaining(`signed with ${alg}, which this runtime does not have`),
      ])
    }
  })
})
