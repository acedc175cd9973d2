import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Browser, Page } from '../support/browser.ts'
import { PASSWORD } from '../support/fixtures.ts'
import { bodyOf, sentBack } from '../support/house.ts'
import { codeIn, giveCode, isSignedIn, linkIn, numberOn } from '../support/mailed.ts'
import { asksForCode, codeOf, firstProof, turnOn } from '../support/second-factor.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const ADA = 'ada@example.com'
const NEW = 'another few plain words'
let house: TestServer
let browser: Browser
let before: string | undefined
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
  browser = house.browser()
  before = passwordOf('ada')
})
afterEach(() => void vi.useRealTimers())

const begin = async (email = ADA, start = '/recover') =>
  browser.submit(await browser.open(start), { action: '/recover', email })
const lastMail = () => {
  const mail = house.mails.at(-1)
  if (mail === undefined) throw new Error('nothing was mailed')
  return mail
}
const proofPage = async (start?: string) =>
  giveCode(browser, await begin(ADA, start), codeIn(lastMail()))
const choose = (page: Page, password: string) =>
  browser.submit(page, { action: '/recover/password', password })
const passwordOf = (sub: string) => house.storage.data().users.get(sub)?.password_hash
const signsIn = async (password: string) => {
  const there = house.browser()
  const page = await there.submit(await there.open('/sign-in'), { step: 'identifier', email: ADA })
  await there.submit(page, { step: 'password', email: ADA, password })
  return isSignedIn(there)
}

describe('A forgotten password', () => {
  it('is replaced by who reads the mail, and what waited goes on', async () => {
    const start = await browser.open(house.authorizeUrl())
    const asked = await browser.submit(start, { step: 'identifier', email: ADA })
    const link = /href="([^"]*\/recover\?[^"]*)"/.exec(asked.html)?.[1] ?? ''
    const page = await proofPage(link)
    expect(passwordOf('ada')).toBeDefined()
    const consent = await choose(page, NEW)
    expect(sentBack(await browser.submit(consent, { decision: 'allow' }))['state']).toBe(
      'the-state',
    )
    expect(await signsIn(PASSWORD)).toBe(false)
    expect(await signsIn(NEW)).toBe(true)
  })

  it('is replaced from the link as well, here and by the number', async () => {
    await begin()
    const here = await browser.submit(await browser.open(linkIn(lastMail())), { step: 'go-on' })
    await choose(here, NEW)
    expect(await signsIn(NEW)).toBe(true)
    const page = await begin()
    const phone = house.browser()
    await phone.submit(await phone.open(linkIn(lastMail())), { number: numberOn(page) })
    await choose(await browser.submit(page, { step: 'chosen' }), `${NEW} again`)
    expect(await signsIn(`${NEW} again`)).toBe(true)
    expect(await isSignedIn(phone)).toBe(false)
  })

  it('ends every other session and the access of every app, for what long it was given', async () => {
    const thief = house.browser()
    const online = await house.tokens({ scope: 'openid' }, thief)
    const offline = await house.tokens({ scope: 'openid offline_access' }, thief)
    await choose(await proofPage(), NEW)
    expect(await isSignedIn(thief)).toBe(false)
    expect(await isSignedIn(browser)).toBe(true)
    for (const { access_token, refresh_token } of [online, offline]) {
      expect((await house.refresh(refresh_token)).status).toBe(400)
      const told = await house.postAs('web', '/introspect', { token: access_token })
      expect((await bodyOf(told)).active).toBe(false)
    }
  })

  it('touches nobody else', async () => {
    const bob = house.browser()
    await house.signIn(bob, house.authorizeUrl(), 'bob@example.com')
    await choose(await proofPage(), NEW)
    expect(await isSignedIn(bob)).toBe(true)
    expect(await signsIn(NEW)).toBe(true)
  })

  it('nothing has happened until the new password is saved', async () => {
    const own = house.browser()
    await house.signIn(own, house.authorizeUrl())
    await begin()
    await browser.open(linkIn(lastMail()))
    await proofPage()
    expect(await isSignedIn(own)).toBe(true)
    expect(await signsIn(PASSWORD)).toBe(true)
  })

  it('row 34: known and unknown addresses are answered alike; the mail says it', async () => {
    const bare = ({ html }: Page, email: string) =>
      html
        .replaceAll(email, 'EMAIL')
        .replace(/name="(csrf|request)" value="[^"]*"/g, '$1')
        .replace(/class="number">\d\d/g, 'number')
    const known = await begin()
    browser = house.browser()
    const unknown = await begin('nobody@example.com')
    expect(bare(unknown, 'nobody@example.com')).toBe(bare(known, ADA))
    expect(house.mails.map(({ to }) => to)).toEqual([ADA, 'nobody@example.com'])
    expect(codeIn(lastMail())).toBe('none')
  })

  it('a new password is long and not a pattern', async () => {
    const page = await proofPage()
    for (const bad of ['', 'short', 'a'.repeat(30), `${ADA}-1234567890`]) {
      expect((await choose(page, bad)).status, bad).toBe(400)
    }
    expect(await signsIn(PASSWORD)).toBe(true)
  })

  it('the proof counts in its browser, for its person, for half an hour, and for nothing else', async () => {
    const page = await proofPage()
    const proof = page.forms.find(({ action }) => action === '/recover/password')?.hidden
    const request = proof?.find(([name]) => name === 'request')?.[1]
    const address = `/recover/password?request=${request}`
    expect((await house.browser().open(address)).status).toBe(403)
    expect((await browser.open(`/sign-up/details?request=${request}`)).status).toBe(400)
    // somebody else is signed in by now
    await house.signIn(browser, house.authorizeUrl({ prompt: 'login' }), 'bob@example.com')
    expect((await browser.open(address)).html).not.toContain('new-password')
    expect((await choose(page, NEW)).html).not.toContain('/account/sign-out')
    expect(await signsIn(NEW)).toBe(false)
    vi.setSystemTime(Date.now() + 1800_000)
    expect((await browser.open(address)).status).toBe(400)
  })

  it('a session from before the proof does not count: it has shown no second factor', async () => {
    await house.signIn(browser, house.authorizeUrl())
    const { sessions } = house.storage.data()
    const [older] = sessions
    const cookie = browser.cookies.get('__Host-sallyport.session') ?? ''
    vi.setSystemTime(Date.now() + 1000)
    const page = await proofPage()
    if (older) sessions.set(...older) // it ends with the new one; were it to stay, it would not do
    browser.cookies.set('__Host-sallyport.session', cookie)
    expect(await isSignedIn(browser)).toBe(true)
    expect((await choose(page, NEW)).html).not.toContain('/account/sign-out')
    expect(await signsIn(NEW)).toBe(false)
  })

  it('is no page where there are no passwords, or no mail', async () => {
    const withoutMail = { mailer: undefined } as unknown as { emailCodes: boolean }
    for (const options of [{ passwords: false }, withoutMail]) {
      const closed = await testServer(options)
      expect((await closed.get('/recover')).status).toBe(404)
      expect((await closed.get('/recover/password')).status).toBe(404)
    }
  })
})

