import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { API, PASSWORD } from '../support/fixtures.ts'
import { bodyOf, claimsIn, sentBack, type Tokens } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
/** Ada is signed in here and has allowed `web` everything. */
let browser: Browser

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
  browser = house.browser()
  await house.signIn(browser, house.authorizeUrl())
})
afterEach(() => void vi.useRealTimers())

type Changes = Record<string, string | undefined>
const wait = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const open = (changes: Changes, who = browser) => who.open(house.authorizeUrl(changes))
const ask = async (changes: Changes, who = browser) => sentBack(await open(changes, who))
const asksForSignIn = { status: 200, title: expect.stringMatching(/^Sign in/), leavesTo: undefined }

describe('OpenID Connect Core', () => {
  it('§3.1.2.1 prompt=none answers at once when nothing is missing', async () => {
    const page = await open({ prompt: 'none' })
    expect(page.status).toBe(303)
    expect(sentBack(page)['code']).toBeDefined()
  })

  it('§3.1.2.6 prompt=none shows nothing: login_required, consent_required', async () => {
    expect(await ask({ prompt: 'none' }, house.browser())).toMatchObject({
      error: 'login_required',
    })
    const cases: [Changes, string][] = [
      [{ client_id: 'other' }, 'consent_required'],
      [{ max_age: '0' }, 'login_required'],
      [{ claims: '{"id_token":{"sub":{"value":"bob"}}}' }, 'login_required'],
    ]
    for (const [changes, error] of cases) {
      const page = await open({ ...changes, prompt: 'none' })
      expect(page.status).toBe(303)
      expect(sentBack(page)).toMatchObject({ error, state: 'the-state', iss: house.issuer })
    }
  })

  it('§3.1.2.1 prompt=none beside another value is invalid_request; unknown values are ignored', async () => {
    expect((await ask({ prompt: 'none login' }))['error']).toBe('invalid_request')
    expect((await ask({ prompt: 'create dance' }))['code']).toBeDefined()
  })

  it('§3.1.2.1 prompt=login asks again, and auth_time is new', async () => {
    wait(100)
    const page = await open({ prompt: 'login' })
    expect(page).toMatchObject(asksForSignIn)
    const { id_token } = await house.tokens({ prompt: 'login' }, browser)
    expect(claimsIn(id_token).auth_time).toBe(Math.floor(Date.now() / 1000))
  })

  it('§3.1.2.1 prompt=login cannot be answered by going on as who is there', async () => {
    const page = await open({ prompt: 'login' })
    const form = page.forms[0]
    const body = new URLSearchParams([...(form?.hidden ?? []), ['step', 'continue']]).toString()
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Origin: house.issuer }
    const after = await browser.open('/sign-in', { method: 'POST', body, headers })
    expect(after).toMatchObject(asksForSignIn)
  })

  it('§3.1.2.1 prompt=consent asks again for what was allowed before', async () => {
    const page = await open({ prompt: 'consent' })
    expect(page.html).toContain('name="decision"')
    expect(sentBack(await browser.submit(page, { decision: 'allow' }))['code']).toBeDefined()
  })

  it('§3.1.2.1 prompt=select_account shows who is there, and goes on or signs in another', async () => {
    const page = await open({ prompt: 'select_account' })
    expect(page.html).toContain('value="continue"')
    expect(sentBack(await browser.submit(page, { step: 'continue' }))['code']).toBeDefined()
    const other = await browser.submit(await open({ prompt: 'select_account' }), { step: 'other' })
    expect(other).toMatchObject(asksForSignIn)
  })

  const ages: [string, number, boolean][] = [
    ['0', 0, true],
    ['10', 10, false],
    ['10', 11, true],
    ['999999999', 86_400, false],
  ]
  it.each(ages)(
    '§3.1.2.1 max_age=%s, %i seconds after sign-in: asks again is %s',
    async (max_age, age, asks) => {
      wait(age)
      const page = await open({ max_age })
      expect(page.html.includes('name="email"')).toBe(asks)
      const { id_token } = await house.tokens({ max_age }, browser)
      const since = Math.floor(Date.now() / 1000) - claimsIn(id_token).auth_time
      expect(since).toBe(asks ? 0 : age)
    },
  )

  it.each(['-1', '1.5', 'ten', '1e3', '99999999999999999999', ' 5'])(
    '§3.1.2.1 max_age "%s" is invalid_request',
    async (max_age) => {
      expect((await ask({ max_age }))['error']).toBe('invalid_request')
    },
  )

  it('§3.1.2.1 login_hint fills in the form, and proves nothing', async () => {
    const page = await open({ login_hint: 'bob@example.com' }, house.browser())
    expect(page.html).toMatch(/<input[^>]*name="email"[^>]*value="bob@example.com"/)
    expect((await ask({ login_hint: 'bob@example.com' }))['code']).toBeDefined()
  })

  it('§3.1.2.1 id_token_hint of who is there goes through; of somebody else asks for them', async () => {
    const ada = await house.tokens({}, browser)
    const bobs = house.browser()
    await house.signIn(bobs, house.authorizeUrl(), 'bob@example.com')
    const bob = await house.tokens({}, bobs)
    expect((await ask({ id_token_hint: ada.id_token, prompt: 'none' }))['code']).toBeDefined()
    const none = await ask({ id_token_hint: bob.id_token, prompt: 'none' })
    expect(none['error']).toBe('login_required')
    const page = await open({ id_token_hint: bob.id_token })
    expect(page).toMatchObject(asksForSignIn)
    expect(page.html).toContain('asks for another account')
    wait(86_400)
    expect((await ask({ id_token_hint: ada.id_token }))['code']).toBeDefined()
  })

  it('§3.1.2.1 the wrong person signing in is not answered for the right one', async () => {
    const { id_token } = await house.tokens({}, browser)
    const bobs = house.browser()
    const page = await house.signIn(
      bobs,
      house.authorizeUrl({ id_token_hint: id_token }),
      'bob@example.com',
    )
    expect(page.leavesTo).toBeUndefined()
    expect(page.html).toContain('asks for another account')
  })

  it('§3.1.2.1 id_token_hint that is garbage, or an access token, is invalid_request', async () => {
    const { access_token, id_token } = await house.tokens({}, browser)
    const cut = id_token.slice(0, -8)
    for (const id_token_hint of ['garbage', 'a.b.c', access_token, cut, `${cut}AAAAAAAA`]) {
      expect((await ask({ id_token_hint }))['error']).toBe('invalid_request')
    }
  })

  it('§6.1 a request object that cannot be read is refused by its own name', async () => {
    expect((await ask({ request: 'e30.e30.' }))['error']).toBe('request_not_supported')
    const request_uri = 'https://web.test.invalid/request.jwt'
    expect((await ask({ request_uri }))['error']).toBe('request_uri_not_supported')
  })

  it('§2 the ID token says who, for whom, when and how', async () => {
    wait(60)
    const { access_token, id_token } = await house.tokens({}, browser)
    const now = Math.floor(Date.now() / 1000)
    const claims = claimsIn(id_token)
    expect(claims).toMatchObject({
      iss: house.issuer,
      sub: 'ada',
      aud: 'web',
      nonce: 'the-nonce',
      iat: now,
      auth_time: now - 60,
      acr: 'urn:sallyport:acr:1fa',
      amr: ['pwd'],
      sid: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
    })
    expect(claims.exp).toBeGreaterThan(now)
    const digest = createHash('sha256').update(access_token).digest()
    expect(claims.at_hash).toBe(digest.subarray(0, 16).toString('base64url'))
    const { sid, auth_time, acr, amr } = claims
    expect(claimsIn(access_token)).toMatchObject({ sid, auth_time, acr, amr, client_id: 'web' })
  })

  it('§2 a nonce is in the ID token only if it was sent; the next ID token has none', async () => {
    const { form } = await house.code({ nonce: undefined }, browser)
    expect('nonce' in claimsIn((await bodyOf(await house.token(form))).id_token)).toBe(false)
    const { refresh_token } = await house.tokens({}, browser)
    const next: Tokens = await bodyOf(await house.refresh(refresh_token))
    expect(claimsIn(next.id_token)).toMatchObject({ sub: 'ada', aud: 'web' })
  })

  it('§12.2 an ID token from a refresh keeps auth_time, sub and sid', async () => {
    const first = await house.tokens({}, browser)
    wait(500)
    const next: Tokens = await bodyOf(await house.refresh(first.refresh_token))
    const { auth_time, sub, sid, iat } = claimsIn(first.id_token)
    expect(claimsIn(next.id_token)).toMatchObject({ auth_time, sub, sid, iat: iat + 500 })
  })

  it('§3.1.2.1 without openid there is no ID token', async () => {
    const tokens = await house.tokens({ scope: 'notes:read' }, browser)
    expect('id_token' in tokens).toBe(false)
  })

  it('§5.5 claims asked for one by one come where they were asked for', async () => {
    const claims = JSON.stringify({
      id_token: { email: { essential: true }, password_hash: null },
      userinfo: { given_name: null, nobody: null },
    })
    const scope = 'openid profile email'
    const tokens = await house.tokens({ scope, claims }, browser)
    expect(claimsIn(tokens.id_token)).toMatchObject({ email: 'ada@example.com' })
    expect(Object.keys(claimsIn(tokens.id_token))).not.toContain('password_hash')
    const headers = { Authorization: `Bearer ${tokens.access_token}` }
    expect(await bodyOf(await house.get('/userinfo', headers))).toMatchObject({ given_name: 'Ada' })
  })

  it('§5.5 a claims parameter that is not JSON is not an obstacle', async () => {
    expect((await ask({ claims: '{not json' }))['code']).toBeDefined()
  })

  it('§3.1.2.4 a claim that no allowed scope stands for is asked for, or not given', async () => {
    await house.signIn(browser, house.authorizeUrl({ client_id: 'other', scope: 'openid' }))
    const claims = JSON.stringify({ userinfo: { phone_number: null }, id_token: { address: null } })
    const changes = { client_id: 'other', scope: 'openid', claims }
    const page = await open(changes)
    if (page.leavesTo === undefined) return void expect(page.html).toContain('name="decision"')
    const tokens = await house.tokens(changes, browser)
    const headers = { Authorization: `Bearer ${tokens.access_token}` }
    expect(await bodyOf(await house.get('/userinfo', headers))).not.toHaveProperty('phone_number')
    expect(claimsIn(tokens.id_token)).not.toHaveProperty('address')
  })

  it('§3.1.2.1 display, ui_locales and acr_values are taken as wishes', async () => {
    const changes = { display: 'touch', acr_values: 'urn:unknown', ui_locales: 'de' }
    expect((await ask(changes))['code']).toBeDefined()
    const page = await open(changes, house.browser())
    expect(page.html).toMatch(/<html lang="de"/)
  })

  it('§11 offline_access is accepted and never required', async () => {
    const without = await house.tokens({ scope: 'openid' }, browser)
    expect(without.refresh_token).toMatch(/^spr_/)
    const tokens = await house.tokens(
      { scope: 'openid offline_access', prompt: 'consent' },
      browser,
    )
    expect(tokens.scope.split(' ')).toContain('offline_access')
    expect(tokens.refresh_token).toMatch(/^spr_/)
  })

  it('§3.1.3.7 each client gets the algorithm it is registered for', async () => {
    for (const alg of ['RS256', 'EdDSA', 'ES256'] as const) {
      const registration = { consent: 'skip', trust: 'first-party' } as const
      house.addClient({ client_id: alg, id_token_signed_response_alg: alg, ...registration })
      const { id_token } = await house.tokens({ client_id: alg }, browser)
      const header = JSON.parse(Buffer.from(id_token.split('.')[0] ?? '', 'base64url').toString())
      expect(header).toMatchObject({ alg, typ: 'JWT' })
      const { keys } = await bodyOf(await house.get('/jwks'))
      expect(keys).toContainEqual(expect.objectContaining({ kid: header.kid, alg, use: 'sig' }))
    }
  })
})

describe('OpenID Connect Core: sessions of several people', () => {
  it('§3.1.2.1 who signs in last in a browser is who is there', async () => {
    let page = await open({ prompt: 'login' })
    page = await browser.submit(page, { step: 'identifier', email: 'bob@example.com' })
    page = await browser.submit(page, {
      step: 'password',
      email: 'bob@example.com',
      password: PASSWORD,
    })
    await browser.submit(page, { decision: 'allow' })
    const { access_token } = await house.tokens({}, browser)
    expect(claimsIn(access_token)).toMatchObject({ sub: 'bob', aud: API })
  })
})
