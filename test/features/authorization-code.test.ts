import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { API, CALLBACK, OTHER_API } from '../support/fixtures.ts'
import { bodyOf, claimsIn, createPkce, type Tokens } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let browser: Browser

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
  browser = house.browser()
  await house.signIn(browser, house.authorizeUrl())
})
afterEach(() => void vi.useRealTimers())

const wait = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const errorOf = async (response: Response) => [response.status, (await bodyOf(response)).error]
const INVALID_GRANT = [400, 'invalid_grant']
const alive = async ({ access_token }: Tokens) =>
  (await house.get('/userinfo', { Authorization: `Bearer ${access_token}` })).status === 200

describe('OAuth 2.1', () => {
  it('§4.1.3 a code lives for 60 seconds', async () => {
    const young = await house.code({}, browser)
    wait(59)
    expect((await house.token(young.form)).status).toBe(200)
    const old = await house.code({}, browser)
    wait(60)
    expect(await errorOf(await house.token(old.form))).toEqual(INVALID_GRANT)
  })

  it('§4.1.3 a code works once', async () => {
    const { form } = await house.code({}, browser)
    expect((await house.token(form)).status).toBe(200)
    expect(await errorOf(await house.token(form))).toEqual(INVALID_GRANT)
  })

  it('§4.1.3 redirect_uri, if sent, is the one of the request; any other burns the code', async () => {
    const { form } = await house.code({}, browser)
    const others = [`${CALLBACK}/`, `${CALLBACK}?a=1`, CALLBACK.toUpperCase(), 'x']
    for (const redirect_uri of others) {
      const { form } = await house.code({}, browser)
      expect(await errorOf(await house.token({ ...form, redirect_uri }))).toEqual(INVALID_GRANT)
      expect(await errorOf(await house.token(form))).toEqual(INVALID_GRANT)
    }
    const { redirect_uri: _, ...without } = form
    expect((await house.token(without)).status).toBe(200)
  })

  it('§4.1.3 the address is remembered as the client sent it, port and all', async () => {
    const redirect_uri = 'http://127.0.0.1:49152/callback'
    const { form, page } = await house.code({ client_id: 'spa', redirect_uri }, browser)
    expect(page.leavesTo?.href.startsWith(`${redirect_uri}?`)).toBe(true)
    const other = { ...form, redirect_uri: 'http://127.0.0.1:49153/callback' }
    expect(await errorOf(await house.token(other, 'spa'))).toEqual(INVALID_GRANT)
    const again = await house.code({ client_id: 'spa', redirect_uri }, browser)
    expect((await house.token(again.form, 'spa')).status).toBe(200)
  })

  it('§4.1.3 garbage, cut and changed codes are invalid_grant and use nothing up', async () => {
    const { code, form } = await house.code({}, browser)
    const changed = [code.slice(0, -1), `${code}A`, code.slice(4), `spc_${code}`, 'spc_', 'garbage']
    for (const code of changed) {
      expect(await errorOf(await house.token({ ...form, code }))).toEqual(INVALID_GRANT)
    }
    expect((await house.token(form)).status).toBe(200)
  })

  it('§4.1.3 resource is the one that was granted; another is invalid_target', async () => {
    const { form } = await house.code({ resource: API }, browser)
    expect(await errorOf(await house.token({ ...form, resource: OTHER_API }))).toEqual([
      400,
      'invalid_target',
    ])
    // no answer left, so the code may be used after all
    const response = await house.token({ ...form, resource: `${API}/` })
    expect(response.status).toBe(200)
    expect(claimsIn((await bodyOf(response)).access_token).aud).toBe(API)
  })

  it('§4.1.3 a refused resource does not use the code up', async () => {
    const { form } = await house.code({}, browser)
    const resource = 'https://unknown.test.invalid'
    expect(await errorOf(await house.token({ ...form, resource }))).toEqual([400, 'invalid_target'])
    expect((await house.token(form)).status).toBe(200)
  })

  it('§4.1.3 scope at the token endpoint adds nothing', async () => {
    const { form } = await house.code({ scope: 'notes:read' }, browser)
    const { scope } = await bodyOf(await house.token({ ...form, scope: 'notes:read notes:write' }))
    expect(scope).toBe('notes:read')
  })

  it('§4.3 a refresh token is issued to clients that are registered for it, and to no others', async () => {
    house.addClient({ client_id: 'brief', grant_types: ['authorization_code'] })
    const tokens = await house.tokens({ client_id: 'brief' }, browser)
    expect('refresh_token' in tokens).toBe(false)
    expect((await house.tokens({}, browser)).refresh_token).toMatch(/^spr_/)
  })
})

describe('RFC 9700', () => {
  // goes red without the line `row: closed(row, r.now)` of a replay in store/cell.ts
  it('§4.5 a replayed code takes back what it gave, and only that', async () => {
    const { form } = await house.code({}, browser)
    const tokens: Tokens = await bodyOf(await house.token(form))
    const neighbour = await house.tokens({}, browser)
    expect(await errorOf(await house.token(form))).toEqual(INVALID_GRANT)
    expect(await alive(tokens)).toBe(false)
    expect(await errorOf(await house.refresh(tokens.refresh_token))).toEqual(INVALID_GRANT)
    expect(await alive(neighbour)).toBe(true)
    expect((await house.refresh(neighbour.refresh_token)).status).toBe(200)
  })

  it('§4.5 a used code is remembered after it has expired', async () => {
    const { form } = await house.code({}, browser)
    const tokens: Tokens = await bodyOf(await house.token(form))
    wait(1500)
    expect(await errorOf(await house.token(form))).toEqual(INVALID_GRANT)
    expect((await house.refresh(tokens.refresh_token)).status).toBe(200) // expired codes prove nothing
  })

  it('§4.8 PKCE is asked of everybody: confidential, public and first-party clients', async () => {
    for (const client_id of ['web', 'spa', 'trusted']) {
      for (const changes of [
        { code_challenge: undefined },
        { code_challenge_method: undefined },
        { code_challenge_method: 'plain' },
        { code_challenge: createPkce().code_challenge.slice(1) },
      ]) {
        const page = await browser.open(house.authorizeUrl({ client_id, ...changes }))
        expect(page.leavesTo?.searchParams.get('error')).toBe('invalid_request')
        expect(page.leavesTo?.searchParams.get('error_description')).toMatch(/code_challenge/)
      }
    }
  })
})
