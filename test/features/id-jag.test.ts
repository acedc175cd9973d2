import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineFeature, features } from '../../src/index.ts'
import { createVerifier } from '../../src/resource-server/index.ts'
import type { Client, User } from '../../src/store/port.ts'
import { artefactsOf } from '../support/artefacts.ts'
import { now, signer } from '../support/assertions.ts'
import { JWT_BEARER, TOKEN_EXCHANGE, TYPE } from '../support/exchange.ts'
import { API, SECRET } from '../support/fixtures.ts'
import { forgeries } from '../support/forgeries.ts'
import { basic, bodyOf, claimsIn, headerIn, type Tokens } from '../support/house.ts'
import { Outside } from '../support/outside.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const IDP = 'https://idp.example.com'
const AS = 'https://as.example.com'
const REFUSED = '400 invalid_request'

let idp: TestServer
let tokens: Tokens
const start = async (options: object = {}) => {
  idp = await testServer({ issuer: IDP, ...options })
  allow({})
  tokens = await idp.tokens({ scope: 'openid email offline_access' })
}
beforeEach(() => start())
afterEach(() => void vi.useRealTimers())

/** What the operator of the identity provider lets its own application do. */
const allow = (changes: Partial<Client>) =>
  idp.addClient({
    client_id: 'web',
    grant_types: ['authorization_code', 'refresh_token', TOKEN_EXCHANGE],
    token_exchange: { resources: [], delegation: false, id_jag_audiences: [AS] },
    ...changes,
  })
const formOf = (changes: Record<string, string> = {}) =>
  Object.fromEntries(
    Object.entries({
      grant_type: TOKEN_EXCHANGE,
      requested_token_type: TYPE.idJag,
      audience: AS,
      resource: API,
      scope: 'notes:read',
      subject_token: tokens.id_token,
      subject_token_type: TYPE.id,
      ...changes,
    }).filter(([, value]) => value !== ''),
  )
const ask = (changes: Record<string, string> = {}, client_id = 'web') =>
  idp.token(formOf(changes), client_id)
const outcome = async (response: Response | Promise<Response>) => {
  const { status } = await response
  return status === 200 ? 'ok' : `${status} ${(await bodyOf(await response)).error}`
}
const refresh = () => ({ subject_token: tokens.refresh_token, subject_token_type: TYPE.refresh })

