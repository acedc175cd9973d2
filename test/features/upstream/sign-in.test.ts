import { beforeEach, describe, expect, it } from 'vitest'
import { jwt, now, signer } from '../../support/assertions.ts'
import type { Browser } from '../../support/browser.ts'
import { claimsIn, sentBack } from '../../support/house.ts'
import {
  ACCESS_TOKEN,
  ACME,
  comeBack,
  leave,
  type Provider,
  provider,
  tokens,
  type UpstreamHouse,
  upstreamHouse,
  visit,
} from '../../support/upstream.ts'

let house: UpstreamHouse
let acme: Provider
let browser: Browser
const ISSUER = 'https://login.acme.example'
const account = { upstream: 'acme', subject: 'u-1001' }

beforeEach(async () => {
  house = await upstreamHouse([ACME])
  acme = provider(house.web, ISSUER)
  browser = house.browser()
  await house.storage.forTenant('default').linkedAccounts.link('ada', account, now())
})

describe('OpenID Connect Core, as a client', () => {
  it('§3.1.2.1 the request has state, nonce and PKCE, and an address for this upstream alone', async () => {
    const sent = await leave(browser, 'acme')
    expect(sent.get('at')).toMatch(/^https:\/\/login\.acme\.example\/authorize\?/)
    expect(Object.fromEntries(sent)).toMatchObject({
      response_type: 'code',
      client_id: 'sallyport',
      redirect_uri: 'https://id.test.invalid/sign-in/upstream/acme/callback',
      scope: 'openid profile email',
      nonce: expect.stringMatching(/^[\w-]{22}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
    const again = await leave(browser, 'acme')
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(again.get(name)).not.toBe(sent.get(name))
  })

  it('§3.1.3 a person whose account it is signs in, and the code is redeemed with verifier and secret', async () => {
    const page = await visit(browser, acme)
    expect(page.title).toMatch(/^Your account/)
    const { method, body, headers } =
      house.web.asked.find(({ url }) => url.endsWith('/token')) ?? {}
    const form = Object.fromEntries(new URLSearchParams(body))
    expect(method).toBe('POST')
    expect(form).toMatchObject({
      grant_type: 'authorization_code',
      code: 'the-code',
      redirect_uri: acme.sent.get('redirect_uri'),
    })
    const challenge = Buffer.from(
      await crypto.subtle.digest('SHA-256', new TextEncoder().encode(form['code_verifier'])),
    ).toString('base64url')
    expect(challenge).toBe(acme.sent.get('code_challenge'))
    expect(headers?.get('authorization')).toMatch(/^Basic /)
    expect(headers?.get('user-agent')).toMatch(/^Sallyport/)
    const [link] = await house.storage.forTenant('default').linkedAccounts.list('ada')
    expect(link?.last_used_at).toBeGreaterThan(0)
  })

  it('§2 a client that waits gets its code, and hears how the person has signed in', async () => {
    const { code_verifier, url } = await pkceUrl()
    const page = await visit(browser, acme, { from: await browser.open(url) })
    const consent = await browser.submit(page, { decision: 'allow' })
    const { code, state } = sentBack(consent)
    expect(state).toBe('the-state')
    const redirect_uri = 'https://web.test.invalid/callback'
    const form = { grant_type: 'authorization_code', code: code ?? '', redirect_uri, code_verifier }
    const answer = (await (await house.token(form)).json()) as { id_token: string }
    expect(claimsIn(answer.id_token)).toMatchObject({
      sub: 'ada',
      amr: ['fed'],
      acr: 'urn:sallyport:acr:1fa',
    })
  })

  it('§2 two factors count where the operator believes it, and nowhere else', async () => {
    for (const [two_factors, acr] of [
      [['urn:acme:strong'], '2fa'],
      [['mfa'], '2fa'],
      [[], '1fa'],
      [['other'], '1fa'],
    ] as const) {
      house = await upstreamHouse([{ ...ACME, two_factors: [...two_factors] }])
      acme = provider(house.web, ISSUER)
      browser = house.browser()
      await house.storage.forTenant('default').linkedAccounts.link('ada', account, now())
      acme.answer = () =>
        tokens(jwt(acme.key, acme.claims({ acr: 'urn:acme:strong', amr: ['pwd', 'mfa'] })))
      await visit(browser, acme)
      const [session] = await house.storage.forTenant('default').sessions.list('ada', now())
      expect(session?.acr).toBe(`urn:sallyport:acr:${acr}`)
    }
  })

  it('§5.3 an address that is at the userinfo endpoint only is asked for there, of the same person', async () => {
    house = await upstreamHouse([ACME])
    acme = provider(house.web, ISSUER, { metadata: { userinfo_endpoint: `${ISSUER}/userinfo` } })
    browser = house.browser()
    acme.answer = () =>
      tokens(jwt(acme.key, acme.claims({ email: undefined, email_verified: undefined })))
    let sub = 'u-1001'
    house.web.publish(`${ISSUER}/userinfo`, () =>
      Response.json({ sub, email: 'grace@acme.example', email_verified: true }),
    )
    const page = await visit(browser, acme)
    expect(page.title).toMatch(/^Create your account/)
    expect(page.html).toContain('grace@acme.example')
    const asked = house.web.asked.find(({ url }) => url.endsWith('/userinfo'))
    expect(asked?.headers.get('authorization')).toBe(`Bearer ${ACCESS_TOKEN}`)
    expect(asked?.body).toBe('')
    // §5.3.2
    sub = 'u-1002'
    expect((await visit(browser, acme)).status).toBe(502)
  })

  it('§10.1.1 a key it has begun to use counts at once', async () => {
    expect((await visit(browser, acme)).title).toMatch(/^Your account/)
    acme.key = signer('ES256', 'the next key')
    const later = house.browser()
    // keys are read again at most every half minute
    const ahead = Date.now() + 40_000
    const { now: clock } = Date
    Date.now = () => ahead
    try {
      acme.sent = await leave(later, 'acme')
      expect((await comeBack(later, acme.sent)).title).toMatch(/^Your account/)
    } finally {
      Date.now = clock
    }
  })
})

async function pkceUrl() {
  const code_verifier = 'v'.repeat(43)
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code_verifier))
  const code_challenge = Buffer.from(digest).toString('base64url')
  return { code_verifier, url: house.authorizeUrl({}, { code_verifier, code_challenge }) }
}
