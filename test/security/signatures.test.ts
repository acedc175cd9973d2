import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { createVerifier } from '../../src/resource-server/index.ts'
import { createKeyRing } from '../../src/tokens/key-ring.ts'
import { createSealer } from '../../src/tokens/seal.ts'
import type { Browser } from '../support/browser.ts'
import { API, OTHER_API, SERVER_SECRET } from '../support/fixtures.ts'
import { bodyOf, claimsIn, headerIn, sentBack, type Tokens } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let browser: Browser
let tokens: Tokens
beforeAll(async () => {
  house = await testServer()
  browser = house.browser()
  tokens = await house.tokens({}, browser)
})

/** Of everything else that is signed here, and of nothing. */
const TYPES = [
  'JWT',
  'logout+jwt',
  'statuslist+jwt',
  'token-introspection+jwt',
  'audit-checkpoint+jwt',
  'AT+JWT ',
  '',
]

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const es256 = (header: object, claims: object) => {
  const input = `${part(header)}.${part(claims)}`
  const key = { key: stranger.privateKey, dsaEncoding: 'ieee-p1363' } as const
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
}

/** What an attacker makes of a token: the same claims, or with Bob in them, under other headers. */
async function forgeries(token: string): Promise<[string, string][]> {
  const [header, claims] = [headerIn(token), claimsIn(token)]
  const [head = '', body = '', signature = ''] = token.split('.')
  const { keys } = await bodyOf(await house.get('/jwks'))
  const jwk = keys.find((key: { kid: string }) => key.kid === header.kid)
  const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const own = stranger.publicKey.export({ format: 'jwk' })
  const bob = { ...claims, sub: 'bob' }
  const hs256 = (secret: string | Buffer) => {
    const input = `${part({ ...header, alg: 'HS256' })}.${part(bob)}`
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
  }
  const rs = keys.find(
    (key: { alg: string }) => key.alg === (header.alg === 'RS256' ? 'ES256' : 'RS256'),
  )
  return [
    ['alg none', `${part({ ...header, alg: 'none' })}.${part(bob)}.`],
    ['alg None', `${part({ ...header, alg: 'None' })}.${body}.`],
    ['no signature', `${head}.${body}.`],
    ['two parts', `${head}.${body}`],
    ['HS256 with the public key in PEM', hs256(pem)],
    ['HS256 with the public key as JWK', hs256(JSON.stringify(jwk))],
    ['HS256 with an empty key', hs256('')],
    ['other claims', `${head}.${part(bob)}.${signature}`],
    ['a key of one’s own', es256(header, bob)],
    ['a key in jwk', es256({ ...header, jwk: own }, bob)],
    ['a key in jwk, without kid', es256({ alg: 'ES256', typ: header.typ, jwk: own }, bob)],
    ['jku', es256({ ...header, jku: 'https://evil.invalid/jwks' }, bob)],
    ['x5u', es256({ ...header, x5u: 'https://evil.invalid/x5u' }, bob)],
    ['an unknown kid', es256({ ...header, kid: 'unknown' }, bob)],
    ['a kid that is a path', es256({ ...header, kid: '../../dev/null' }, bob)],
    ['the kid of another algorithm', `${part({ ...header, kid: rs.kid })}.${body}.${signature}`],
    ...[
      'RS256',
      'PS256',
      'RS384',
      'ES256',
      'ES384',
      'EdDSA',
      'Ed25519',
      'HS256',
      'ML-DSA-44',
      'rs256',
    ]
      .filter((alg) => alg !== header.alg)
      .map((alg): [string, string] => [
        `the header says ${alg}`,
        `${part({ ...header, alg })}.${body}.${signature}`,
      ]),
    ['a key of one’s own, and its algorithm', es256({ ...header, alg: 'ES256' }, bob)],
    ['x5c', es256({ ...header, x5c: ['MIIB'] }, bob)],
    ['no kid', `${part({ alg: header.alg, typ: header.typ })}.${body}.${signature}`],
    ['a list of kids', `${part({ ...header, kid: [header.kid] })}.${body}.${signature}`],
    ['crit', `${part({ ...header, crit: ['x'], x: 1 })}.${body}.${signature}`],
    ['b64', `${part({ ...header, b64: false, crit: ['b64'] })}.${body}.${signature}`],
    ['an empty signature of ones', `${head}.${body}.${Buffer.alloc(64, 0).toString('base64url')}`],
    ['JSON serialisation', JSON.stringify({ payload: body, protected: head, signature })],
    ['a space before it', `${head} .${body}.${signature}`],
  ]
}