describe('Identity Assertion Authorization Grant', () => {
  it('§4.3.4 an application gets an assertion about who is signed in, for another server', async () => {
    const response = await ask()
    expect(response.headers.get('cache-control')).toBe('no-store')
    const body = await bodyOf(response)
    expect({ ...body, access_token: '' }).toEqual({
      ...{ access_token: '', issued_token_type: TYPE.idJag, token_type: 'N_A' },
      ...{ scope: 'notes:read', expires_in: 300 },
    })
    expect(headerIn(body.access_token)).toMatchObject({ typ: 'oauth-id-jag+jwt', alg: 'ES256' })
    const { jti, iat, exp, ...claims } = claimsIn(body.access_token)
    expect([exp - iat, typeof jti]).toEqual([300, 'string'])
    const { auth_time, acr, amr } = claimsIn(tokens.id_token)
    expect(claims).toEqual({
      ...{ iss: IDP, sub: 'ada', aud: AS, client_id: 'web', resource: API, scope: 'notes:read' },
      ...{ email: 'ada@example.com', email_verified: true, auth_time, acr, amr },
    })
    const again = claimsIn((await bodyOf(await ask())).access_token)
    expect(again.jti).not.toBe(jti)
  })

  it('§4.3 resource and scope are the other server’s to know, and may be absent', async () => {
    const body = await bodyOf(await ask({ resource: '', scope: '' }))
    expect(body).not.toHaveProperty('scope')
    for (const name of ['resource', 'scope'])
      expect(claimsIn(body.access_token)).not.toHaveProperty(name)
    const scope = 'openid anything:at-all'
    const foreign = await bodyOf(await ask({ scope, resource: 'https://mcp.example.com/mcp' }))
    expect(claimsIn(foreign.access_token)).toMatchObject({
      scope,
      resource: 'https://mcp.example.com/mcp',
    })
    expect(foreign).not.toHaveProperty('id_token')
    for (const resource of ['nonsense', 'https://mcp.example.com/#x', '/mcp']) {
      expect(await outcome(ask({ resource })), resource).toBe('400 invalid_target')
    }
    expect(await outcome(ask({ scope: '"' }))).toBe('400 invalid_scope')
  })

  it('§5 the client_id is the one by which the other server knows the application', async () => {
    const token_exchange = {
      resources: [],
      delegation: false,
      id_jag_audiences: [AS],
      id_jag_client_ids: { [AS]: 'f53f191f9311af35' },
    }
    allow({ token_exchange })
    const { access_token } = await bodyOf(await ask())
    expect(claimsIn(access_token).client_id).toBe('f53f191f9311af35')
  })

  it('§4.3 a refresh token will do, and is not used up', async () => {
    for (let n = 0; n < 2; n++) {
      const { access_token } = await bodyOf(await ask(refresh()))
      expect(claimsIn(access_token)).toMatchObject({ sub: 'ada', aud: AS, amr: ['pwd'] })
    }
    expect((await idp.refresh(tokens.refresh_token)).status).toBe(200)
    expect(await outcome(ask(refresh()))).toBe(REFUSED) // it has a successor now
    const { refresh_token } = await idp.tokens({ scope: 'notes:read' })
    expect(await outcome(ask({ ...refresh(), subject_token: refresh_token }))).toBe(REFUSED)
  })

  it('§3.1 an address nobody has proven is not said', async () => {
    const { users } = idp.storage.data()
    users.set('ada', { ...(users.get('ada') as User), email_verified: false })
    const claims = claimsIn((await bodyOf(await ask())).access_token)
    expect(claims).not.toHaveProperty('email')
    expect(claims).not.toHaveProperty('email_verified')
  })

  it('§4.3.3 for whom the operator has not listed there is invalid_target', async () => {
    for (const audience of [`${AS}/`, 'https://other.example.com', IDP, API, 'urn:x']) {
      expect(await outcome(ask({ audience })), audience).toBe('400 invalid_target')
    }
    expect(await outcome(ask({ audience: '' }))).toBe(REFUSED)
    // §8.3: not for itself, even if somebody lists it
    allow({ token_exchange: { resources: [], delegation: true, id_jag_audiences: [IDP] } })
    expect(await outcome(ask({ audience: IDP }))).toBe('400 invalid_target')
    allow({ token_exchange: { resources: [API], delegation: true } })
    expect(await outcome(ask())).toBe('400 invalid_target')
  })

  it('row 17: who has signed in with one factor is not vouched for to a client that needs two', async () => {
    allow({ required_acr: 'urn:sallyport:acr:2fa' })
    for (const form of [{}, refresh()]) expect(await outcome(ask(form))).toBe(REFUSED)
  })

  it('§4.3 an actor is refused: nothing says yet what it would mean', async () => {
    const actor = { actor_token: tokens.access_token, actor_token_type: TYPE.access }
    expect(await outcome(ask(actor))).toBe(REFUSED)
  })

  it('row 9: §4.3.3 what is neither an ID token nor a refresh token of this client is refused', async () => {
    const { browser: _, form: __, ...kinds } = await artefactsOf(idp)
    for (const [kind, subject_token] of Object.entries(kinds)) {
      for (const subject_token_type of [TYPE.id, TYPE.refresh]) {
        const isMeant =
          (kind === 'id_token' && subject_token_type === TYPE.id) ||
          (kind === 'refresh_token' && subject_token_type === TYPE.refresh)
        const expected = isMeant ? 'ok' : REFUSED
        expect(await outcome(ask({ subject_token, subject_token_type })), kind).toBe(expected)
      }
    }
    const { access_token: subject_token } = await bodyOf(await ask())
    for (const subject_token_type of [TYPE.id, TYPE.refresh, TYPE.idJag, TYPE.access, TYPE.saml2]) {
      expect(await outcome(ask({ subject_token, subject_token_type }))).toBe(REFUSED)
    }
    const mine = { subject_token: tokens.access_token, subject_token_type: TYPE.access }
    expect(await outcome(ask(mine))).toBe(REFUSED)
  })

  it('row 18: §4.3.3 one that was made for another client is refused', async () => {
    idp.addClient({ ...idp.storage.data().clients.get('web'), client_id: 'other' })
    // who has access of the same person's
    await idp.tokens({ client_id: 'other', scope: 'openid' })
    expect(await outcome(ask({}, 'other'))).toBe(REFUSED)
    expect(await outcome(ask(refresh(), 'other'))).toBe(REFUSED)
  })

  it('row 16: RFC 8725 §3.1 a forged ID token is refused', async () => {
    const claims = () => claimsIn(tokens.id_token)
    const { kid } = headerIn(tokens.id_token)
    for (const [name, subject_token] of forgeries(signer('ES256', kid), { claims, typ: 'JWT' })) {
      expect(await outcome(ask({ subject_token })), name).toBe(REFUSED)
    }
  })

  it('row 18: §4.3.3 an expired one is refused', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(Date.now() + 901_000)
    expect(await outcome(ask())).toBe(REFUSED)
    expect(await outcome(ask(refresh()))).toBe('ok')
  })

  const store = () => idp.storage.forTenant('default')
  const ends: [string, () => Promise<unknown>][] = [
    ['the person is disabled', () => store().users.disable('ada', now())],
    ['consent is withdrawn', () => store().consents.withdraw('ada', 'web', now())],
    ['the access is revoked', () => idp.postAs('web', '/revoke', { token: tokens.refresh_token })],
  ]
  it.each(ends)('row 10, row 18: when %s, there are no more', async (_, end) => {
    await end()
    expect(await outcome(ask())).toBe(REFUSED)
    expect(await outcome(ask(refresh()))).toBe(REFUSED)
  })

  it('§8.6.1 with a proof of a key, the assertion is bound to it', async () => {
    const bound = defineFeature({
      spec: 'bound',
      async senderConstraint(_, { request }) {
        const jkt = request.headers.get('x-key')
        return jkt === null ? undefined : { token_type: 'DPoP', cnf: { jkt } }
      },
    })
    await start({ features: [...Object.values(features), bound] })
    const headers = { Authorization: basic('web', SECRET), 'X-Key': 'key-1' }
    const body = await bodyOf(await idp.post('/token', formOf(), headers))
    expect(body.token_type).toBe('N_A')
    expect(claimsIn(body.access_token).cnf).toEqual({ jkt: 'key-1' })
  })

  it('row 9: §3 it is no access token, no ID token and no client’s assertion here', async () => {
    const { access_token } = await bodyOf(await ask())
    const userinfo = await idp.get('/userinfo', { Authorization: `Bearer ${access_token}` })
    expect(userinfo.status).toBe(401)
    expect(await bodyOf(await idp.postAs('web', '/introspect', { token: access_token }))).toEqual({
      active: false,
    })
    expect((await idp.browser().open(`/logout?id_token_hint=${access_token}`)).status).toBe(400)
  })
})

