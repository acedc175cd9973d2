import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { bodyOf, type Tokens } from '../support/house.ts'
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

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })
const ask = (token: string) => house.get('/userinfo', bearer(token))
const ADA = { sub: 'ada', email: 'ada@example.com', email_verified: true, name: 'Ada Example' }

describe('OpenID Connect Core', () => {
  it('§5.3.1 a token is taken from the header of GET and POST, and from the form of POST', async () => {
    const { access_token } = tokens
    const answers = [
      await ask(access_token),
      await house.get('/userinfo', { Authorization: `bearer  ${access_token}` }),
      await house.post('/userinfo', {}, bearer(access_token)),
      await house.post('/userinfo', { access_token }),
    ]
    for (const response of answers) {
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toMatch(/^application\/json/)
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(await bodyOf(response)).toMatchObject(ADA)
    }
  })

  it('§5.3.2 claims of the granted scopes and no others; none of them is null', async () => {
    const expected: [string, string[]][] = [
      ['openid', ['sub']],
      ['openid email', ['email', 'email_verified', 'sub']],
      ['openid phone', ['phone_number', 'phone_number_verified', 'sub']],
      ['openid address', ['address', 'sub']],
      ['openid profile', ['family_name', 'given_name', 'name', 'sub', 'updated_at']],
    ]
    for (const [scope, names] of expected) {
      const { access_token } = await house.tokens({ client_id: 'trusted', scope }, browser)
      const body = await bodyOf(await ask(access_token))
      expect(Object.keys(body).sort()).toEqual(names)
      expect(Object.values(body)).not.toContain(null)
    }
  })

  it('§5.3.1 a token granted without openid is insufficient_scope', async () => {
    const { access_token } = await house.tokens({ scope: 'notes:read' }, browser)
    const response = await ask(access_token)
    expect(response.status).toBe(403)
    expect(response.headers.get('www-authenticate')).toMatch(/error="insufficient_scope"/)
    expect((await bodyOf(response)).error).toBe('insufficient_scope')
  })

  it('§5.3.3 a token that was narrowed below openid opens it no more', async () => {
    const { refresh_token } = await house.tokens({}, browser)
    const narrow = await bodyOf(await house.refresh(refresh_token, 'web', { scope: 'notes:read' }))
    expect((await ask(narrow.access_token)).status).toBe(403)
  })

  it('§5.3.3 a token that was taken back or whose grant is closed is invalid_token', async () => {
    const one = await house.tokens({}, browser)
    await house.postAs('web', '/revoke', { token: one.access_token })
    expect((await ask(one.access_token)).status).toBe(401)
    const other = await house.tokens({}, browser)
    await house.postAs('web', '/revoke', { token: other.refresh_token })
    expect((await ask(other.access_token)).status).toBe(401)
  })

  it('§5.3.3 an expired token is invalid_token, to the second', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { access_token } = await house.tokens({}, browser)
    vi.setSystemTime(Date.now() + 899_000)
    expect((await ask(access_token)).status).toBe(200)
    vi.setSystemTime(Date.now() + 1000)
    expect((await ask(access_token)).status).toBe(401)
  })
})

describe('RFC 6750', () => {
  it('§3.1 without a token there is a challenge and no error in it', async () => {
    for (const headers of [{}, { Authorization: 'Bearer' }, { Authorization: 'Basic dTpw' }]) {
      const response = await house.get('/userinfo', headers)
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer(?!.*error=)/)
    }
  })

  it('§3.1 with a wrong one the challenge says invalid_token', async () => {
    for (const token of ['garbage', 'a.b.c', tokens.id_token, tokens.refresh_token]) {
      const response = await ask(token)
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toMatch(/error="invalid_token"/)
    }
  })

  it('§2.3 a token in the query does not count', async () => {
    const response = await house.get(`/userinfo?access_token=${tokens.access_token}`)
    expect(response.status).toBe(401)
  })

  it('§2.2 a form counts for POST only, and only as a form', async () => {
    const request = new Request(`${house.issuer}/userinfo`, {
      method: 'POST',
      body: JSON.stringify({ access_token: tokens.access_token }),
      headers: { 'Content-Type': 'application/json' },
    })
    expect((await house.fetch(request)).status).toBe(401)
  })
})

describe('CORS', () => {
  it('any site may ask /userinfo with a token; the challenge can be read there', async () => {
    for (const headers of [bearer(tokens.access_token), bearer('garbage'), {}]) {
      const response = await house.get('/userinfo', {
        Origin: 'https://x.test.invalid',
        ...headers,
      })
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      expect(response.headers.get('access-control-allow-credentials')).toBeNull()
      expect(response.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate')
    }
  })
})
