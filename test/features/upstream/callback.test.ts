import { beforeEach, describe, expect, it } from 'vitest'
import { now } from '../../support/assertions.ts'
import type { Browser } from '../../support/browser.ts'
import {
  ACME,
  comeBack,
  leave,
  type Provider,
  provider,
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
