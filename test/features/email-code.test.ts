import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { flipEach } from '../support/flip.ts'
import { claimsIn, sentBack } from '../support/house.ts'
import { askForCode, codeIn, giveCode, isSignedIn, lastMailOf, linkIn } from '../support/mailed.ts'
import { turnOn } from '../support/second-factor.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const ADA = 'ada@example.com'
let house: TestServer
let browser: Browser
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
  browser = house.browser()
})
afterEach(() => void vi.useRealTimers())

const wait = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const lastMail = () => lastMailOf(house)
const sessions = () => [...house.storage.data().sessions.values()]
const WRONG = 'BBBB-BBBB'

describe('Codes by mail', () => {
  it('a code signs in and goes on with what waited; the mailbox is one factor', async () => {
    const page = await askForCode(browser, ADA, house.authorizeUrl())
    expect(page.status).toBe(200)
    expect(lastMail().to).toBe(ADA)
    const consent = await giveCode(browser, page, codeIn(lastMail()))
    const back = sentBack(await browser.submit(consent, { decision: 'allow' }))
    expect(back['state']).toBe('the-state')
    expect(sessions()).toMatchObject([{ sub: 'ada', amr: ['otp'], acr: 'urn:sallyport:acr:1fa' }])
  })

  it('RFC 8176 §2: amr of the ID token says otp, and not mfa', async () => {
    await giveCode(browser, await askForCode(browser), codeIn(lastMail()))
    const tokens = await house.tokens({}, browser)
    expect(claimsIn(tokens.id_token).amr).toEqual(['otp'])
  })

  it('however it is typed, a code is the same', async () => {
    const page = await askForCode(browser)
    const typed = ` ${codeIn(lastMail()).toLowerCase().replace('-', '  ')} `
    expect((await giveCode(browser, page, typed)).status).toBe(200)
    expect(await isSignedIn(browser)).toBe(true)
  })

  it('where there are no passwords, an address is enough to be mailed a code', async () => {
    house = await testServer({ passwords: false })
    browser = house.browser()
    const first = await browser.open('/sign-in')
    const page = await browser.submit(first, { step: 'identifier', email: ADA })
    await giveCode(browser, page, codeIn(lastMail()))
    expect(await isSignedIn(browser)).toBe(true)
  })

  it('nothing is stored before the first answer', async () => {
    await askForCode(browser)
    expect(house.storage.data().challenges.size).toBe(0)
  })

  it('the page carries neither the code nor what it could be found from', async () => {
    const page = await askForCode(browser)
    const code = codeIn(lastMail())
    for (const form of [code, code.replace('-', ''), btoa(code)]) {
      expect(page.html).not.toContain(form)
    }
  })

  it('row 35: a code is right once', async () => {
    const page = await askForCode(browser)
    await giveCode(browser, page, codeIn(lastMail()))
    expect((await giveCode(browser, page, codeIn(lastMail()))).status).toBe(400)
    expect(sessions()).toHaveLength(1)
  })

  it('row 35: five tries are looked at; then the right code is none either', async () => {
    const page = await askForCode(browser)
    for (let i = 0; i < 5; i++) expect((await giveCode(browser, page, WRONG)).status).toBe(400)
    const late = await giveCode(browser, page, codeIn(lastMail()))
    expect(late.status).toBe(400)
    expect(late.html).toContain('does not count any more')
    expect(sessions()).toEqual([])
  })

  it('row 35: an empty field is no try', async () => {
    const page = await askForCode(browser)
    for (let i = 0; i < 9; i++) expect((await giveCode(browser, page, '')).status).toBe(400)
    expect((await giveCode(browser, page, codeIn(lastMail()))).status).toBe(200)
  })

  // goes red when a try is counted after the code is looked at
  it('row 35: of fifty guesses at once five are looked at, and the right one after them is not', async () => {
    const page = await askForCode(browser)
    const guesses = Array.from({ length: 50 }, (_, i) => (i === 30 ? codeIn(lastMail()) : WRONG))
    const pages = await Promise.all(guesses.map((guess) => giveCode(browser, page, guess)))
    const looked = pages.filter(({ html }) => html.includes('not the code we sent last'))
    expect(looked).toHaveLength(5)
    expect(pages.filter(({ status }) => status !== 400)).toEqual([])
    expect(sessions()).toEqual([])
  })

  it('row 35: of fifty right ones at once, one is', async () => {
    const page = await askForCode(browser)
    const code = codeIn(lastMail())
    const right = Array.from({ length: 50 }, () => giveCode(browser, page, code))
    const pages = await Promise.all(right)
    expect(pages.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(sessions()).toHaveLength(1)
  })

  it('row 35: a code counts in the browser that asked for it and in no other', async () => {
    const page = await askForCode(browser)
    const other = house.browser()
    await askForCode(other, 'bob@example.com')
    const mine = await other.open('/sign-in')
    const csrf = mine.forms[0]?.hidden.filter(([name]) => name === 'csrf') ?? []
    const carried = page.forms.find(({ buttons }) => buttons.includes('step=check'))
    const request = carried?.hidden.filter(([name]) => name === 'request') ?? []
    const forms = [{ action: '/code', buttons: ['step=check'], hidden: [...csrf, ...request] }]
    const code = codeIn(house.mails[0] ?? lastMail())
    expect((await giveCode(other, { ...mine, forms }, code)).status).toBe(403)
    expect(sessions()).toEqual([])
  })

  it('row 35: a code is over after ten minutes', async () => {
    const page = await askForCode(browser)
    wait(600)
    expect((await giveCode(browser, page, codeIn(lastMail()))).status).toBe(400)
    expect(sessions()).toEqual([])
  })

  it('a new code can be sent; the page asks for the newest', async () => {
    const page = await askForCode(browser)
    const next = await browser.submit(page, { step: 'resend' })
    expect(house.mails).toHaveLength(2)
    expect((await giveCode(browser, next, codeIn(house.mails[0] ?? lastMail()))).status).toBe(400)
    expect((await giveCode(browser, next, codeIn(lastMail()))).status).toBe(200)
    expect(await isSignedIn(browser)).toBe(true)
  })

  it('another address can be given', async () => {
    const page = await browser.submit(await askForCode(browser, 'bob@example.org'), {
      step: 'back',
    })
    const asked = await browser.submit(page, { step: 'identifier', email: ADA })
    expect(asked.html).toContain(ADA)
  })

  it('row 25: what a page carries opens nowhere else, and not with one bit changed', async () => {
    const page = await askForCode(browser)
    const sealed = page.forms[0]?.hidden.find(([name]) => name === 'request')?.[1] ?? ''
    for (const request of [flipEach(sealed)[20] ?? '', sealed.slice(1), 'x']) {
      const forms = page.forms.map((form) => ({
        ...form,
        hidden: form.hidden.map(([name, value]): [string, string] => [
          name,
          name === 'request' ? request : value,
        ]),
      }))
      expect((await giveCode(browser, { ...page, forms }, codeIn(lastMail()))).status).toBe(400)
    }
    // of another purpose
    expect((await browser.open(`/sign-in?request=${sealed}`)).status).toBe(400)
    expect((await browser.open(`/code/link?token=${sealed}`)).status).toBe(400)
    expect((await browser.open(`/recover/password?request=${sealed}`)).status).toBe(400)
    expect((await browser.open(`/sign-up/details?request=${sealed}`)).status).toBe(400)
    expect(sessions()).toEqual([])
  })

  it('row 13: a form without the token of this browser does nothing', async () => {
    for (const path of ['/sign-in/email-code', '/code', '/code/link']) {
      const body = new URLSearchParams({ step: 'send', email: ADA, csrf: 'x' })
      expect((await browser.request(path, { method: 'POST', body })).status).toBe(403)
    }
    expect(house.mails).toEqual([])
  })

  it('who is disabled gets no code', async () => {
    await house.storage.forTenant('default').users.disable('bob', 1)
    await askForCode(browser, 'bob@example.com')
    expect(lastMail().text).not.toMatch(/[A-Z]{4}-[A-Z]{4}/)
  })

  it('who is disabled after the mail does not get in', async () => {
    const page = await askForCode(browser)
    await house.storage.forTenant('default').users.disable('ada', 1)
    expect((await giveCode(browser, page, codeIn(lastMail()))).status).toBe(400)
    expect(sessions()).toEqual([])
  })
})

describe('An address that was never proven', () => {
  const squat = async () => {
    const users = house.storage.data().users
    const ada = users.get('ada')
    if (ada) users.set('ada', { ...ada, email_verified: false })
    const squatter = house.browser()
    const { refresh_token } = await house.tokens({ scope: 'openid offline_access' }, squatter)
    return { squatter, refresh_token }
  }

  it('belongs to who proves it: whoever waited in the account is out, with their password', async () => {
    const { squatter, refresh_token } = await squat()
    await giveCode(browser, await askForCode(browser), codeIn(lastMail()))
    expect(await isSignedIn(browser)).toBe(true)
    expect(house.storage.data().users.get('ada')).toMatchObject({ email_verified: true })
    expect(house.storage.data().users.get('ada')?.password_hash).toBeUndefined()
    expect(await isSignedIn(squatter)).toBe(false)
    expect((await house.refresh(refresh_token)).status).toBe(400)
  })

  it('belongs to who proves it: without passkeys, second factors and accounts elsewhere of another', async () => {
    const { squatter } = await squat()
    const { factors, linkedAccounts, passkeys } = house.storage.forTenant('default')
    const key = { credential_id: 'c', public_key: 'k', sign_count: 0, transports: [] }
    await passkeys.add({ ...key, sub: 'ada', name: 'x', backed_up: false, created_at: 1 }, 9)
    await turnOn(house, squatter)
    await linkedAccounts.link('ada', { upstream: 'google', subject: 'squatter' }, 1)
    await giveCode(browser, await askForCode(browser), codeIn(lastMail()))
    expect(await isSignedIn(browser)).toBe(true)
    expect(await factors.of('ada')).toEqual({ recovery_codes: 0 })
    expect(await linkedAccounts.list('ada')).toEqual([])
    expect(await passkeys.list('ada')).toEqual([])
  })

  it('stays as it is while nobody proves it', async () => {
    const { squatter } = await squat()
    await askForCode(browser)
    await browser.open(linkIn(lastMail()))
    expect(house.storage.data().users.get('ada')).toMatchObject({ email_verified: false })
    expect(await isSignedIn(squatter)).toBe(true)
  })

  it('a proven one loses nothing', async () => {
    const own = house.browser()
    await house.signIn(own, house.authorizeUrl())
    await giveCode(browser, await askForCode(browser), codeIn(lastMail()))
    expect(await isSignedIn(own)).toBe(true)
    expect(house.storage.data().users.get('ada')?.password_hash).toBeDefined()
  })
})

describe('Codes by mail, switched off', () => {
  it.each([{ emailCodes: false }, { mailer: undefined }])(
    '%j: none is offered or sent',
    async (options) => {
      house = await testServer(options as { emailCodes: boolean }) // mailer: undefined is no mailer
      browser = house.browser()
      const first = await browser.open('/sign-in')
      const page = await browser.submit(first, { step: 'identifier', email: ADA })
      expect(page.html).not.toContain('/sign-in/email-code')
      const hidden = page.forms[0]?.hidden ?? []
      const forms = [{ action: '/sign-in/email-code', buttons: ['step=send'], hidden }]
      const sent = await browser.submit({ ...page, forms }, { step: 'send', email: ADA })
      expect(sent.status).toBe(404)
      expect(house.mails).toEqual([])
    },
  )
})
