import { base64url, calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { createVerifier } from '../../src/resource-server/index.ts'
import { createTestIssuer } from '../../src/resource-server/testing.ts'
import { issuer, now, refusal, resource, setUp } from './support.ts'

const encode = (value: unknown) => base64url.encode(JSON.stringify(value))

async function expectInvalid(token: string, { verifier }: ReturnType<typeof setUp>, why: RegExp) {
  const error = await refusal(verifier.verify(token))
  expect(error.status).toBe(401)
  expect(error.error).toBe('invalid_token')
  expect(error.message).toMatch(why)
  expect(`${error.message}${error.challenge}`).not.toContain(token.split('.')[2] || token)
}

describe('RFC 9068', () => {
  it('§4 accepts a token of the issuer for this resource', async () => {
    const { as, verifier } = setUp()
    const token = await verifier.verify(await as.token({ sub: 'ada', scope: 'notes:read' }))
    expect(token).toMatchObject({ iss: issuer, aud: resource, sub: 'ada', scope: 'notes:read' })
  })

  it.each(['ES256', 'RS256', 'EdDSA'] as const)('§4 accepts %s', async (alg) => {
    const as = createTestIssuer({ issuer, resource, alg })
    const verifier = createVerifier({ issuer, resource, fetch: as.fetch })
    expect((await verifier.verify(await as.token())).sub).toBe('test-user')
  })

  it('§4 refuses an algorithm that is not on the list', async () => {
    const here = setUp({ algorithms: ['RS256'] })
    await expectInvalid(await here.as.token(), here, /alg .* expected RS256/)
  })

  it('§2.1 refuses alg none', async () => {
    const here = setUp()
    const [, payload] = (await here.as.token()).split('.')
    const header = encode({ alg: 'none', typ: 'at+jwt' })
    await expectInvalid(`${header}.${payload}.`, here, /alg/)
    expect(here.fetched).toEqual([])
  })

  it('§2.1 refuses HS256 made with the public key', async () => {
    const here = setUp()
    const [header = '', payload = ''] = (await here.as.token()).split('.')
    const { kid } = JSON.parse(new TextDecoder().decode(base64url.decode(header)))
    const jwks = await (await here.as.fetch(`${issuer}/jwks`)).text()
    const claims = JSON.parse(new TextDecoder().decode(base64url.decode(payload)))
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
      .sign(new TextEncoder().encode(JSON.stringify(JSON.parse(jwks).keys[0])))
    await expectInvalid(forged, here, /alg/)
  })

  it('§4 refuses a signature by another key under the same kid', async () => {
    const here = setUp()
    const other = createTestIssuer({ issuer, resource })
    const [header = ''] = (await here.as.token()).split('.')
    const { kid } = JSON.parse(new TextDecoder().decode(base64url.decode(header)))
    await expectInvalid(await other.token({}, { kid }), here, /signature/)
  })

  it('§4 refuses a token that was changed after it was signed', async () => {
    const here = setUp()
    const [header, payload = '', signature] = (await here.as.token()).split('.')
    const claims = JSON.parse(new TextDecoder().decode(base64url.decode(payload)))
    const changed = encode({ ...claims, sub: 'root' })
    await expectInvalid(`${header}.${changed}.${signature}`, here, /signature/)
  })

  it('§4 takes no key from the header of a token', async () => {
    const here = setUp()
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    const jwk = await exportJWK(publicKey)
    const kid = await calculateJwkThumbprint(jwk)
    const claims = { iss: issuer, aud: resource, sub: 'ada', client_id: 'a', jti: 'j', iat: now() }
    const forged = await new SignJWT({ ...claims, exp: now() + 60 })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid, jwk })
      .sign(privateKey)
    await expectInvalid(forged, here, /does not publish/)
  })

  it.each(['JWT', 'dpop+jwt', 'logout+jwt', 'at+jwt2'])('§4 refuses typ %s', async (typ) => {
    const here = setUp()
    await expectInvalid(await here.as.token({}, { typ }), here, /typ at\+jwt/)
  })

  it.each(['at+jwt', 'AT+JWT', 'application/at+jwt'])('§4 accepts typ %s', async (typ) => {
    const { as, verifier } = setUp()
    await expect(verifier.verify(await as.token({}, { typ }))).resolves.toBeDefined()
  })

  it('§4 refuses a header with a critical extension', async () => {
    const here = setUp()
    const token = await here.as.token({}, { crit: ['b64'], b64: true })
    await expectInvalid(token, here, /crit/)
    const [, payload, signature] = token.split('.')
    const header = encode({ alg: 'ES256', typ: 'at+jwt', crit: ['x'], x: 1 })
    await expectInvalid(`${header}.${payload}.${signature}`, here, /not a signed JWT/)
  })

  it.each([
    'https://evil.example.com',
    `${issuer}/`,
    `${issuer}/tenant`,
    'https://ID.example.com',
    undefined,
  ])('§4 refuses the issuer %s', async (iss) => {
    const here = setUp()
    await expectInvalid(await here.as.token({ iss }), here, /not from https:\/\/id\.example\.com/)
    expect(here.fetched).toEqual([])
  })

  it.each([
    ['another', 'https://other.example.com'],
    ['a prefix', 'https://api.example.com'],
    ['a longer path', `${resource}/1`],
    ['a trailing slash', `${resource}/`],
    ['another case', 'https://API.example.com/notes'],
    ['a list without it', ['https://api.example.com', `${resource}/`]],
    ['an empty list', []],
    ['none', undefined],
  ])('§4 refuses a token for another audience: %s', async (_, aud) => {
    const here = setUp()
    await expectInvalid(await here.as.token({ aud }), here, /not for https:\/\/api/)
  })

  it('§4 refuses a token without the slash when the resource has one', async () => {
    const here = setUp({ resource: `${resource}/` })
    await expectInvalid(await here.as.token(), here, /not for/)
  })

  it('§4 accepts a list of audiences with this resource in it', async () => {
    const { as, verifier } = setUp()
    const token = await as.token({ aud: ['https://other.example.com', resource] })
    await expect(verifier.verify(token)).resolves.toBeDefined()
  })

  it.each([
    ['exp in the past', { exp: now() - 6 }, /expired/],
    ['no exp', { exp: undefined }, /expired/],
    ['exp as a string', { exp: '9999999999' }, /expired/],
    ['nbf in the future', { nbf: now() + 60 }, /not valid yet/],
    ['iat in the future', { iat: now() + 60 }, /in the future/],
    ['no iat', { iat: undefined }, /no iat/],
    ['no jti', { jti: undefined }, /no jti/],
    ['no sub', { sub: undefined }, /no sub/],
    ['no client_id', { client_id: undefined }, /no client_id/],
  ])('§4 refuses a token with %s', async (_, claims, why) => {
    const here = setUp()
    await expectInvalid(await here.as.token(claims), here, why)
  })

  it('§4 allows a few seconds between the clocks', async () => {
    const { as, verifier } = setUp()
    const claims = { exp: now() - 3, nbf: now() + 3, iat: now() + 3 }
    await expect(verifier.verify(await as.token(claims))).resolves.toBeDefined()
  })

  it.each(['', 'a', 'a.b.c', '..', 'a.b.c.d.e'])(
    '§4 refuses %j, which is no JWT',
    async (token) => {
      const { verifier } = setUp()
      const error = await refusal(verifier.verify(token))
      expect([error.status, error.error]).toEqual([401, 'invalid_token'])
    },
  )

  it('§4 accepts several issuers during a migration, each with its own keys', async () => {
    const before = createTestIssuer({ issuer: 'https://old.example.com/t', resource })
    const after = createTestIssuer({ issuer, resource })
    const verifier = createVerifier({
      issuer: [issuer, 'https://old.example.com/t'],
      resource,
      fetch: (url, init) => (url.includes('old.') ? before : after).fetch(url, init),
    })
    expect((await verifier.verify(await before.token())).iss).toBe('https://old.example.com/t')
    expect((await verifier.verify(await after.token())).iss).toBe(issuer)
    const forged = await before.token({ iss: issuer })
    expect((await refusal(verifier.verify(forged))).status).toBe(401)
  })
})

describe('RFC 9449', () => {
  it('§7.2 refuses a bound token that is presented as Bearer', async () => {
    const here = setUp()
    await expectInvalid(await here.as.token({ cnf: { jkt: 'x' } }), here, /bound to a key/)
  })
})

describe('createVerifier', () => {
  it('says in one message all there is to fix', () => {
    const make = () =>
      createVerifier({
        issuer: 'http://id.example.com',
        resource: 'notes',
        algorithms: ['HS256' as 'ES256'],
        revocation: 'introspection',
      })
    expect(make).toThrow(/issuer.*https.*resource.*absolute.*HS256.*credentials/)
  })

  it('allows http on this machine only', () => {
    const make = (url: string) => () => createVerifier({ issuer: url, resource: url })
    expect(make('http://localhost:8787')).not.toThrow()
    expect(make('http://127.0.0.1:8787')).not.toThrow()
    expect(make('http://localhost.example.com')).toThrow(/https/)
  })
})
