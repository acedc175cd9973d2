import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Browser } from '../support/browser.ts'
import type { Tokens } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const BYE = 'https://web.test.invalid/bye'
let house: TestServer
let browser: Browser
let tokens: Tokens

beforeEach(async () => {
  house = await testServer()
  browser = house.browser()
  tokens = await house.tokens({}, browser)
})
afterEach(() => void vi.useRealTimers())

type Changes = Record<string, string>
const open = (changes: Changes, who = browser) =>
  who.open(`/logout?${new URLSearchParams(changes)}`)
const isSignedIn = async (who = browser) => {
  const page = await who.open(house.authorizeUrl({ prompt: 'none' }))
  return page.leavesTo?.searchParams.get('error') !== 'login_required'
}

describe('OpenID Connect RP-Initiated Logout', () => {
  it('§2 with an ID token of this session it ends at once, and state comes back', async () => {
    const hint = { id_token_hint: tokens.id_token }
    const page = await open({ ...hint, post_logout_redirect_uri: BYE, state: 'a&b=c' })
    expect(page.status).toBe(303)
    expect(page.leavesTo?.href).toBe(`${BYE}?state=a%26b%3Dc`)
    expect(await isSignedIn()).toBe(false)
  })

  it('§2 without an address it ends on a page of ours; state goes nowhere', async () => {
    const page = await open({ id_token_hint: tokens.id_token, state: 'x' })
    expect(page).toMatchObject({ status: 200, leavesTo: undefined })
    expect(page.title).toMatch(/You are signed out/)
    expect(await isSignedIn()).toBe(false)
  })

  it('§2 an ID token that has expired is still a hint', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(Date.now() + 7 * 86_400_000)
    await open({ id_token_hint: tokens.id_token })
    expect(await isSignedIn()).toBe(false)
  })

  it('§2 without a hint the person is asked first, and may stay', async () => {
    const asked = await open({ client_id: 'web', post_logout_redirect_uri: BYE, state: 's' })
    expect(asked).toMatchObject({ status: 200, leavesTo: undefined })
    expect(await isSignedIn()).toBe(true)
    await browser.submit(asked, { decision: 'stay' })
    expect(await isSignedIn()).toBe(true)
    const done = await browser.submit(asked, { decision: 'logout' })
    expect(done.leavesTo?.href).toBe(`${BYE}?state=s`)
    expect(await isSignedIn()).toBe(false)
  })

  it('§2 the ID token of another session or person asks, too', async () => {
    const other = house.browser()
    await house.signIn(other, house.authorizeUrl(), 'bob@example.com')
    const bob = await house.tokens({}, other)
    const second = await house.tokens({}, house.browser())
    for (const id_token_hint of [bob.id_token, second.id_token]) {
      expect((await open({ id_token_hint })).html).toContain('name="decision"')
      expect(await isSignedIn()).toBe(true)
    }
  })

  it('§2 a hint that is not an ID token of ours is refused, and ends nothing', async () => {
    const cut = tokens.id_token.slice(0, -4)
    for (const id_token_hint of ['x', 'a.b.c', tokens.access_token, tokens.refresh_token, cut]) {
      expect((await open({ id_token_hint })).status).toBe(400)
    }
    expect(await isSignedIn()).toBe(true)
  })

  it.each([
    ['unregistered', 'https://evil.invalid/bye'],
    ['a prefix', 'https://web.test.invalid/by'],
    ['longer', `${BYE}/more`],
    ['with a query', `${BYE}?next=https://evil.invalid`],
    ['in another case', BYE.toUpperCase()],
    ['on another port', 'https://web.test.invalid:8443/bye'],
    ['by http', BYE.replace('https', 'http')],
    ['a redirect_uri of the same client', 'https://web.test.invalid/callback'],
    ['javascript:', 'javascript:alert(1)//web.test.invalid/bye'],
  ])(
    'row 3: §3 a post_logout_redirect_uri that is %s is a page, and never gone to',
    async (_, to) => {
      const hint = { id_token_hint: tokens.id_token }
      for (const form of [{ ...hint }, { client_id: 'web' }, {}]) {
        const page = await open({ ...form, post_logout_redirect_uri: to })
        expect(page).toMatchObject({ status: 400, leavesTo: undefined })
        expect(page.html).not.toContain('href="javascript:')
      }
      expect(await isSignedIn()).toBe(true)
    },
  )

  it('§2 client_id has to be the client of the ID token', async () => {
    const page = await open({
      id_token_hint: tokens.id_token,
      client_id: 'other',
      post_logout_redirect_uri: BYE,
    })
    expect(page).toMatchObject({ status: 400, leavesTo: undefined })
    expect(await isSignedIn()).toBe(true)
  })

  it('§2 the same by POST: taken up by GET, where the cookies come along', async () => {
    const body = new URLSearchParams({
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: BYE,
      state: 's',
    }).toString()
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const page = await browser.open('/logout', { method: 'POST', body, headers })
    expect(page.leavesTo?.href).toBe(`${BYE}?state=s`)
    expect(await isSignedIn()).toBe(false)
  })

  it('§2 somebody who is not signed in is led on, asked nothing', async () => {
    const stranger = house.browser()
    const page = await open({ client_id: 'web', post_logout_redirect_uri: BYE }, stranger)
    expect(page.leavesTo?.href).toBe(BYE)
  })

  it('§2 what belongs to the session ends with it: its refresh tokens', async () => {
    await open({ id_token_hint: tokens.id_token })
    expect((await house.refresh(tokens.refresh_token)).status).toBe(400)
  })

  it('row 9: the page of another question does not answer this one', async () => {
    const others = ['/sign-in', '/sign-up', house.authorizeUrl({ prompt: 'login' })]
    for (const other of [...others, house.authorizeUrl({ prompt: 'consent' })]) {
      const { forms, ...page } = await browser.open(other)
      const form = { action: '/logout/confirm', buttons: ['decision=logout'] }
      const hidden = forms[0]?.hidden ?? []
      const after = await browser.submit(
        { ...page, forms: [{ ...form, hidden }] },
        { decision: 'logout' },
      )
      expect(after.status, other).toBe(400)
      expect(await isSignedIn(), other).toBe(true)
    }
  })

  it('row 9: the page of this question answers no other', async () => {
    const { forms, ...page } = await open({ client_id: 'web', post_logout_redirect_uri: BYE })
    const hidden = forms[0]?.hidden ?? []
    for (const [action, button] of [
      ['/sign-in', 'step=continue'],
      ['/consent', 'decision=allow'],
    ]) {
      const form = { action: action ?? '', hidden, buttons: [button ?? ''] }
      const [name = '', value = ''] = button?.split('=') ?? []
      const after = await browser.submit({ ...page, forms: [form] }, { [name]: value })
      expect(after.status, action).toBe(400)
    }
  })
})
