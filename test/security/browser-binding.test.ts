import { beforeEach, describe, expect, it } from 'vitest'
import { createSealer } from '../../src/tokens/seal.ts'
import { COOKIE, hidden } from '../support/artefacts.ts'
import type { Browser, Page } from '../support/browser.ts'
import { PASSWORD, SERVER_SECRET } from '../support/fixtures.ts'
import { flipEach } from '../support/flip.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
/** Ada is signed in here and looks at a consent page. */
let browser: Browser
let page: Page

beforeEach(async () => {
  house = await testServer()
  browser = house.browser()
  await house.signIn(browser, house.authorizeUrl({ client_id: 'trusted' }))
  page = await browser.open(house.authorizeUrl())
})

/** Allows access on the consent page, with its fields and headers changed. */
async function approve(fields: Record<string, string | undefined>, headers = {}, who = browser) {
  const body = new URLSearchParams([...(page.forms[0]?.hidden ?? []), ['decision', 'allow']])
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) body.delete(name)
    else body.set(name, value)
  }
  return who.request('/consent', { method: 'POST', body, headers })
}
const consents = () => house.storage.data().consents.size
const cookie = (name: string, who = browser) => who.cookies.get(COOKIE + name) ?? ''
const isSignedIn = async (who: Browser) =>
  (await who.open('/account')).html.includes('/account/sign-out')
const withCookies = (cookies: Record<string, string>) => {
  const made = house.browser()
  for (const [name, value] of Object.entries(cookies)) made.cookies.set(COOKIE + name, value)
  return made
}

