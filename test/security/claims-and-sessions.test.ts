import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { bodyOf, claimsIn, type Tokens } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let browser: Browser
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
  browser = house.browser()
})
afterEach(() => void vi.useRealTimers())

const DAY = 86_400_000
const wait = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds)
const userinfo = async ({ access_token }: Tokens) =>
  bodyOf(await house.get('/userinfo', { Authorization: `Bearer ${access_token}` }))
const claims = JSON.stringify({
  userinfo: { phone_number: null, email: null },
  id_token: { phone_number: { essential: true } },
})

describe('OpenID Connect Core: claims asked one by one', () => {
  it('§5.5 are shown on the consent page as what they are, and given once allowed', async () => {
    const page = await browser.open(house.authorizeUrl({ scope: 'openid', claims }))
    const consent = await house.signIn(browser, house.authorizeUrl({ client_id: 'trusted' }))
    expect([page.status, consent.status]).toEqual([200, 200])
    const asked = await browser.open(house.authorizeUrl({ scope: 'openid', claims }))
    expect(asked.html).toContain('See your phone number')
    const tokens = await house.tokens({ scope: 'openid', claims }, browser)
    expect(await userinfo(tokens)).toMatchObject({ phone_number: '+1 555 0100' })
    expect(claimsIn(tokens.id_token)).toMatchObject({ phone_number: '+1 555 0100' })
  })

  it('row 17: §5.5 give a client no more than it is registered for', async () => {
    house.addClient({ client_id: 'web', scope: ['openid', 'notes:read'] })
    const tokens = await house.tokens({ scope: 'openid', claims }, browser)
    expect(await userinfo(tokens)).toEqual({ sub: 'ada' })
    expect(claimsIn(tokens.id_token)).not.toHaveProperty('phone_number')
  })
})

describe('RFC 9700: sessions end', () => {
  it('§4.16 a session lives for 14 days, and not a second longer', async () => {
    await house.signIn(browser, house.authorizeUrl())
    wait(14 * DAY - 1000)
    expect((await browser.open(house.authorizeUrl())).leavesTo?.searchParams.has('code')).toBe(true)
    wait(1000)
    expect((await browser.open(house.authorizeUrl())).title).toMatch(/^Sign in/)
  })

  it('§4.16 a sign-in does not end the sessions of other browsers; being disabled does', async () => {
    const other = house.browser()
    await house.signIn(browser, house.authorizeUrl())
    await house.signIn(other, house.authorizeUrl())
    expect((await browser.open(house.authorizeUrl())).status).toBe(303)
    await house.storage.forTenant('default').users.disable('ada', 1)
    for (const who of [browser, other]) {
      expect((await who.open(house.authorizeUrl())).title).toMatch(/^Sign in/)
    }
  })
})