describe('A forgotten password of who has a second factor', () => {
  let key: string
  beforeEach(async () => {
    key = (await turnOn(house, browser)).key
    browser = house.browser()
    vi.setSystemTime(Date.now() + 60_000)
  })
  const second = (page: Page) => browser.submit(page, { step: 'totp', code: codeOf(key) })

  it('is replaced after the second factor, which is asked for before anybody is signed in', async () => {
    const asked = await proofPage()
    expect(asksForCode(asked)).toBe(true)
    expect(await isSignedIn(browser)).toBe(false)
    await choose(await second(asked), NEW)
    expect(await isSignedIn(browser)).toBe(true)
    expect(passwordOf('ada')).not.toBe(before)
  })

  it('is not replaced without it, though the mailbox was proven', async () => {
    await proofPage()
    expect(passwordOf('ada')).toBe(before)
    expect(await isSignedIn(browser)).toBe(false)
  })

  it('is asked for in a browser that is remembered too; and none is, afterwards', async () => {
    const page = await firstProof(browser, '/account')
    await browser.submit(page, { step: 'totp', code: codeOf(key), remember: 'yes' })
    await browser.submit(await browser.open('/account'), { action: '/account/sign-out' })
    expect(asksForCode(await firstProof(browser, '/account'))).toBe(false)
    await browser.submit(await browser.open('/account'), { action: '/account/sign-out' })

    vi.setSystemTime(Date.now() + 60_000)
    const asked = await proofPage()
    expect(asksForCode(asked)).toBe(true)
    await choose(await second(asked), NEW)
    await browser.submit(await browser.open('/account'), { action: '/account/sign-out' })
    const again = await browser.submit(await browser.open('/account'), {
      ...{ step: 'identifier', email: ADA },
    })
    const half = await browser.submit(again, { step: 'password', email: ADA, password: NEW })
    expect(asksForCode(half)).toBe(true)
  })

  it('may be shorter beside it', async () => {
    const page = await second(await proofPage())
    expect((await choose(page, 'seven-7')).status).toBe(400)
    expect((await choose(page, 'eight-88')).status).toBe(200)
  })
})