describe('RFC 8725', () => {
  // what only our own key could sign is in tokens/sign.test.ts
  it('row 16: §3.1 no forged access token opens userinfo, or is active', async () => {
    for (const [name, token] of await forgeries(tokens.access_token)) {
      const userinfo = await house.post('/userinfo', { access_token: token })
      expect(userinfo.status, name).toBe(401)
      for (const client_id of ['web', 'api']) {
        const response = await house.postAs(client_id, '/introspect', { token })
        expect(await bodyOf(response), name).toEqual({ active: false })
      }
    }
    expect((await house.post('/userinfo', { access_token: tokens.access_token })).status).toBe(200)
  })

  it.each(['ES256', 'RS256', 'EdDSA'] as const)(
    'row 16: §3.1 no forged ID token by %s is a hint',
    async (alg) => {
      const client_id = `by-${alg}`
      house.addClient({ client_id, id_token_signed_response_alg: alg })
      const { id_token } = await house.tokens({ client_id }, browser)
      expect(headerIn(id_token).alg).toBe(alg)
      for (const [name, id_token_hint] of await forgeries(id_token)) {
        const url = house.authorizeUrl({ client_id, id_token_hint, prompt: 'none' })
        expect(sentBack(await browser.open(url))['error'], name).toBe('invalid_request')
        const query = new URLSearchParams({ id_token_hint })
        expect((await browser.open(`/logout?${query}`)).status, name).toBe(400)
      }
      const page = await browser.open(house.authorizeUrl({ client_id, id_token_hint: id_token }))
      expect(sentBack(page)['code']).toBeDefined()
    },
  )

  // goes red without the check of typ in readIdTokenHint, and without both of them in tokens/access-token.ts
  it('row 16: §3.11 what the issuer has signed for one use is good for no other', async () => {
    const sealer = createSealer([SERVER_SECRET], house.issuer)
    const ring = createKeyRing(house.storage.forTenant('default').keys, sealer)
    const [access, id] = [claimsIn(tokens.access_token), claimsIn(tokens.id_token)]
    const good = async (token: string) => [
      (await house.post('/userinfo', { access_token: token })).status === 200,
      (await bodyOf(await house.postAs('api', '/introspect', { token }))).active,
    ]
    expect(await good(await ring.sign('ES256', 'at+jwt', access))).toEqual([true, true])
    for (const typ of TYPES)
      expect(await good(await ring.sign('ES256', typ, access)), typ).toEqual([false, false])
    for (const typ of ['at+jwt', ...TYPES.filter((one) => one !== 'JWT')]) {
      const id_token_hint = await ring.sign('ES256', typ, id)
      const page = await browser.open(house.authorizeUrl({ id_token_hint, prompt: 'none' }))
      expect(sentBack(page)['error'], typ).toBe('invalid_request')
    }
  })

  it('row 16: §3.11 the type of a token is said in its header, and asked for', async () => {
    expect(headerIn(tokens.access_token)).toMatchObject({ typ: 'at+jwt', alg: 'ES256' })
    expect(headerIn(tokens.id_token)).toMatchObject({ typ: 'JWT' })
    for (const token of [tokens.access_token, tokens.id_token]) {
      expect(Object.keys(headerIn(token)).sort()).toEqual(['alg', 'kid', 'typ'])
    }
  })
})

describe('RFC 9068', () => {
  const fetch = (url: string, init?: RequestInit) => house.fetch(new Request(url, init))
  const verifierOf = (resource: string) => createVerifier({ issuer: house.issuer, resource, fetch })

  it('row 12: §4 aud is one resource as registered: its API accepts it, every other refuses it', async () => {
    const other = await house.tokens({ resource: OTHER_API, scope: 'openid other:read' }, browser)
    expect(claimsIn(tokens.access_token).aud).toBe(API)
    expect(claimsIn(other.access_token).aud).toBe(OTHER_API)
    await verifierOf(API).verify(tokens.access_token)
    await verifierOf(OTHER_API).verify(other.access_token)
    await expect(verifierOf(OTHER_API).verify(tokens.access_token)).rejects.toThrow()
    await expect(verifierOf(API).verify(other.access_token)).rejects.toThrow()
    for (const near of [`${API}/`, `${API}/deeper`, 'https://api.test.invalid']) {
      await expect(verifierOf(near).verify(tokens.access_token)).rejects.toThrow()
    }
  })

  it('row 12: §2.2 the claims are those of the profile', async () => {
    const now = Math.floor(Date.now() / 1000)
    const { iat, exp, ...claims } = claimsIn(tokens.access_token)
    expect(exp - iat).toBe(900)
    expect(Math.abs(now - iat)).toBeLessThan(60)
    expect(Object.keys(claims).sort()).toEqual([
      'acr',
      'amr',
      'aud',
      'auth_time',
      'client_id',
      'iss',
      'jti',
      'scope',
      'sid',
      'status',
      'sub',
    ])
    expect(claims).toMatchObject({ iss: house.issuer, sub: 'ada', client_id: 'web' })
  })

  it('row 16: §4 no ID token is taken for an access token', async () => {
    await expect(verifierOf(API).verify(tokens.id_token)).rejects.toThrow()
  })
})
