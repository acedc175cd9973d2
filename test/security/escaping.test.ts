import { beforeAll, describe, expect, it } from 'vitest'
import { addresses } from '../../src/pages/passkeys/addresses.ts'
import type { Browser, Page } from '../support/browser.ts'
import { API, CALLBACK, PASSWORD } from '../support/fixtures.ts'
import { sentBack } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const HOSTILE = '"><img src=x onerror=alert(1)>'
const OUR_SCRIPT = new RegExp(
  `<script type="module" src="${addresses.script}"( data-cookie="[\\w.-]+")?></script>`,
)
const MORE = [`'><svg/onload=alert(1)>`, '</title><script>alert(1)</script>', '{{7*7}}<%=7*7%>']
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

let house: TestServer
let browser: Browser

beforeAll(async () => {
  house = await testServer()
  const { clients, resources, users } = house.storage.data()
  house.addClient({
    client_id: 'hostile',
    client_name: HOSTILE,
    client_uri: `https://web.test.invalid/${HOSTILE}`,
    post_logout_redirect_uris: [`https://web.test.invalid/bye?x=${HOSTILE}`],
  })
  const api = resources.get(API)
  if (api === undefined) throw new Error('no resource')
  const scopes = api.scopes.map((scope) => ({ ...scope, text: HOSTILE }))
  resources.set(API, { ...api, name: HOSTILE, scopes })
  const ada = users.get('ada')
  if (ada) users.set('ada', { ...ada, claims: { name: HOSTILE } })
  expect(clients.size).toBeGreaterThan(1)
  browser = house.browser()
  await house.signIn(browser, house.authorizeUrl({ client_id: 'hostile' }))
})

