import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createVerifier } from '../../src/resource-server/index.ts'
import type { Browser } from '../support/browser.ts'
import { API } from '../support/fixtures.ts'
import { bodyOf, createPkce, sentBack } from '../support/house.ts'
import { asksForCode, codeOf, turnOn } from '../support/second-factor.ts'
import { type TestServer, testServer } from '../support/test-server.ts'
import { refusal } from './support.ts'

const TWO = 'urn:sallyport:acr:2fa'

let house: TestServer
let browser: Browser
let key: string
let verifier: ReturnType<typeof createVerifier>

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
  browser = house.browser()
  ;({ key } = await turnOn(house, house.browser()))
  // signed in with the password alone: the browser is remembered
  await remember()
  verifier = createVerifier({
    issuer: house.issuer,
    resource: API,
    fetch: (url, init) => house.fetch(new Request(url, init)),
  })
})
afterEach(() => void vi.useRealTimers())

const wait = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

async function remember() {
  wait(90)
  const page = await house.reachConsent(browser, house.authorizeUrl())
  const after = await browser.submit(page, { step: 'totp', code: codeOf(key), remember: 'yes' })
  await browser.submit(after, { decision: 'allow' })
  await browser.submit(await browser.open('/account'), { action: '/account/sign-out' })
}

/** What a client does with a challenge: it asks again for what stands there. RFC 9470 §4. */
const wishIn = (challenge: string | undefined) =>
  Object.fromEntries(
    ['acr_values', 'max_age', 'scope'].flatMap((name) => {
      const value = new RegExp(`${name}="([^"]*)"`).exec(challenge ?? '')?.[1]
      return value === undefined ? [] : [[name, value] as const]
    }),
  )

async function tokensAfter(wish: Record<string, string>) {
  wait(30)
  const pkce = createPkce()
  let page = await house.reachConsent(browser, house.authorizeUrl(wish, pkce))
  const asked = asksForCode(page)
  if (asked) page = await browser.submit(page, { step: 'totp', code: codeOf(key) })
  const code = sentBack(page)['code'] ?? ''
  const form = { grant_type: 'authorization_code', code, code_verifier: pkce.code_verifier }
  return { asked, ...(await bodyOf(await house.token(form))) }
}

describe('RFC 9470: the API asks, the client follows, the person proves', () => {
  it('§3 and §5: two factors', async () => {
    const { access_token } = await house.tokens({}, browser)
    const need = { scope: ['notes:write'], acr_values: [TWO] }
    const refused = await refusal(verifier.verify(access_token, need))
    expect([refused.status, refused.error]).toEqual([401, 'insufficient_user_authentication'])
    const wish = wishIn(refused.challenge)
    expect(wish).toMatchObject({ acr_values: TWO })
    const tokens = await tokensAfter(wish)
    expect(tokens.asked).toBe(true)
    const token = await verifier.verify(tokens.access_token, need)
    expect(token).toMatchObject({ sub: 'ada', acr: TWO, amr: ['pwd', 'otp', 'mfa'] })
    // and a refresh keeps what was proven
    const next = await bodyOf(await house.refresh(tokens.refresh_token))
    await expect(verifier.verify(next.access_token, need)).resolves.toMatchObject({ acr: TWO })
  })

  it('§3 and §5: a recent sign-in, which a refresh does not make', async () => {
    const first = await house.tokens({}, browser)
    wait(400)
    const need = { max_age: 300 }
    const { access_token } = await bodyOf(await house.refresh(first.refresh_token))
    const refused = await refusal(verifier.verify(access_token, need))
    expect(refused.error).toBe('insufficient_user_authentication')
    const wish = wishIn(refused.challenge)
    expect(wish).toMatchObject({ max_age: '300' })
    const tokens = await tokensAfter(wish)
    expect(tokens.asked).toBe(false) // the browser is remembered
    await expect(verifier.verify(tokens.access_token, need)).resolves.toMatchObject({ sub: 'ada' })
  })

  it('§3 and §5: both at once', async () => {
    const { access_token } = await house.tokens({}, browser)
    wait(400)
    const need = { max_age: 300, acr_values: [TWO] }
    const refused = await refusal(verifier.verify(access_token, need))
    const tokens = await tokensAfter(wishIn(refused.challenge))
    expect(tokens.asked).toBe(true)
    await expect(verifier.verify(tokens.access_token, need)).resolves.toMatchObject({ acr: TWO })
  })
})
