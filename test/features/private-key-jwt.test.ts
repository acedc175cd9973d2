import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LONGEST_ASSERTION } from '../../src/protocol/signed-jwt.ts'
import { asserted, clientClaims, jwt, now, signer } from '../support/assertions.ts'
import { SECRET } from '../support/fixtures.ts'
import { basic, bodyOf } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const es256 = signer('ES256')

let house: TestServer
beforeEach(async () => {
  house = await testServer()
  addRobot('robot', { jwks: { keys: [es256.jwk] } })
})
afterEach(() => void vi.useRealTimers())

const addRobot = (client_id: string, keys: object) =>
  house.addClient({
    client_id,
    token_endpoint_auth_method: 'private_key_jwt',
    grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
    client_secrets: [],
    serves: ['https://api.test.invalid/notes'],
    ...keys,
  })

const claims = (changes: object = {}, client_id = 'robot') =>
  clientClaims(client_id, house.issuer, changes)
const ask = (client_assertion: string, more: Record<string, string> = {}, path = '/token') =>
  house.post(path, {
    grant_type: 'client_credentials',
    token: 'x',
    ...asserted(client_assertion),
    ...more,
  })
const outcome = async (response: Response | Promise<Response>) => {
  const { status } = await response
  return status === 200 ? 'ok' : `${status} ${(await bodyOf(await response)).error}`
}
const why = async (response: Response | Promise<Response>): Promise<string> =>
  (await bodyOf(await response)).error_description

const REFUSED = '401 invalid_client'

