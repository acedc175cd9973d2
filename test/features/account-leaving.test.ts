import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { bodyOf, type Tokens } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let browser: Browser
let tokens: Tokens

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer({ deletionGrace: 86_400 })
  browser = house.browser()
  tokens = await house.tokens({}, browser)
})
afterEach(() => void vi.useRealTimers())

const now = () => Math.floor(Date.now() / 1000)
const wait = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const ada = () => house.storage.data().users.get('ada')
const leave = async (who = browser) =>
  who.submit(await who.open('/account/delete'), { action: '/account/delete' })
const post = async (path: string) => {
  const page = await browser.open('/account')
  const body = new URLSearchParams(page.forms[0]?.hidden.filter(([name]) => name === 'csrf'))
  return browser.request(path, { method: 'POST', body })
}

describe('Account pages: profile', () => {
  it('is changed by its person, and told to apps that may see it', async () => {
    const page = await browser.open('/account/profile')
    const fields = { name: ' Ada\u2028Lovelace ', given_name: '', family_name: 'x'.repeat(200) }
    const done = await browser.submit(page, {
      ...{ action: '/account/profile', ...fields, locale: 'fr' },
    })
    expect(done.html).toContain('Your profile is saved.')
    const { claims } = ada() ?? {}
    expect(claims).toMatchObject({ name: 'Ada Lovelace', locale: 'fr' })
    expect(claims?.['given_name']).toBeUndefined()
    expect(claims?.['family_name']).toHaveLength(100)
    expect(claims?.['phone_number']).toBe('+1 555 0100') // what is not on the page stays
    const told = await bodyOf(
      await house.get('/userinfo', { Authorization: `Bearer ${tokens.access_token}` }),
    )
    expect(told).toMatchObject({ name: 'Ada Lovelace', locale: 'fr' })
    expect(told.given_name).toBeUndefined()
  })

  it('takes no language that is none', async () => {
    const page = await browser.open('/account/profile')
    await browser.submit(page, { action: '/account/profile', name: 'Ada', locale: 'toString' })
    expect(ada()?.claims['locale']).toBeUndefined()
  })

  it('an app is shown with when it was last used', async () => {
    const used = async () =>
      /last used\s*<time datetime="([^"]+)/.exec((await browser.open('/account')).html)?.[1]
    const first = await used()
    expect(Date.parse(first ?? '')).toBe(now() * 1000)
    wait(3 * 86_400)
    expect(await used()).toBe(first)
    expect((await house.refresh(tokens.refresh_token)).status).toBe(200)
    expect(Date.parse((await used()) ?? '')).toBe(now() * 1000)
  })
})

describe('Account pages: one’s data', () => {
  it('is a file with everything that is held, and no secret', async () => {
    const answer = await post('/account/export')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="account.json"')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const text = await answer.text()
    const data = JSON.parse(text)
    expect(data.user).toMatchObject({ sub: 'ada', email: 'ada@example.com', has_password: true })
    expect(data.sessions).toHaveLength(1)
    expect(data.apps[0]).toMatchObject({ client_id: 'web', client_name: 'Web application' })
    expect(data.consents[0]).toMatchObject({ client_id: 'web' })
    expect(data.second_factors.recovery_codes_left).toBe(0)
    expect(data.linked_accounts).toEqual([])
    expect(data.activity.map(({ event }: { event: string }) => event)).toContain('signed_in')
    expect(text).not.toMatch(/argon2|secret_hash|password_hash/)
    for (const secret of [...house.storage.data().sessions.keys()])
      expect(text).not.toContain(secret)
  })
})

describe('Account pages: deleting the account', () => {
  it('row 10: ends sessions, access and tokens at once, and says until when it can be kept', async () => {
    const phone = house.browser()
    await house.signIn(phone, `${house.issuer}/account`)
    const page = await leave(phone)
    expect(page.title).toContain('Your account will be deleted')
    expect(ada()?.deletes_at).toBe(now() + 86_400)
    for (const who of [browser, phone])
      expect((await who.open('/account')).html).toContain('value="identifier"')
    expect((await house.refresh(tokens.refresh_token)).status).toBe(400)
    const bearer = { Authorization: `Bearer ${tokens.access_token}` }
    expect((await house.get('/userinfo', bearer)).status).toBe(401)
    const token = tokens.access_token
    expect((await bodyOf(await house.postAs('api', '/introspect', { token }))).active).toBe(false)
  })

  it('who signs in meanwhile is asked whether they stay, and gets nowhere else', async () => {
    await leave()
    const page = await house.signIn(browser, house.authorizeUrl())
    expect(page.title).toContain('Your account will be deleted')
    expect(page.leavesTo).toBeUndefined()
    for (const path of ['/account', '/account/data', '/account/email', house.authorizeUrl()])
      expect((await browser.open(path)).html).toContain('value="identifier"')
    const silent = await browser.open(house.authorizeUrl({ prompt: 'none' }))
    expect(silent.leavesTo?.searchParams.get('error')).toBe('login_required')
  })

  it('who stays goes on with what they signed in for, and everything is as it was', async () => {
    await leave()
    const page = await house.signIn(browser, house.authorizeUrl())
    const kept = await browser.submit(page, { action: '/account/keep' })
    expect(ada()?.deletes_at).toBeUndefined()
    const back = kept.html.includes('name="decision"')
      ? await browser.submit(kept, { decision: 'allow' })
      : kept
    expect(back.leavesTo?.searchParams.get('code')).toBeTruthy()
    await house.storage.sweep(now() + 90_000)
    expect(ada()).toBeDefined()
    await leave()
    expect(ada()?.deletes_at).toBe(now() + 86_400)
  })

  it('row 13: staying needs the form of that page, in that browser, and somebody who is leaving', async () => {
    await leave()
    await house.signIn(browser, `${house.issuer}/account`)
    const body = new URLSearchParams({ csrf: 'A'.repeat(22) })
    expect((await browser.request('/account/keep', { method: 'POST', body })).status).toBe(403)
    expect(ada()?.deletes_at).toBeDefined()
    const bobs = house.browser()
    await house.signIn(bobs, `${house.issuer}/account`, 'bob@example.com')
    expect((await bobs.open('/account/leaving')).title).toContain('Your account')
    expect(ada()?.deletes_at).toBeDefined()
  })

  it('after the time nobody can stay, and nothing of them is left', async () => {
    await leave()
    await house.signIn(browser, `${house.issuer}/account`)
    wait(86_400)
    const late = await browser.open('/account/leaving')
    expect(late.forms.some(({ action }) => action.endsWith('/keep'))).toBe(false)
    await house.storage.sweep(now())
    const data = house.storage.data()
    expect(data.users.has('ada')).toBe(false)
    const kept = [data.sessions, data.grants, data.consents, data.activity, data.logouts]
    expect(JSON.stringify(kept.map((one) => [...one.entries()]))).not.toContain('ada')
    expect((await browser.open('/account/leaving')).html).toContain('value="identifier"')
  })
})
