import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineFeature, features } from '../../src/index.ts'
import { jwt, now, signer } from '../support/assertions.ts'
import { JWT_BEARER } from '../support/exchange.ts'
import { API, OTHER_API, person, SECRET } from '../support/fixtures.ts'
import { forgeries } from '../support/forgeries.ts'
import { basic, bodyOf, claimsIn } from '../support/house.ts'
import {
  addEnterprise,
  IDP,
  idJag,
  idJagClaims,
  idpKey,
  present,
  publish,
  trusted,
} from '../support/idp.ts'
import { Outside } from '../support/outside.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let outside: Outside
const start = async (options: object = {}) => {
  outside = new Outside()
  publish(outside)
  house = await testServer({ ...outside.options, trustedIssuers: [trusted], ...options })
  addEnterprise(house)
  const { users } = house.storage.data()
  users.set('carl', { ...person('carl', 'carl@example.org', ''), email_verified: true })
}
beforeEach(() => start())
afterEach(() => void vi.useRealTimers())

const outcome = async (response: Response | Promise<Response>) => {
  const { status } = await response
  return status === 200 ? 'ok' : `${status} ${(await bodyOf(await response)).error}`
}
const why = async (response: Promise<Response>): Promise<string> =>
  (await bodyOf(await response)).error_description
const store = () => house.storage.forTenant('default')
const REFUSED = '400 invalid_grant'

