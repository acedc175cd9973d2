import { beforeEach, describe, expect, it } from 'vitest'
import { jwt, now, part, signer } from '../../support/assertions.ts'
import type { Browser } from '../../support/browser.ts'
import { forgeries } from '../../support/forgeries.ts'
import { claimsIn, sentBack } from '../../support/house.ts'
import {
  ACCESS_TOKEN,
  ACME,
  comeBack,
  hashOf,
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

/** Whether somebody is signed in. */
const isIn = async () => (await browser.open('/account')).title.startsWith('Your account')

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

describe('an ID token that is not right', () => {
  it.each<[string, object]>([
    ['§3.1.3.7 (11) without a nonce', { nonce: undefined }],
    ['§3.1.3.7 (11) with another nonce', { nonce: 'another' }],
    ['§3.1.3.7 (2) of another issuer', { iss: 'https://evil.example' }],
    ['§3.1.3.7 (2) of an issuer with a slash more', { iss: 'https://login.acme.example/' }],
    ['§3.1.3.7 (2) without an issuer', { iss: undefined }],
    ['§3.1.3.7 (3) for somebody else', { aud: 'another-client' }],
    ['§3.1.3.7 (3) for nobody', { aud: [] }],
    [
      '§3.1.3.7 (5) for several, and another one was authorized',
      { aud: ['sallyport', 'b'], azp: 'b' },
    ],
    ['§3.1.3.7 (9) that has expired', { exp: now() - 60 }],
    ['§2 that never expires', { exp: undefined }],
    ['§2 without the moment it was made', { iat: undefined }],
    ['RFC 7519 §4.1.5 that is not valid yet', { nbf: now() + 300 }],
    ['§2 without a subject', { sub: undefined }],
    ['§2 with a subject that is no text', { sub: 7 }],
    ['§3.1.3.8 whose at_hash is of another token', { at_hash: hashOf('another') }],
    ['§3.1.3.8 whose at_hash is the whole hash', { at_hash: 'x'.repeat(43) }],
    ['§3.1.3.8 whose at_hash is no text', { at_hash: 7 }],
  ])('row 26: %s signs nobody in', async (_, changes) => {
    acme.answer = () => tokens(jwt(acme.key, acme.claims(changes)))
    const page = await visit(browser, acme)
    expect([page.status, page.title]).toEqual([502, expect.stringMatching(/^That did not work/)])
    expect(await isIn()).toBe(false)
  })

  it('row 16: nor does any forgery of one, by whomever it is signed', async () => {
    acme.sent = await leave(browser, 'acme')
    const made = forgeries(acme.key, { claims: () => acme.claims() })
    for (const [name, forged] of made) {
      acme.sent = await leave(browser, 'acme')
      const remade = forgeries(acme.key, { claims: () => acme.claims() })
      acme.answer = () => tokens(remade.find(([one]) => one === name)?.[1] ?? forged)
      expect([name, (await comeBack(browser, acme.sent)).status]).toEqual([name, 502])
    }
    expect(await isIn()).toBe(false)
  })

  it('row 26: nor do an answer without one, with something else, or of a size without end', async () => {
    const answers = [
      {},
      { access_token: 'x', token_type: 'Bearer' },
      { ...tokens(''), id_token: null },
      { ...tokens(`${part({ alg: 'none' })}.${part({})}`) },
      [],
      { ...tokens(jwt(acme.key, acme.claims())), more: 'x'.repeat(70_000) },
    ]
    for (const answer of answers) {
      acme.answer = () => answer
      expect((await visit(browser, acme)).status).toBe(502)
    }
    expect(await isIn()).toBe(false)
  })
})

describe('coming back', () => {
  it('row 26: RFC 6749 §10.12 a state counts once, of as many as come at once', async () => {
    acme.sent = await leave(browser, 'acme')
    const pages = await Promise.all([1, 2, 3, 4, 5].map(() => comeBack(browser, acme.sent)))
    expect(pages.filter(({ title }) => title.startsWith('Your account'))).toHaveLength(1)
    expect(house.web.times(`${ISSUER}/token`)).toBe(1)
    const late = await comeBack(browser, acme.sent)
    expect(late.title).toMatch(/^This sign-in is already finished/)
  })

  it('row 13: RFC 6749 §10.12 a state of another browser is refused, and its code is not redeemed', async () => {
    const sent = await leave(browser, 'acme')
    const victim = house.browser()
    await victim.open('/sign-in')
    const page = await comeBack(victim, sent)
    expect([page.status, page.title]).toEqual([403, expect.stringMatching(/another browser/)])
    expect(house.web.times(`${ISSUER}/token`)).toBe(0)
  })

  it('row 15: a state that is none, is changed, or is sealed for something else', async () => {
    const sent = await leave(browser, 'acme')
    const state = sent.get('state') ?? ''
    const request = (await browser.open('/sign-in')).forms[0]?.hidden.find(
      ([name]) => name === 'request',
    )?.[1]
    const changed = `${state.slice(0, -2)}${state.endsWith('AA') ? 'BB' : 'AA'}`
    for (const other of ['', 'x', changed, request ?? '']) {
      expect((await comeBack(browser, sent, { state: other })).status).toBe(400)
    }
    expect(house.web.times(`${ISSUER}/token`)).toBe(0)
  })

  it('row 26: RFC 9700 §4.4 a code of one upstream is not taken to another', async () => {
    const evil = { ...ACME, id: 'evil', issuer: 'https://evil.example' }
    house = await upstreamHouse([ACME, evil])
    acme = provider(house.web, ISSUER)
    provider(house.web, 'https://evil.example')
    browser = house.browser()
    const sent = await leave(browser, 'acme')
    const state = sent.get('state') ?? ''
    const page = await browser.open(`/sign-in/upstream/evil/callback?code=c&state=${state}`)
    expect(page.status).toBe(400)
    const tokenEndpoints = house.web.asked.filter(({ url }) => url.endsWith('/token'))
    expect(tokenEndpoints).toEqual([])
  })

  it('row 26: RFC 9207 §2.4 an iss that is not the upstream’s, or is missing where it was promised', async () => {
    acme.sent = await leave(browser, 'acme')
    expect((await comeBack(browser, acme.sent, { iss: 'https://evil.example' })).status).toBe(502)
    acme.sent = await leave(browser, 'acme')
    expect((await comeBack(browser, acme.sent, { iss: ISSUER })).title).toMatch(/^Your account/)

    house = await upstreamHouse([ACME])
    const metadata = { authorization_response_iss_parameter_supported: true }
    acme = provider(house.web, ISSUER, { metadata })
    browser = house.browser()
    expect((await visit(browser, acme)).status).toBe(502)
    expect(house.web.times(`${ISSUER}/token`)).toBe(0)
  })

  it('RFC 6749 §4.1.2.1 who cancels is told so, and can go on with what they had begun', async () => {
    const url = house.authorizeUrl()
    const sent = await leave(browser, 'acme', await browser.open(url))
    const page = await comeBack(browser, sent, { code: '', error: 'access_denied' })
    expect(page.title).toMatch(/^You are not signed in/)
    const link = /href="([^"]*\/sign-in\?request=[^"]+)"/.exec(page.html)?.[1] ?? ''
    const again = await browser.open(link)
    expect(again.html).toContain('Web application')
    const other = await leave(browser, 'acme', again)
    const refused = await comeBack(browser, other, { code: '', error: 'server_error' })
    expect(refused.title).toMatch(/^Acme did not sign you in/)
  })

  it('what an upstream says of an error reaches no page', async () => {
    const sent = await leave(browser, 'acme')
    const error = { error: 'x<img>', error_description: '<script>alert(1)</script>' }
    const page = await comeBack(browser, sent, { code: '', ...error })
    expect(page.html).not.toMatch(/<img|alert\(1\)/)
  })

  it('after half an hour it is too late', async () => {
    const sent = await leave(browser, 'acme')
    const { now: clock } = Date
    Date.now = () => clock() + 1801_000
    try {
      expect((await comeBack(browser, sent)).title).toMatch(/open too long/)
    } finally {
      Date.now = clock
    }
  })
})

describe('an upstream that is away', () => {
  it('whose discovery does not answer, or is another’s: a page that says so, and leads back', async () => {
    for (const document of [
      { issuer: 'https://login.acme.example/', authorization_endpoint: 'https://x.example' },
      { issuer: ISSUER, authorization_endpoint: 'javascript:alert(1)' },
      undefined,
    ]) {
      house = await upstreamHouse([ACME])
      browser = house.browser()
      const url = `${ISSUER}/.well-known/openid-configuration`
      if (document) house.web.publishJson(url, document)
      const page = await browser.submit(await browser.open('/sign-in'), { upstream: 'acme' })
      expect([page.status, page.title]).toEqual([503, expect.stringMatching(/is not answering/)])
      expect(page.html).toContain('/account')
    }
  })

  it('whose token endpoint or keys fail', async () => {
    house.web.publish(`${ISSUER}/token`, () => new Response('no', { status: 401 }))
    expect((await visit(browser, acme)).status).toBe(502)
    house.web.publish(`${ISSUER}/token`, () => {
      throw new TypeError('connection reset')
    })
    expect((await visit(browser, acme)).status).toBe(503)
    house.web.publish(`${ISSUER}/token`, async () => Response.json(await acme.answer()))
    house.web.publish(`${ISSUER}/jwks`, () => new Response('no', { status: 500 }))
    expect((await visit(browser, acme)).status).toBe(503)
    expect(await isIn()).toBe(false)
  })
})