describe('RFC 7523', () => {
  it('§2.2 a client proves itself by its key, wherever clients authenticate', async () => {
    for (const path of ['/token', '/revoke', '/introspect']) {
      expect(await outcome(ask(jwt(es256, claims()), {}, path)), path).toBe('ok')
      const stranger = signer('ES256')
      expect(await outcome(ask(jwt(stranger, claims()), {}, path)), path).toBe(REFUSED)
    }
  })

  it('§2.2 a code and a refresh token are redeemed by it, and by nothing less', async () => {
    const { form } = await house.code({ client_id: 'robot' })
    expect(await outcome(house.post('/token', { ...form, client_id: 'robot' }))).toBe(REFUSED)
    const tokens = await bodyOf(await ask(jwt(es256, claims()), form))
    const { refresh_token } = tokens
    const refresh = { grant_type: 'refresh_token', refresh_token }
    expect(await outcome(house.post('/token', { ...refresh, client_id: 'robot' }))).toBe(REFUSED)
    expect(await outcome(ask(jwt(es256, claims()), refresh))).toBe('ok')
  })

  it('§3 the client_id beside it is the same, or absent', async () => {
    expect(await outcome(ask(jwt(es256, claims()), { client_id: 'robot' }))).toBe('ok')
    const other = ask(jwt(es256, claims()), { client_id: 'web' })
    expect(await outcome(other)).toBe('400 invalid_request')
  })

  it('RFC 6749 §2.3 it is the one method of a request', async () => {
    const secret = { client_id: 'robot', client_secret: SECRET }
    expect(await outcome(ask(jwt(es256, claims()), secret))).toBe('400 invalid_request')
    const form = { grant_type: 'client_credentials', ...asserted(jwt(es256, claims())) }
    const both = house.post('/token', form, { Authorization: basic('robot', SECRET) })
    expect(await outcome(both)).toBe('400 invalid_request')
  })

  it('§2.2 a client that is registered for a secret is not let in by a key, nor the other way', async () => {
    house.addClient({
      client_id: 'secretive',
      grant_types: ['client_credentials'],
      jwks: { keys: [es256.jwk as Record<string, unknown>] },
    })
    expect(await outcome(ask(jwt(es256, claims({}, 'secretive'))))).toBe(REFUSED)
    addRobot('careless', {
      jwks: { keys: [es256.jwk] },
      client_secrets: house.storage.data().clients.get('web')?.client_secrets,
    })
    const form = { grant_type: 'client_credentials' }
    expect(await outcome(house.postAs('careless', '/token', form))).toBe(REFUSED)
    expect(await outcome(house.post('/token', { ...form, client_id: 'careless' }))).toBe(REFUSED)
  })

  const broken: [string, Record<string, string>][] = [
    ['no type', { client_assertion: 'a.b.c' }],
    [
      'another type',
      {
        ...asserted('a.b.c'),
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer',
      },
    ],
    ['no assertion', { client_assertion_type: asserted('').client_assertion_type }],
    ['no JWT', asserted('nonsense')],
    ['no JSON', asserted('a.b.c')],
    ['JSON that is no object', asserted('W10.W10.AA')],
    ['five parts', asserted('a.b.c.d.e')],
  ]
  it.each(broken)(
    'RFC 7521 §4.2 with %s it is invalid_client, and says what is expected',
    async (_, form) => {
      const response = house.post('/token', { grant_type: 'client_credentials', ...form })
      expect(await outcome((await response).clone())).toBe(REFUSED)
      expect(await why(response)).toMatch(/^the client assertion is refused: /)
    },
  )

  it('row 22: what is repeated in an error is printable', async () => {
    const odd = '"><img src=x onerror=alert(1)>\n\u202e'
    for (const changes of [{ aud: odd }, { iss: odd }, { aud: [odd, { odd }] }]) {
      expect(await why(ask(jwt(es256, claims(changes))))).toMatch(
        /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/,
      )
    }
  })

  it('RFC 7521 §4.2 a good assertion under another type, or none, is invalid_client', async () => {
    const client_assertion = jwt(es256, claims())
    const types = ['', 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer', 'jwt-bearer']
    for (const client_assertion_type of types) {
      expect(await outcome(ask(client_assertion, { client_assertion_type }))).toBe(REFUSED)
    }
    expect(await outcome(ask(client_assertion))).toBe('ok')
  })

  type Changes = Record<string, unknown>
  const times: [string, () => Changes, string][] = [
    ['no iat', () => ({ iat: undefined }), 'ok'],
    ['iat and nbf as they should be', () => ({ nbf: now() }), 'ok'],
    ['iat of a clock ten seconds ahead', () => ({ iat: now() + 10, nbf: now() + 10 }), 'ok'],
    ['a clock ten seconds behind', () => ({ iat: now() - 70, exp: now() - 10 }), 'ok'],
    ['a moment with a fraction', () => ({ exp: now() + 30.5 }), 'ok'],
    ['an hour', () => ({ exp: now() + LONGEST_ASSERTION }), 'ok'],
    ['more than an hour', () => ({ exp: now() + LONGEST_ASSERTION + 5 }), REFUSED],
    ['a year, in its last hour', () => ({ iat: now() - 31_536_000, exp: now() + 60 }), REFUSED],
    ['no exp', () => ({ exp: undefined }), REFUSED],
    ['exp in words', () => ({ exp: String(now() + 60) }), REFUSED],
    ['exp without an end', () => ({ exp: 1e308 }), REFUSED],
    ['exp gone', () => ({ exp: now() - 61 }), REFUSED],
    ['iat ahead', () => ({ iat: now() + 61 }), REFUSED],
    ['nbf ahead', () => ({ nbf: now() + 61 }), REFUSED],
    ['nbf in words', () => ({ nbf: 'now' }), REFUSED],
    ['no iss', () => ({ iss: undefined }), REFUSED],
    ['another iss', () => ({ iss: 'web' }), REFUSED],
    ['no sub', () => ({ sub: undefined }), REFUSED],
    ['a sub that is no string', () => ({ iss: 7, sub: 7 }), REFUSED],
    ['another sub', () => ({ sub: 'web' }), REFUSED],
    ['another client in both', () => ({ iss: 'web', sub: 'web' }), REFUSED],
    ['a client nobody knows', () => ({ iss: 'nobody', sub: 'nobody' }), REFUSED],
    ['no jti', () => ({ jti: undefined }), REFUSED],
    ['an empty jti', () => ({ jti: '' }), REFUSED],
    ['a jti that is a number', () => ({ jti: 7 }), REFUSED],
    ['a jti of a kilobyte', () => ({ jti: 'x'.repeat(1024) }), REFUSED],
  ]
  it.each(times)('§3 an assertion with %s', async (_, changes, expected) => {
    expect(await outcome(ask(jwt(es256, claims(changes()))))).toBe(expected)
  })
})

describe('RFC 10070', () => {
  // goes red when isSoleAudience looks for the issuer among the members
  it('row 30: §4 aud is the issuer and nothing else, as a string or alone in an array', async () => {
    const good = [house.issuer, [house.issuer]]
    for (const aud of good) expect(await outcome(ask(jwt(es256, claims({ aud }))))).toBe('ok')
    const bad = [
      ...['/token', '/par', '/introspect', '/', '/acme'].map((path) => house.issuer + path),
      ...[house.issuer.toUpperCase(), 'https://id.test', '', undefined, null, {}, []],
      [house.issuer, `${house.issuer}/token`],
      [house.issuer, house.issuer],
      [house.issuer, 'https://other.test.invalid'],
      [[house.issuer]],
      { 0: house.issuer, length: 1 },
    ]
    for (const aud of bad) {
      expect(await outcome(ask(jwt(es256, claims({ aud })))), JSON.stringify(aud)).toBe(REFUSED)
    }
  })

  it('row 30: §4 the token endpoint as aud is refused in words that help', async () => {
    const response = ask(jwt(es256, claims({ aud: `${house.issuer}/token` })))
    expect(await why(response)).toContain(`expected the issuer ${house.issuer} and nothing else`)
  })

  it('row 30: §4 what was made for one tenant is refused by another', async () => {
    const tenants = ['acme', 'globex']
    const both = await testServer({ issuer: 'https://id.test.invalid/:tenant', tenants })
    for (const tenant of tenants) {
      const { clients } = both.storage.data(tenant)
      const web = clients.get('web')
      const keyed = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [es256.jwk] } }
      const grant_types = ['client_credentials']
      clients.set('robot', { ...web, ...keyed, grant_types, client_id: 'robot' } as never)
    }
    const at = async (tenant: string, aud: string) => {
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        ...asserted(jwt(es256, clientClaims('robot', aud))),
      })
      const request = new Request(`https://id.test.invalid/${tenant}/token`, {
        method: 'POST',
        body,
      })
      return outcome(both.fetch(request))
    }
    expect(await at('acme', 'https://id.test.invalid/acme')).toBe('ok')
    expect(await at('globex', 'https://id.test.invalid/acme')).toBe(REFUSED)
  })

  const types: [unknown, string][] = [
    ['client-authentication+jwt', 'ok'],
    ['application/client-authentication+jwt', 'ok'],
    ['Client-Authentication+JWT', 'ok'],
    ['JWT', 'ok'],
    [undefined, 'ok'],
    ['at+jwt', REFUSED],
    ['dpop+jwt', REFUSED],
    ['oauth-authz-req+jwt', REFUSED],
    ['oauth-id-jag+jwt', REFUSED],
    ['logout+jwt', REFUSED],
  ]
  it.each(types)('§4 the typ %s', async (typ, expected) => {
    expect(await outcome(ask(jwt(es256, claims(), { typ })))).toBe(expected)
  })
})