describe('Identity Assertion Authorization Grant', () => {
  it('RFC 7523 §2.1 an assertion about somebody with an account here is an access token, and nothing else', async () => {
    const auth_time = now() - 60
    const response = await present(house, idJag(house, { auth_time, amr: ['mfa'], acr: 'x' }))
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const body = await bodyOf(response)
    expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'scope', 'token_type'])
    expect(body).toMatchObject({
      token_type: 'Bearer',
      scope: 'notes:read notes:write',
      expires_in: 900,
    })
    const { iat, exp, jti: _, status, ...claims } = claimsIn(body.access_token)
    expect(exp - iat).toBe(900)
    expect(status).toHaveProperty('status_list')
    // no acr: its values are each issuer's own
    expect(claims).toEqual({
      ...{ iss: house.issuer, sub: 'ada', aud: API, client_id: 'enterprise' },
      ...{ scope: 'notes:read notes:write', auth_time, amr: ['mfa'] },
    })
  })

  it('§3.1 without optional claims: what is not known is not said', async () => {
    const changes = { resource: undefined, scope: undefined, email_verified: undefined }
    const { access_token } = await bodyOf(await present(house, idJag(house, changes)))
    const claims = claimsIn(access_token)
    expect(claims).toMatchObject({ aud: API, scope: 'notes:read', sub: 'ada' })
    for (const name of ['auth_time', 'acr', 'amr', 'sid']) expect(claims).not.toHaveProperty(name)
  })

  it('§7.2 the profile is advertised with the grant, and neither where no issuer is trusted', async () => {
    const at = async (one: TestServer) =>
      bodyOf(await one.get('/.well-known/oauth-authorization-server'))
    const metadata = await at(house)
    expect(metadata.authorization_grant_profiles_supported).toEqual([
      'urn:ietf:params:oauth:grant-profile:id-jag',
    ])
    expect(metadata.grant_types_supported).toContain(JWT_BEARER)
    expect(JSON.stringify(metadata)).not.toContain('idp.example.com')
    const plain = await testServer()
    expect(await at(plain)).not.toHaveProperty('authorization_grant_profiles_supported')
    addEnterprise(plain)
    expect(await outcome(present(plain, idJag(plain)))).toBe('400 unsupported_grant_type')
  })

  type Changes = Record<string, unknown>
  const wrong: [string, () => Changes, Changes?][] = [
    ['no typ', () => ({}), { typ: undefined }],
    ['the typ JWT', () => ({}), { typ: 'JWT' }],
    ['the typ of an access token', () => ({}), { typ: 'at+jwt' }],
    ['the typ of a client’s', () => ({}), { typ: 'client-authentication+jwt' }],
    ['no aud', () => ({ aud: undefined })],
    ['the token endpoint as aud', () => ({ aud: `${house.issuer}/token` })],
    ['two in aud', () => ({ aud: [house.issuer, 'https://other.example.com'] })],
    ['us twice in aud', () => ({ aud: [house.issuer, house.issuer] })],
    ['another aud', () => ({ aud: 'https://other.example.com' })],
    ['no client_id', () => ({ client_id: undefined })],
    ['another client_id', () => ({ client_id: 'web' })],
    ['no iss', () => ({ iss: undefined })],
    ['an iss nobody trusts', () => ({ iss: 'https://idp.evil.example' })],
    ['an iss with a slash more', () => ({ iss: `${IDP}/` })],
    ['us as iss', () => ({ iss: house.issuer })],
    ['no sub', () => ({ sub: undefined })],
    ['no jti', () => ({ jti: undefined })],
    ['no iat', () => ({ iat: undefined })],
    ['an iat ahead', () => ({ iat: now() + 61 })],
    ['an nbf ahead', () => ({ nbf: now() + 61 })],
    ['no exp', () => ({ exp: undefined })],
    ['exp gone', () => ({ exp: now() - 31 })],
    ['more than an hour', () => ({ exp: now() + 3700 })],
    ['a resource that is none', () => ({ resource: 7 })],
    ['a scope that is a list', () => ({ scope: ['notes:read'] })],
    ['authorization_details', () => ({ authorization_details: [{ type: 'notes' }] })],
    ['an actor', () => ({ act: { sub: 'agent' } })],
    ['no email', () => ({ email: undefined })],
    ['an email that is none', () => ({ email: 'ada' })],
    ['an unverified email', () => ({ email_verified: false })],
    ['the email of somebody of another domain', () => ({ email: 'carl@example.org' })],
    ['an email of a domain below theirs', () => ({ email: 'ada@evil.example.com' })],
    ['an email of nobody here', () => ({ email: 'eve@example.com' })],
    ['another tenant of theirs', () => ({ tenant: 'evil' })],
    ['a key it is bound to', () => ({ cnf: { jkt: 'x' } })],
    ['a key it is bound to, unsaid', () => ({ cnf: {} })],
  ]
  it.each(wrong)('§4.4.1 one with %s is invalid_grant', async (_, changes, header = {}) => {
    expect(await outcome(present(house, idJag(house, changes(), header)))).toBe(REFUSED)
    expect(await store().grants.list('ada', now())).toEqual([])
  })

  it('§4.4.1 what is no assertion is invalid_grant, none at all is invalid_request', async () => {
    for (const assertion of ['x', 'a.b.c', 'W10.W10.AA']) {
      expect(await outcome(present(house, assertion))).toBe(REFUSED)
    }
    expect(await outcome(house.token({ grant_type: JWT_BEARER }, 'enterprise'))).toBe(
      '400 invalid_request',
    )
    expect(await why(present(house, idJag(house, {}, { typ: 'JWT' })))).toContain(
      'oauth-id-jag+jwt',
    )
  })

  it('row 30: §4.4.1 aud may be an array of one', async () => {
    expect(await outcome(present(house, idJag(house, { aud: [house.issuer] })))).toBe('ok')
  })

  it('row 16: RFC 8725 §3.1 nothing forged passes', async () => {
    const claims = () => idJagClaims(house)
    for (const [name, forged] of forgeries(idpKey, { claims, typ: 'oauth-id-jag+jwt' })) {
      expect(await outcome(present(house, forged)), name).toBe(REFUSED)
    }
    // a client of ours that signs for itself is no issuer
    house.addClient({
      client_id: 'enterprise',
      grant_types: [JWT_BEARER],
      jwks: { keys: [signer().jwk as never] },
    })
    const mine = jwt(signer(), claims(), { typ: 'oauth-id-jag+jwt' })
    expect(await outcome(present(house, mine))).toBe(REFUSED)
    expect(outside.asked.filter((url) => url.includes('evil'))).toEqual([])
  })

  it('row 23: RFC 7523 §3 it counts once, also among fifty', async () => {
    const assertion = idJag(house)
    const all = Array.from({ length: 50 }, () => outcome(present(house, assertion)))
    expect((await Promise.all(all)).filter((one) => one === 'ok')).toHaveLength(1)
    expect(await why(present(house, assertion))).toMatch(/used before/)
    expect(await store().grants.list('ada', now())).toHaveLength(1)
  })

  it('row 23: RFC 7523 §3 a slip of the client does not use it up', async () => {
    const assertion = idJag(house)
    expect(await outcome(present(house, assertion, { resource: OTHER_API }))).toBe(
      '400 invalid_target',
    )
    expect(await outcome(present(house, assertion, { scope: '"' }))).toBe('400 invalid_scope')
    expect(await outcome(present(house, assertion, { resource: API }))).toBe('ok')
  })

  it('§4.4.1 scope and resource of the request narrow, and never widen', async () => {
    const granted = async (changes: object, more: Record<string, string>) => {
      const body = await bodyOf(await present(house, idJag(house, changes), more))
      return body.error ?? body.scope
    }
    expect(await granted({}, { scope: 'notes:read' })).toBe('notes:read')
    const read = { scope: 'notes:read openid email offline_access admin' }
    expect(await granted(read, {})).toBe('notes:read')
    expect(await granted(read, { scope: 'notes:read notes:write openid' })).toBe('notes:read')
    expect(await granted({ scope: undefined }, { scope: 'notes:write notes:read' })).toBe(
      'notes:read',
    )
    addEnterprise(house, { scope: ['notes:write'] })
    expect(await granted({}, {})).toBe('notes:write')
  })

  it('row 12: §4.4.1 it is for the resource it names; of several the request names one', async () => {
    const aud = async (resource: unknown, more: Record<string, string> = {}) => {
      const assertion = idJag(house, { resource, scope: 'notes:read other:read' })
      const body = await bodyOf(await present(house, assertion, more))
      return body.error ?? claimsIn(body.access_token).aud
    }
    expect(await aud(`${API}/`)).toBe(API)
    expect(await aud([API])).toBe(API)
    expect(await aud(OTHER_API)).toBe(OTHER_API)
    expect(await aud([API, OTHER_API])).toBe('invalid_target')
    expect(await aud([API, OTHER_API], { resource: OTHER_API })).toBe(OTHER_API)
    expect(await aud([API], { resource: OTHER_API })).toBe('invalid_target')
    expect(await aud('https://nowhere.example.com')).toBe('invalid_target')
    expect(await aud(undefined, { resource: OTHER_API })).toBe(OTHER_API)
    addEnterprise(house, { resources: [OTHER_API] })
    expect(await aud(API)).toBe('invalid_target')
  })

  it('§8.1 a public client cannot, nor one that is not registered for it', async () => {
    addEnterprise(house, { token_endpoint_auth_method: 'none' })
    const form = { grant_type: JWT_BEARER, assertion: idJag(house), client_id: 'enterprise' }
    expect(await outcome(house.post('/token', form))).toBe('400 unauthorized_client')
    addEnterprise(house, { grant_types: ['authorization_code'] })
    expect(await outcome(present(house, idJag(house)))).toBe('400 unauthorized_client')
  })

  it('§4.4.1 a client that was not meant cannot use it, and does not use it up', async () => {
    const assertion = idJag(house)
    house.addClient({ client_id: 'thief', grant_types: [JWT_BEARER] })
    expect(await outcome(house.token({ grant_type: JWT_BEARER, assertion }, 'thief'))).toBe(REFUSED)
    expect(await outcome(present(house, assertion))).toBe('ok')
  })

  it('RFC 7800 §3 one that is bound to a key is for who proves it', async () => {
    const bound = defineFeature({
      spec: 'bound',
      async senderConstraint(_, { request }) {
        const jkt = request.headers.get('x-key')
        return jkt === null ? undefined : { token_type: 'DPoP', cnf: { jkt } }
      },
    })
    await start({ features: [...Object.values(features), bound] })
    const assertion = () => idJag(house, { cnf: { jkt: 'key-1' } })
    const by = (key: string) =>
      house.post(
        '/token',
        { grant_type: JWT_BEARER, assertion: assertion() },
        { Authorization: basic('enterprise', SECRET), 'X-Key': key },
      )
    expect(await outcome(by('key-2'))).toBe(REFUSED)
    expect(await store().grants.list('ada', now())).toEqual([]) // what was begun is taken back
    expect((await bodyOf(await by('key-1'))).token_type).toBe('DPoP')
  })
})
