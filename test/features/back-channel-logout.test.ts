import { createLocalJWKSet, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { logoutDeliveries } from '../../src/index.ts'
import { CALLBACK, SERVER_SECRET } from '../support/fixtures.ts'
import { bodyOf, claimsIn, headerIn, type Tokens } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const URI = 'https://web.example.com/backchannel'

let house: TestServer
let told: { url: string; token: string }[]
let answer: () => Response | Promise<Response>

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  told = []
  answer = () => new Response(null, { status: 200 })
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
    const token = new URLSearchParams(String(init?.body)).get('logout_token') ?? ''
    told.push({ url: String(url), token })
    return answer()
  })
  house = await testServer()
  house.addClient({ client_id: 'web', backchannel_logout_uri: URI })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const signOut = async (browser: ReturnType<TestServer['browser']>) => {
  await browser.submit(await browser.open('/account'), { action: '/account/sign-out' })
  await vi
    .waitFor(() => expect(told.length).toBeGreaterThan(0), { timeout: 500 })
    .catch(() => undefined)
}

const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const undelivered = () => house.storage.forTenant('default').logouts.list()
const clock = () =>
  logoutDeliveries({
    issuer: house.issuer,
    secrets: [SERVER_SECRET],
    storage: house.storage,
  }).deliver(Math.floor(Date.now() / 1000))

describe('OpenID Connect Back-Channel Logout', () => {
  it('§2.1 says that it can', async () => {
    expect(await bodyOf(await house.get('/.well-known/openid-configuration'))).toMatchObject({
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    })
  })

  it('§2.4 tells each client of the session once, by a logout token and nothing more', async () => {
    const browser = house.browser()
    const tokens: Tokens = await house.tokens({}, browser)
    await house.tokens({}, browser) // a second grant of the same client
    await house.tokens({ client_id: 'other', redirect_uri: CALLBACK }, browser) // has no address
    await signOut(browser)
    expect(told.map(({ url }) => url)).toEqual([URI])
    const token = told[0]?.token ?? ''
    expect(headerIn(token)).toMatchObject({ typ: 'logout+jwt', alg: 'ES256' })
    const keys = createLocalJWKSet(await bodyOf(await house.get('/jwks')))
    const { payload } = await jwtVerify(token, keys, {
      issuer: house.issuer,
      audience: 'web',
      typ: 'logout+jwt',
      currentDate: new Date(),
    })
    const { sid } = claimsIn(tokens.id_token)
    expect(payload).toMatchObject({ sub: 'ada', sid, jti: expect.any(String) })
    expect(payload['events']).toEqual({ 'http://schemas.openid.net/event/backchannel-logout': {} })
    expect(payload).not.toHaveProperty('nonce')
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(120)
    expect(await undelivered()).toEqual([])
  })

  it('§2.4 the token opens nothing here', async () => {
    const browser = house.browser()
    await house.tokens({}, browser)
    await signOut(browser)
    const token = told[0]?.token ?? ''
    expect((await house.get('/userinfo', { Authorization: `Bearer ${token}` })).status).toBe(401)
    expect((await house.browser().open(`/logout?id_token_hint=${token}`)).status).toBe(400)
  })

  it('§2.5 tells nobody of a session that goes on', async () => {
    const [here, there] = [house.browser(), house.browser()]
    await house.tokens({}, here)
    const elsewhere: Tokens = await house.tokens({}, there)
    await signOut(here)
    expect(told).toHaveLength(1)
    expect(claimsIn(told[0]?.token ?? '').sid).not.toBe(claimsIn(elsewhere.id_token).sid)
  })

  it('§2.8 tries again when it was not heard, with growing pauses, and is seen to fail', async () => {
    answer = () => new Response(null, { status: 500 })
    const browser = house.browser()
    await house.tokens({}, browser)
    await signOut(browser)
    await vi.waitFor(async () =>
      expect(await undelivered()).toMatchObject([{ attempts: 1, error: 'it answered 500' }]),
    )
    await clock()
    expect(told).toHaveLength(1) // not due yet
    answer = () => Promise.reject(new TypeError('no route'))
    later(31)
    await clock()
    expect(await undelivered()).toMatchObject([
      { attempts: 2, error: expect.stringContaining('no route') },
    ])
    later(59)
    await clock()
    expect(told).toHaveLength(2)
    answer = () => new Response(null, { status: 204 })
    later(2)
    await clock()
    expect(told).toHaveLength(3)
    expect(await undelivered()).toEqual([])
  })

  it('§2.5 gives up after ten attempts, and keeps what it gave up in sight', async () => {
    answer = () => Response.redirect('https://elsewhere.test.invalid', 302)
    const browser = house.browser()
    await house.tokens({}, browser)
    await signOut(browser)
    for (let n = 0; n < 15; n++) {
      later(86_400)
      await clock()
    }
    expect(told).toHaveLength(10)
    expect(await undelivered()).toMatchObject([
      { client_id: 'web', attempts: 10, error: `${URI} answered 302; redirects are not followed` },
    ])
  })
})
