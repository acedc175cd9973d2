import { createLocalJWKSet, jwtVerify } from 'jose'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { API, SECRET } from '../support/fixtures.ts'
import { basic, bodyOf, claimsIn, type Tokens } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let browser: Browser
let tokens: Tokens

beforeAll(async () => {
  house = await testServer()
  browser = house.browser()
  tokens = await house.tokens({}, browser)
})
afterEach(() => void vi.useRealTimers())

const ask = async (token: string, client_id = 'api', more = {}) => {
  const response = await house.postAs(client_id, '/introspect', { token, ...more })
  expect(response.status).toBe(200)
  expect(response.headers.get('cache-control')).toBe('no-store')
  return bodyOf(response)
}
const DEAD = { active: false }

describe('RFC 7662', () => {
  it('§2.2 the API a token is for, and the client it was issued to, learn what it is worth', async () => {
    const claims = {
      active: true,
      token_type: 'Bearer',
      iss: house.issuer,
      sub: 'ada',
      aud: API,
      client_id: 'web',
      scope: tokens.scope,
      exp: expect.any(Number),
      iat: expect.any(Number),
    }
    expect(await ask(tokens.access_token)).toMatchObject(claims)
    expect(await ask(tokens.access_token, 'web')).toMatchObject(claims)
    expect(
      await ask(tokens.access_token, 'api', { token_type_hint: 'refresh_token' }),
    ).toMatchObject(claims)
  })

  // goes red when `isTheirs` in introspection.ts is left out
  it('row 11: §4 another API, and another client, learn nothing', async () => {
    for (const client_id of ['other-api', 'other', 'service', 'trusted']) {
      expect(await ask(tokens.access_token, client_id)).toEqual(DEAD)
      expect(await ask(tokens.refresh_token, client_id)).toEqual(DEAD)
    }
    const form = { grant_type: 'client_credentials', resource: API }
    const { access_token } = await bodyOf(await house.token(form, 'service'))
    expect(await ask(access_token)).toMatchObject({ active: true, sub: 'service' })
    for (const client_id of ['other-api', 'other', 'web', 'trusted'])
      expect(await ask(access_token, client_id)).toEqual(DEAD)
  })

  it('§2.2 a refresh token is told to its client, and to no API', async () => {
    const own = { active: true, client_id: 'web', sub: 'ada', scope: tokens.scope }
    expect(await ask(tokens.refresh_token, 'web')).toMatchObject(own)
    expect(await ask(tokens.refresh_token, 'api')).toEqual(DEAD)
  })

  it('§2.2 a refresh token that was rotated away is dead; asking does not use it', async () => {
    const first = await house.tokens({}, browser)
    const next: Tokens = await bodyOf(await house.refresh(first.refresh_token))
    expect(await ask(first.refresh_token, 'web')).toEqual(DEAD)
    for (let i = 0; i < 3; i++) expect((await ask(next.refresh_token, 'web')).active).toBe(true)
    expect((await house.refresh(next.refresh_token)).status).toBe(200)
  })

  it('§2.2 dead: garbage, ID tokens, codes, expired tokens, tokens taken back', async () => {
    const { code } = await house.code({}, browser)
    const taken = await house.tokens({}, browser)
    await house.postAs('web', '/revoke', { token: taken.access_token })
    const cut = tokens.access_token.slice(0, -6)
    for (const token of ['x', 'a.b.c', tokens.id_token, code, taken.access_token, `${cut}AAAAAA`]) {
      expect(await ask(token)).toEqual(DEAD)
      expect(await ask(token, 'web')).toEqual(DEAD)
    }
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(Date.now() + 901_000)
    expect(await ask(tokens.access_token)).toEqual(DEAD)
  })

  it('§2.1 whoever asks proves who they are: public clients and strangers are refused', async () => {
    const form = { token: tokens.access_token }
    expect((await house.post('/introspect', form)).status).toBe(401)
    expect((await house.post('/introspect', { ...form, client_id: 'api' })).status).toBe(401)
    const own = await house.tokens({ client_id: 'spa' }, browser)
    const response = await house.post('/introspect', { client_id: 'spa', token: own.access_token })
    expect([response.status, (await bodyOf(response)).error]).toEqual([400, 'unauthorized_client'])
    const bearer = { Authorization: `Bearer ${tokens.access_token}` }
    expect((await house.post('/introspect', form, bearer)).status).toBe(401)
  })

  it('§2.1 without a token the request is invalid; by GET it does not exist', async () => {
    const response = await house.postAs('api', '/introspect', {})
    expect([response.status, (await bodyOf(response)).error]).toEqual([400, 'invalid_request'])
    expect((await house.get(`/introspect?token=${tokens.access_token}`)).status).toBe(405)
  })

  it('§4 no site may ask from a browser', async () => {
    const headers = { Origin: 'https://x.test.invalid' }
    const response = await house.post('/introspect', { token: 'x' }, headers)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('RFC 9701', () => {
  const introspected = (client_id: string, token: string) =>
    house.post(
      '/introspect',
      { token },
      { Authorization: basic(client_id, SECRET), Accept: 'application/token-introspection+jwt' },
    )

  it('§5 answers a JWT signed for who asked, when it is asked for', async () => {
    const { access_token } = await house.tokens()
    const response = await introspected('api', access_token)
    expect(response.headers.get('content-type')).toBe('application/token-introspection+jwt')
    const keys = createLocalJWKSet(await bodyOf(await house.get('/jwks')))
    const { payload } = await jwtVerify(await response.text(), keys, {
      issuer: house.issuer,
      audience: 'api',
      typ: 'token-introspection+jwt',
    })
    expect(payload['token_introspection']).toMatchObject({ active: true, aud: API, sub: 'ada' })
    expect(payload).not.toHaveProperty('sub')
  })

  it('§5 says no more to others than that it is not active', async () => {
    const { access_token } = await house.tokens()
    const answer = claimsIn(await (await introspected('other-api', access_token)).text())
    expect(answer.token_introspection).toEqual({ active: false })
  })

  it('§8.1 the answer is no access token', async () => {
    const { access_token } = await house.tokens()
    const answer = await (await introspected('api', access_token)).text()
    expect((await house.get('/userinfo', { Authorization: `Bearer ${answer}` })).status).toBe(401)
  })
})