describe('RFC 9700: the consent of one browser', () => {
  const own = 'https://id.test.invalid'
  it.each([
    ['no header', {}],
    ['our own Origin', { Origin: own }],
    [
      'our own Origin and Sec-Fetch-Site: same-origin',
      { Origin: own, 'Sec-Fetch-Site': 'same-origin' },
    ],
    [
      'Origin: null, as pages without referrer send, and same-origin',
      { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' },
    ],
  ])('row 13: §4.7 is taken with %s', async (_, headers) => {
    expect((await approve({}, headers)).status).toBe(303)
    expect(consents()).toBe(1)
  })

  // goes red when requireOwnOrigin is left out of readOwnForm
  it.each([
    ['a foreign Origin', { Origin: 'https://evil.invalid' }],
    ['a subdomain as Origin', { Origin: 'https://x.id.test.invalid' }],
    ['our name by http', { Origin: 'http://id.test.invalid' }],
    ['our name on another port', { Origin: `${own}:8443` }],
    ['our name as a prefix', { Origin: `${own}.evil.invalid` }],
    ['Sec-Fetch-Site: cross-site', { Origin: own, 'Sec-Fetch-Site': 'cross-site' }],
    ['Sec-Fetch-Site: same-site', { Origin: 'null', 'Sec-Fetch-Site': 'same-site' }],
    ['Sec-Fetch-Site: none', { 'Sec-Fetch-Site': 'none' }],
  ])('row 13: §4.7 is refused with %s', async (_, headers) => {
    const response = await approve({}, headers)
    expect([response.status, response.headers.get('location')]).toEqual([403, null])
    expect(consents()).toBe(0)
  })

  // goes red when verifyTag is left out of readOwnForm
  it('row 13: §4.7 is refused without its CSRF token, or with another', async () => {
    const csrf = hidden(page, 'csrf')
    const other = hidden(await house.browser().open('/sign-in'), 'csrf')
    for (const wrong of [undefined, '', 'x', other, 'A'.repeat(22), ...flipEach(csrf)]) {
      const response = await approve({ csrf: wrong })
      expect([response.status, response.headers.get('location')]).toEqual([403, null])
    }
    expect(consents()).toBe(0)
  })

  it('row 13: §4.7 is refused in another browser: a stranger’s, Bob’s, one without cookies', async () => {
    const bobs = house.browser()
    await house.signIn(bobs, house.authorizeUrl({ client_id: 'trusted' }), 'bob@example.com')
    const csrf = hidden(await bobs.open(house.authorizeUrl()), 'csrf')
    const attempts = [
      await approve({}, {}, house.browser()),
      await approve({}, {}, bobs),
      await approve({ csrf }, {}, bobs),
      await approve({}, {}, withCookies({ session: cookie('session') })),
    ]
    expect(attempts.map(({ status }) => status)).toEqual([403, 403, 403, 403])
    expect(consents()).toBe(0)
  })

  it('row 13: §4.7 needs the session of the person it was shown to', async () => {
    const response = await approve({}, {}, withCookies({ browser: cookie('browser') }))
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('name="email"') // asked to sign in again
    expect(consents()).toBe(0)
  })

  it('row 15: §4.7 is refused with any one character of its sealed state changed', async () => {
    const sealed = hidden(page, 'request')
    for (const request of [...flipEach(sealed), '', sealed.slice(1), `${sealed}A`]) {
      const response = await approve({ request })
      expect(response.status).toBe(400)
      expect(response.headers.get('location')).toBeNull()
    }
    expect(consents()).toBe(0)
  })

  it('row 15: §4.7 is refused with a state of another purpose, or of another house', async () => {
    const forged = { parameters: {}, started_at: 0, answers: { consent: ['openid'] }, sub: 'ada' }
    const purposes = ['code', 'return', 'device', 'key', 'csrf', 'refresh'] as const
    const expires_at = Math.floor(Date.now() / 1000) + 60
    const ours = createSealer([SERVER_SECRET], house.issuer)
    const theirs = createSealer([SERVER_SECRET], 'https://other.test.invalid')
    const values = purposes.map((purpose) => ours.seal(purpose, forged, expires_at))
    values.push(theirs.seal('interaction', forged, expires_at))
    for (const request of await Promise.all(values)) {
      expect((await approve({ request })).status).toBe(400)
    }
    expect(consents()).toBe(0)
  })
})

describe('RFC 9700: sessions', () => {
  it('row 14: §4.16 the session’s cookie changes at every sign-in, and the former one is dead', async () => {
    const former = cookie('session')
    await house.signIn(browser, house.authorizeUrl({ client_id: 'trusted', prompt: 'login' }))
    expect(cookie('session')).not.toBe(former)
    expect(await isSignedIn(browser)).toBe(true)
    expect(await isSignedIn(withCookies({ session: former }))).toBe(false)
  })

  it('row 14: §4.16 a cookie that was planted before is not adopted', async () => {
    for (const planted of ['planted', 'A'.repeat(43), cookie('browser')]) {
      const victim = withCookies({ session: planted })
      await house.signIn(victim, house.authorizeUrl({ client_id: 'trusted' }))
      expect(await isSignedIn(victim)).toBe(true)
      expect(cookie('session', victim)).not.toBe(planted)
      expect(await isSignedIn(withCookies({ session: planted }))).toBe(false)
    }
  })

  it('row 14: §4.16 the session of an attacker is not the victim’s after they sign in', async () => {
    const victim = withCookies({ session: cookie('session') })
    await house.signIn(
      victim,
      house.authorizeUrl({ client_id: 'trusted', prompt: 'login' }),
      'bob@example.com',
    )
    expect((await victim.open('/account')).html).toContain('bob@example.com')
    expect((await browser.open('/account')).html).not.toContain('bob@example.com')
  })

  it('row 14: §4.16 signing out ends the session, forgets its cookie, and renews what binds pages', async () => {
    const [session, bound] = [cookie('session'), cookie('browser')]
    await browser.submit(await browser.open('/account'), { action: '/account/sign-out' })
    expect(cookie('session')).toBe('')
    expect(cookie('browser')).not.toBe(bound)
    expect(await isSignedIn(withCookies({ session }))).toBe(false)
    expect((await approve({})).status).toBe(403) // the page from before
  })

  it('row 25: §4.16 forged, cut and flipped session cookies open nothing', async () => {
    const session = cookie('session')
    const stored = [...house.storage.data().sessions.keys()]
    const sids = [...house.storage.data().sessions.values()].map(({ sid }) => sid)
    const forged = [
      ...flipEach(session),
      session.slice(1),
      `${session}A`,
      'ada',
      'null',
      'undefined',
    ]
    for (const value of [...forged, ...stored, ...sids, cookie('device'), cookie('browser')]) {
      expect(await isSignedIn(withCookies({ session: value }))).toBe(false)
    }
    expect(await isSignedIn(withCookies({ session }))).toBe(true)
  })

  it('row 25: RFC 6265bis §4.1.3 cookies are __Host-, Secure, HttpOnly and SameSite=Lax, for no domain', async () => {
    const fresh = house.browser()
    const seen: string[] = []
    let next = await fresh.request('/sign-in')
    seen.push(...next.headers.getSetCookie())
    const asked = await fresh.open('/sign-in')
    const email = 'ada@example.com'
    const body = new URLSearchParams(asked.forms[0]?.hidden)
    for (const [name, value] of Object.entries({ step: 'password', email, password: PASSWORD }))
      body.set(name, value)
    next = await fresh.request('/sign-in/password', { method: 'POST', body })
    seen.push(...next.headers.getSetCookie())
    expect(seen.map((one) => one.split('=')[0]).sort()).toEqual(
      ['browser', 'device', 'session'].map((name) => COOKIE + name),
    )
    for (const one of seen) {
      expect(one).toMatch(/; Path=\/; Secure; HttpOnly; SameSite=Lax(; Max-Age=\d+)?$/)
      expect(one).not.toMatch(/domain=/i)
    }
  })

  it('row 25: RFC 6265 §5.4 a cookie that is sent twice counts neither way', async () => {
    const session = `${COOKIE}session=${cookie('session')}`
    for (const header of [`${session}; ${COOKIE}session=x`, `${COOKIE}session=x; ${session}`]) {
      const response = await house.get('/account', { Cookie: header })
      expect(await response.text()).not.toContain('/account/sign-out')
    }
    expect(await (await house.get('/account', { Cookie: session })).text()).toContain(
      '/account/sign-out',
    )
  })

  it('row 25: §4.16 a cookie under a name without the prefix does not count', async () => {
    for (const name of [
      'sallyport.session',
      '__Secure-sallyport.session',
      'session',
      '__host-sallyport.session',
    ]) {
      const response = await house.get('/account', { Cookie: `${name}=${cookie('session')}` })
      expect(await response.text()).not.toContain('/account/sign-out')
    }
  })
})
