import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { addExchangers, exchangeForm, SEARCH, TYPE } from '../support/exchange.ts'
import { API, OTHER_API } from '../support/fixtures.ts'
import { bodyOf, claimsIn, type Tokens } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let tokens: Tokens
beforeEach(async () => {
  house = await testServer()
  addExchangers(house)
  tokens = await house.tokens({ scope: 'openid email notes:read notes:write' })
})
afterEach(() => void vi.useRealTimers())

const exchange = (
  client_id: string,
  changes: Record<string, string> = {},
  token = tokens.access_token,
) => house.token(exchangeForm(token, changes), client_id)
const outcome = async (response: Response | Promise<Response>) => {
  const { status } = await response
  return status === 200 ? 'ok' : `${status} ${(await bodyOf(await response)).error}`
}
/** The claims of what was answered. */
const got = async (response: Response | Promise<Response>) => {
  const body = await bodyOf(await response)
  if (body.access_token === undefined) throw new Error(JSON.stringify(body))
  return claimsIn(body.access_token)
}
const active = async (client_id: string, token: string) =>
  (await bodyOf(await house.postAs(client_id, '/introspect', { token }))).active

describe('RFC 8693', () => {
  it('§2.2.1 an API gets a token for the next API, in the name of the person', async () => {
    const response = await exchange('notes', { resource: SEARCH })
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const body = await bodyOf(response)
    // no refresh token, and no ID token although the person signed in with openid
    expect(Object.keys(body).sort()).toEqual([
      ...['access_token', 'expires_in', 'issued_token_type', 'scope', 'token_type'],
    ])
    expect(body).toMatchObject({
      issued_token_type: TYPE.access,
      token_type: 'Bearer',
      scope: 'notes:read',
    })
    const before = claimsIn(tokens.access_token)
    const { jti, iat, ...claims } = claimsIn(body.access_token)
    expect(jti).not.toBe(before.jti)
    expect(claims).toEqual({
      ...{ iss: house.issuer, sub: 'ada', aud: SEARCH, client_id: 'notes', scope: 'notes:read' },
      ...{ auth_time: before.auth_time, acr: before.acr, amr: before.amr, sid: before.sid },
      act: { sub: 'notes', client_id: 'notes' },
      exp: before.exp,
      status: before.status,
    })
    expect(body.expires_in).toBe(before.exp - iat)
  })

  it('§2.1 audience is another name of resource; two that differ are invalid_target', async () => {
    expect((await got(exchange('notes', { audience: SEARCH }))).aud).toBe(SEARCH)
    expect((await got(exchange('notes', { audience: `${SEARCH}/`, resource: SEARCH }))).aud).toBe(
      SEARCH,
    )
    const two = exchange('notes', { audience: SEARCH, resource: OTHER_API })
    expect(await outcome(two)).toBe('400 invalid_target')
  })

  it('§4.1 who acts is said, the latest in front', async () => {
    const first = await bodyOf(await exchange('notes', { resource: SEARCH }))
    const second = await got(
      exchange('search', { resource: API, scope: 'notes:read' }, first.access_token),
    )
    expect(second.act).toEqual({
      sub: 'search',
      client_id: 'search',
      act: { sub: 'notes', client_id: 'notes' },
    })
  })

  it('§4.1 five actors and no more', async () => {
    let { access_token } = tokens
    const hops = ['notes', 'search', 'notes', 'search', 'notes', 'search']
    const answers: string[] = []
    for (const client_id of hops) {
      const resource = client_id === 'notes' ? SEARCH : API
      const response = await exchange(client_id, { resource, scope: 'notes:read' }, access_token)
      answers.push(await outcome(response.clone()))
      access_token = (await bodyOf(response)).access_token
    }
    expect(answers).toEqual([...Array(5).fill('ok'), '400 invalid_request'])
  })

  it('§4.1 an application trims its own token, and nobody else acts', async () => {
    const mine = await house.tokens({
      client_id: 'trimmer',
      scope: 'openid notes:read notes:write',
    })
    const trim = (changes: Record<string, string>) =>
      exchange('trimmer', changes, mine.access_token)
    const less = await got(trim({ scope: 'notes:read' }))
    expect(less).toMatchObject({ aud: API, scope: 'notes:read', client_id: 'trimmer', sub: 'ada' })
    expect(less).not.toHaveProperty('act')
    expect((await got(trim({}))).scope).toBe('notes:read notes:write')
    expect(await outcome(trim({ resource: SEARCH }))).toBe('400 invalid_target')
    // also where the API allows it: the person has let it go there and nowhere else
    expect(await outcome(trim({ audience: SEARCH, scope: 'notes:read' }))).toBe(
      '400 invalid_target',
    )
  })

  it('§4.1 an application that acts for people says so where it goes', async () => {
    const mine = await house.tokens({ client_id: 'agent', scope: 'openid notes:read' })
    const away = await got(exchange('agent', { resource: SEARCH }, mine.access_token))
    expect(away).toMatchObject({ aud: SEARCH, act: { sub: 'agent', client_id: 'agent' } })
    const kept = await got(exchange('agent', {}, mine.access_token))
    expect(kept).not.toHaveProperty('act')
  })

  it('§4.1 who acted before stays in a token that is trimmed', async () => {
    house.addClient({
      ...house.storage.data().clients.get('notes'),
      client_id: 'notes',
      token_exchange: { resources: [SEARCH], delegation: true },
    })
    const first = await bodyOf(await exchange('notes', { resource: SEARCH }))
    const trimmed = await got(exchange('notes', { scope: 'notes:read' }, first.access_token))
    expect(trimmed.act).toEqual({ sub: 'notes', client_id: 'notes' })
  })

  it('§2.1 an actor token is the client’s own', async () => {
    const actor = async (client_id: string) =>
      (await bodyOf(await house.token({ grant_type: 'client_credentials' }, client_id)))
        .access_token
    const by = (actor_token: string, actor_token_type: string = TYPE.access) =>
      exchange('notes', { resource: SEARCH, actor_token, actor_token_type })
    const { act } = await got(by(await actor('notes')))
    expect(act).toEqual({ sub: 'notes', client_id: 'notes' })
    expect(await outcome(by(await actor('search')))).toBe('400 invalid_request')
    expect(await outcome(by('nonsense'))).toBe('400 invalid_request')
    expect(await outcome(by(await actor('notes'), TYPE.jwt))).toBe('400 invalid_request')
    expect(await outcome(by(await actor('notes'), ''))).toBe('400 invalid_request')
    expect(
      await outcome(exchange('notes', { resource: SEARCH, actor_token_type: TYPE.access })),
    ).toBe('400 invalid_request')
    // a person's token makes nobody an actor: two tokens that were caught would make a third
    const bob = house.browser()
    await house.signIn(bob, house.authorizeUrl({ client_id: 'notes' }), 'bob@example.com')
    const bobs = await house.tokens({ client_id: 'notes' }, bob)
    expect(await outcome(by(bobs.access_token))).toBe('400 invalid_request')
  })

  it('§2.1 a client without delegation names no actor', async () => {
    const mine = await house.tokens({ client_id: 'trimmer', scope: 'openid notes:read' })
    const { access_token } = await bodyOf(
      await house.token({ grant_type: 'client_credentials' }, 'trimmer'),
    )
    const form = { actor_token: access_token, actor_token_type: TYPE.access }
    expect(await outcome(exchange('trimmer', form, mine.access_token))).toBe('400 invalid_target')
  })

  it('§2.2.2 a token that is for an opaque API is exchanged as well, and made as well', async () => {
    const { resources } = house.storage.data()
    for (const one of resources.values()) {
      resources.set(one.identifier, { ...one, token_format: 'opaque' })
    }
    const opaque = await house.tokens({ scope: 'openid notes:read' })
    expect(opaque.access_token).toMatch(/^spa_/)
    const body = await bodyOf(await exchange('notes', { resource: SEARCH }, opaque.access_token))
    expect(body.access_token).toMatch(/^spa_/)
    const token = body.access_token
    const found = await bodyOf(await house.postAs('search', '/introspect', { token }))
    expect(found).toMatchObject({ active: true, aud: SEARCH, act: { sub: 'notes' }, sub: 'ada' })
  })

  it('§2.1 a token of a service stands with that service, and is exchanged like one', async () => {
    const { access_token } = await bodyOf(
      await house.token({ grant_type: 'client_credentials' }, 'service'),
    )
    const claims = await got(exchange('notes', { resource: SEARCH }, access_token))
    const act = { sub: 'notes', client_id: 'notes' }
    expect(claims).toMatchObject({ sub: 'service', client_id: 'notes', act })
    expect(claims.status).toEqual(claimsIn(access_token).status)
    await house.storage.forTenant('default').clients.disable('service', 1)
    expect(await outcome(exchange('notes', { resource: SEARCH }, access_token))).toBe(
      '400 invalid_request',
    )
  })

  it('§2.1 what else may be asked for is invalid_request', async () => {
    for (const requested_token_type of [TYPE.refresh, TYPE.id, TYPE.jwt, TYPE.saml2, 'x']) {
      const response = exchange('notes', { resource: SEARCH, requested_token_type })
      expect(await outcome(response), requested_token_type).toBe('400 invalid_request')
    }
    const asked = exchange('notes', { resource: SEARCH, requested_token_type: TYPE.access })
    expect(await outcome(asked)).toBe('ok')
  })

  it('§5 a public client cannot, nor one that nobody gave it to', async () => {
    house.addClient({
      ...house.storage.data().clients.get('notes'),
      client_id: 'public',
      token_endpoint_auth_method: 'none',
    })
    const form = exchangeForm(tokens.access_token, { client_id: 'public' })
    expect(await outcome(house.post('/token', form))).toBe('400 unauthorized_client')
    const { token_exchange: _, ...notes } = house.storage.data().clients.get('notes') ?? {}
    house.storage.data().clients.set('notes', notes as never)
    expect(await outcome(exchange('notes'))).toBe('400 unauthorized_client')
  })

  it('RFC 7009 §2.1 ending the grant ends what came of it', async () => {
    const first = await bodyOf(await exchange('notes', { resource: SEARCH }))
    const second = await bodyOf(
      await exchange('search', { resource: API, scope: 'notes:read' }, first.access_token),
    )
    expect(await active('search', first.access_token)).toBe(true)
    expect(await active('notes', second.access_token)).toBe(true)
    await house.postAs('web', '/revoke', { token: tokens.refresh_token })
    expect(await active('search', first.access_token)).toBe(false)
    expect(await active('notes', second.access_token)).toBe(false)
    expect(await outcome(exchange('search', { resource: API }, first.access_token))).toBe(
      '400 invalid_request',
    )
  })

  it('RFC 7009 §2 what was exchanged can be taken back by who has it, and by nobody else', async () => {
    const { access_token: token } = await bodyOf(await exchange('notes', { resource: SEARCH }))
    await house.postAs('web', '/revoke', { token })
    expect(await active('search', token)).toBe(true)
    await house.postAs('notes', '/revoke', { token })
    expect(await active('search', token)).toBe(false)
    expect(await active('web', tokens.access_token)).toBe(true)
  })

  it('OpenID Connect Core §5.3 it opens no userinfo', async () => {
    const { access_token } = await bodyOf(await exchange('notes', { resource: SEARCH }))
    const response = await house.get('/userinfo', { Authorization: `Bearer ${access_token}` })
    expect(response.status).toBe(403)
  })
})