/** A page of ours that holds nothing but our own markup, in a frame that would run nothing else. */
function expectInert(page: Page, what: string) {
  expect(page.headers.get('content-type'), what).toMatch(/^text\/html; charset=utf-8$/)
  expect(page.headers.get('content-security-policy'), what).toBe(CSP)
  expect(page.headers.get('x-content-type-options'), what).toBe('nosniff')
  expect(page.headers.get('referrer-policy'), what).toBe('no-referrer')
  expect(page.headers.get('x-frame-options'), what).toBe('DENY')
  expect(page.headers.get('cache-control'), what).toBe('no-store')
  // our one script, from our own address, with nothing of anybody else's in it; values that cannot end their attribute
  const markup = page.html.replace(OUR_SCRIPT, '').replace(/"[^"<>]*"/g, '""')
  expect(markup, what).not.toMatch(/<(script|img|iframe|object|embed|base|style|math)\b/i)
  expect(markup, what).not.toMatch(/<svg\/|<[^>]*\s(on\w+|style)=/i)
  expect(page.html, what).not.toMatch(/(href|src|action)="\s*(javascript|data|vbscript):/i)
  expect(page.html.match(/<\/title>/g)?.length, what).toBe(1)
}

const parameters = [
  ...['client_id', 'redirect_uri', 'response_type', 'response_mode', 'scope', 'state', 'nonce'],
  ...['code_challenge', 'code_challenge_method', 'resource', 'prompt', 'max_age', 'login_hint'],
  ...['ui_locales', 'display', 'acr_values', 'claims', 'id_token_hint', 'request', 'request_uri'],
]

describe('RFC 9700', () => {
  it.each(parameters)(
    'row 22: §4.16 a hostile %s stays text wherever it is shown',
    async (name) => {
      for (const value of [HOSTILE, ...MORE]) {
        for (const who of [house.browser(), browser]) {
          for (const more of [
            {},
            { prompt: 'login' },
            { prompt: 'consent' },
            { prompt: 'select_account' },
          ]) {
            const page = await who.open(house.authorizeUrl({ ...more, [name]: value }))
            if (page.status === 303)
              expect(page.leavesTo?.href.startsWith(`${CALLBACK}?`)).toBe(true)
            else expectInert(page, `${name} ${page.status}`)
          }
        }
      }
    },
  )

  it('row 22: §4.16 what is shown is shown: the pages do hold the hostile words, as text', async () => {
    const shown = [
      await house.browser().open(house.authorizeUrl({ login_hint: HOSTILE })),
      await browser.open(house.authorizeUrl({ client_id: HOSTILE })),
      await browser.open(house.authorizeUrl({ client_id: 'hostile', prompt: 'consent' })),
      await browser.open('/account'),
      await browser.open(house.authorizeUrl({ client_id: 'hostile', prompt: 'select_account' })),
    ]
    for (const page of shown) {
      expectInert(page, page.title)
      expect(page.html).toMatch(/&gt;&lt;img src=x onerror=alert\(1\)&gt;|\?&gt;&lt;img src=x/)
    }
  })

  it('row 22: §4.16 hostile forms are answered with inert pages', async () => {
    const begin = () => browser.open(house.authorizeUrl({ prompt: 'login' }))
    const answers = [
      await browser.submit(await begin(), { step: 'identifier', email: HOSTILE }),
      await browser.submit(await begin(), { step: 'identifier', email: `a${HOSTILE}@example.com` }),
      await browser.submit(await browser.open('/sign-up'), {
        action: '/sign-up',
        email: HOSTILE,
        name: HOSTILE,
        password: HOSTILE,
      }),
      await browser.submit(await browser.open('/sign-up'), {
        action: '/sign-up',
        email: 'ada@example.com',
        name: HOSTILE,
        password: `${HOSTILE}-and-long-enough`,
      }),
    ]
    // an address that could be one is answered alike, whosever it is
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 200])
    for (const page of answers) expectInert(page, page.title)
  })

  it('row 22: §4.16 the pages before and after leaving are inert, whatever leads on', async () => {
    const state = HOSTILE
    const page = await house.signIn(
      browser,
      house.authorizeUrl({ client_id: 'hostile', prompt: 'consent', state }),
    )
    expectInert(page, 'return')
    expect(sentBack(page)['state']).toBe(HOSTILE)
    const to = `https://web.test.invalid/bye?x=${HOSTILE}`
    const query = new URLSearchParams({ client_id: 'hostile', post_logout_redirect_uri: to, state })
    const asked = await browser.open(`/logout?${query}`)
    expectInert(asked, 'logout')
    const other = house.browser()
    await house.signIn(other, house.authorizeUrl())
    const out = await other.submit(await other.open(`/logout?${query}`), { decision: 'logout' })
    expectInert(out, 'signed out')
  })

  it('row 22: §4.16 error pages are inert: unknown paths, methods, hosts, languages, browsers', async () => {
    const accept = { Accept: 'text/html' }
    const path = encodeURI(`/${HOSTILE}`)
    const pages = [
      await browser.open(path, { headers: accept }),
      await browser.open(`/return?to=${encodeURIComponent(HOSTILE)}`),
      await browser.open(`/sign-in?request=${encodeURIComponent(HOSTILE)}`),
      await browser.open(`/logout?id_token_hint=${encodeURIComponent(HOSTILE)}`),
      await browser.open('/consent'),
      await browser.open(
        `/authorize?${encodeURIComponent(HOSTILE)}=1&${encodeURIComponent(HOSTILE)}=2`,
      ),
      await browser.open('/sign-in', { headers: { 'Accept-Language': HOSTILE } }),
      await browser.open('/authorize', {
        method: 'POST',
        body: 'x',
        headers: { 'Content-Type': HOSTILE },
      }),
    ]
    for (const page of pages) expectInert(page, `${page.status} ${page.title}`)
    const agent = house.browser()
    await agent.open('/sign-in')
    let page = await agent.submit(await agent.open('/sign-in'), {
      step: 'identifier',
      email: 'bob@example.com',
    })
    const body = new URLSearchParams(page.forms[1]?.hidden)
    for (const [name, value] of [
      ['step', 'password'],
      ['email', 'bob@example.com'],
      ['password', PASSWORD],
    ])
      body.set(name ?? '', value ?? '')
    const headers = { 'User-Agent': HOSTILE }
    page = await agent.open('/sign-in/password', { method: 'POST', body, headers })
    expectInert(page, 'account')
    expect(house.storage.data().sessions.size).toBeGreaterThan(1)
  })

  it('row 22: §4.16 every page there is carries the policy', async () => {
    for (const path of [
      '/',
      '/sign-in',
      '/sign-up',
      '/account',
      '/logout',
      '/return',
      '/consent',
      '/authorize',
    ])
      expectInert(await house.browser().open(path), path)
  })

  it('row 22: RFC 9110 §5.5 nothing that is sent can break a line of an answer’s header', async () => {
    const state = 'x\r\nSet-Cookie: a=b\r\n\r\n<script>'
    const response = await browser.request(house.authorizeUrl({ state, client_id: 'trusted' }))
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(new URL(response.headers.get('location') ?? '').searchParams.get('state')).toBe(state)
    const error = await browser.request(
      house.authorizeUrl({ state, response_type: state, client_id: 'trusted' }),
    )
    expect(error.headers.get('location')).not.toMatch(/[\r\n<>]/)
  })
})