describe('RFC 7523: used once', () => {
  it('row 23: §3 a jti counts once, at whatever endpoint it comes again', async () => {
    const assertion = jwt(es256, claims())
    expect(await outcome(ask(assertion, {}, '/revoke'))).toBe('ok')
    for (const path of ['/token', '/revoke', '/introspect']) {
      expect(await outcome(ask(assertion, {}, path)), path).toBe(REFUSED)
    }
    const { jti } = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString())
    const again = jwt(es256, claims({ jti, exp: now() + 120 }))
    expect(await why(ask(again))).toMatch(/jti was used before/)
  })

  // goes red when the store looks first and remembers then
  it('row 23: §3 of fifty at once one is let in', async () => {
    const assertion = jwt(es256, claims())
    const paths = ['/token', '/revoke', '/introspect']
    const all = Array.from({ length: 50 }, (_, n) => outcome(ask(assertion, {}, paths[n % 3])))
    expect((await Promise.all(all)).filter((one) => one === 'ok')).toHaveLength(1)
  })

  it('row 23: §3 what is not proven takes no jti, and leaves nothing behind', async () => {
    const said = claims()
    const { used } = house.storage.data()
    for (const wrong of [jwt(signer('ES256'), said), jwt(es256, { ...said, aud: 'x' })]) {
      expect(await outcome(ask(wrong))).toBe(REFUSED)
    }
    expect(used.size).toBe(0)
    expect(await outcome(ask(jwt(es256, said)))).toBe('ok')
    expect(used.size).toBe(1)
  })

  it('row 23: §3 it is remembered as long as it is good, and no longer than an hour and a half minute', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { used } = house.storage.data()
    const assertion = jwt(es256, claims({ exp: now() + LONGEST_ASSERTION }))
    await ask(assertion)
    expect(Math.max(...used.values()) - now()).toBeLessThanOrEqual(LONGEST_ASSERTION + 30)
    vi.setSystemTime(Date.now() + (LONGEST_ASSERTION + 29) * 1000)
    expect(await outcome(ask(assertion))).toBe(REFUSED)
    vi.setSystemTime(Date.now() + 2000)
    await house.storage.sweep(now())
    expect(used.size).toBe(0)
    expect(await outcome(ask(assertion))).toBe(REFUSED)
  })

  it('row 23: §3 the same jti of another client is another', async () => {
    addRobot('robot-2', { jwks: { keys: [es256.jwk] } })
    const jti = 'same'
    expect(await outcome(ask(jwt(es256, claims({ jti }))))).toBe('ok')
    expect(await outcome(ask(jwt(es256, claims({ jti }, 'robot-2'))))).toBe('ok')
  })
})

describe('RFC 8414', () => {
  it('§2 what may be signed with is said for each endpoint that authenticates clients', async () => {
    const metadata = await bodyOf(await house.get('/.well-known/oauth-authorization-server'))
    for (const name of ['token', 'revocation', 'introspection']) {
      expect(metadata[`${name}_endpoint_auth_methods_supported`]).toContain('private_key_jwt')
      expect(metadata[`${name}_endpoint_auth_signing_alg_values_supported`]).toEqual([
        ...['ES256', 'Ed25519', 'EdDSA', 'PS256', 'RS256'],
      ])
    }
  })
})