describe('Identity Assertion Authorization Grant: two servers', () => {
  it('end to end: what one issues, the other takes, once', async () => {
    const outside = new Outside()
    for (const path of ['/.well-known/oauth-authorization-server', '/jwks'])
      outside.put(IDP + path, () => idp.get(path))
    const trustedIssuers = [{ issuer: IDP, email_domains: ['example.com'] }]
    const as = await testServer({ issuer: AS, trustedIssuers, ...outside.options })
    as.addClient({ client_id: 'web', grant_types: [JWT_BEARER] })
    // the same person, by another name
    const { users } = as.storage.data()
    users.set('local-ada', { ...(users.get('ada') as User), sub: 'local-ada' })
    users.delete('ada')

    const { access_token: assertion } = await bodyOf(
      await ask({ scope: 'notes:read notes:write x' }),
    )
    const redeem = () => as.token({ grant_type: JWT_BEARER, assertion })
    const body = await bodyOf(await redeem())
    expect(body).toMatchObject({ token_type: 'Bearer', scope: 'notes:read notes:write' })
    const fetch = (url: string, init?: RequestInit) => as.fetch(new Request(url, init))
    const verified = await createVerifier({ issuer: AS, resource: API, fetch }).verify(
      body.access_token,
    )
    expect(verified).toMatchObject({ sub: 'local-ada', client_id: 'web' })
    expect(await outcome(redeem())).toBe('400 invalid_grant')
    expect(await outcome(idp.token({ grant_type: JWT_BEARER, assertion }))).toBe(
      '400 unsupported_grant_type',
    )
  })
})
