import { beforeEach, describe, expect, it } from 'vitest'
import type { Browser, Page } from '../support/browser.ts'
import { sentBack } from '../support/house.ts'
import { codeIn, giveCode, isSignedIn, linkIn, numberOn } from '../support/mailed.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const EVE = 'eve@example.com'
const PHRASE = 'a few plain words'
let house: TestServer
let browser: Browser
beforeEach(async () => {
  house = await testServer()
  browser = house.browser()
})

const begin = async (email: string, start = '/sign-up') =>
  browser.submit(await browser.open(start), { action: '/sign-up', email })
const lastMail = () => {
  const mail = house.mails.at(-1)
  if (mail === undefined) throw new Error('nothing was mailed')
  return mail
}
const people = () => [...house.storage.data().users.values()]
const eve = () => people().find(({ email }) => email === EVE)
const finish = (page: Page, fields: Record<string, string>) =>
  browser.submit(page, { action: '/sign-up/details', ...fields })
/** The page with what differs from one request to the next left out. */
const bare = ({ html }: Page, email: string) =>
  html
    .replaceAll(email, 'EMAIL')
    .replace(/name="(csrf|request)" value="[^"]*"/g, '$1')
    .replace(/request=[\w-]+/g, 'request')
    .replace(/class="number">\d\d/g, 'number')

describe('Signing up', () => {
  it('proves the address first; then a name and a password make the account, and it goes on', async () => {
    const start = await browser.open(house.authorizeUrl())
    const link = /href="([^"]*\/sign-up\?[^"]*)"/.exec(start.html)?.[1] ?? ''
    const page = await begin(' Eve@Example.com', link.replaceAll('&amp;', '&'))
    expect(people()).toHaveLength(2)
    const details = await giveCode(browser, page, codeIn(lastMail()))
    expect(people()).toHaveLength(2)
    const consent = await finish(details, { name: ' Eve ', password: PHRASE })
    expect(eve()).toMatchObject({ email_verified: true, claims: { name: 'Eve' } })
    expect(eve()?.password_hash).toMatch(/^\$argon2id\$/)
    expect(sentBack(await browser.submit(consent, { decision: 'allow' }))['state']).toBe(
      'the-state',
    )
  })

  it('needs no password where codes by mail are on', async () => {
    const details = await giveCode(browser, await begin(EVE), codeIn(lastMail()))
    await finish(details, { name: 'Eve', password: '' })
    expect(eve()?.password_hash).toBeUndefined()
    expect(await isSignedIn(browser)).toBe(true)
  })

  it('needs one where they are off', async () => {
    house = await testServer({ emailCodes: false })
    browser = house.browser()
    const details = await giveCode(browser, await begin(EVE), codeIn(lastMail()))
    expect((await finish(details, { name: 'Eve', password: '' })).status).toBe(400)
    expect(eve()).toBeUndefined()
    await finish(details, { name: 'Eve', password: PHRASE })
    expect(await isSignedIn(browser)).toBe(true)
  })

  it('asks for none where there are no passwords, and takes none', async () => {
    house = await testServer({ passwords: false })
    browser = house.browser()
    const details = await giveCode(browser, await begin(EVE), codeIn(lastMail()))
    expect(details.html).not.toContain('type="password"')
    await finish(details, { name: 'Eve', password: PHRASE })
    expect(eve()).toBeDefined()
    expect(eve()?.password_hash).toBeUndefined()
  })

  it('goes on from the link: here at once, elsewhere by the number', async () => {
    await begin(EVE)
    const here = await browser.submit(await browser.open(linkIn(lastMail())), { step: 'go-on' })
    expect(here.html).toContain('/sign-up/details')
    const page = await begin(EVE)
    const phone = house.browser()
    await phone.submit(await phone.open(linkIn(lastMail())), { number: numberOn(page) })
    const details = await browser.submit(page, { step: 'chosen' })
    await finish(details, { name: 'Eve', password: '' })
    expect(await isSignedIn(browser)).toBe(true)
    expect(await isSignedIn(phone)).toBe(false)
  })

  it('row 34: the browser is told the same whether there is an account; the mail says it', async () => {
    const pages: string[] = []
    for (const email of [EVE, 'ada@example.com']) {
      browser = house.browser()
      pages.push(bare(await begin(email), email))
    }
    expect(pages[1]).toBe(pages[0])
    expect(house.mails.map(({ subject }) => subject)).toEqual([
      expect.stringContaining('Confirm'),
      expect.stringContaining('already have an account'),
    ])
  })

  it('the code of a mail that says there is an account signs in to it', async () => {
    await giveCode(browser, await begin('ada@example.com'), codeIn(lastMail()))
    expect(await isSignedIn(browser)).toBe(true)
    expect(people()).toHaveLength(2)
  })

  it('where codes sign nobody in, that mail has none', async () => {
    house = await testServer({ emailCodes: false })
    browser = house.browser()
    await begin('ada@example.com')
    expect(codeIn(lastMail())).toBe('none')
    expect(linkIn(lastMail())).toBe('none')
  })

  it('§3.1.1.2 of NIST SP 800-63B: a new password is long and not a pattern', async () => {
    const details = await giveCode(browser, await begin(EVE), codeIn(lastMail()))
    for (const bad of ['short', 'fourteen-chars', 'a'.repeat(30), `${EVE}-1234567890`]) {
      expect((await finish(details, { name: 'Eve', password: bad })).status, bad).toBe(400)
    }
    expect((await finish(details, { name: '  ', password: PHRASE })).status).toBe(400)
    expect(eve()).toBeUndefined()
  })

  it('no account is made without the proof, in another browser, or for another address', async () => {
    const details = await giveCode(browser, await begin(EVE), codeIn(lastMail()))
    expect((await browser.open('/sign-up/details')).status).toBe(400)
    await finish(details, { name: 'Eve', password: '', email: 'mallory@example.com' })
    expect(people().map(({ email }) => email)).not.toContain('mallory@example.com')
    const proof = details.forms[0]?.hidden.find(([name]) => name === 'request')?.[1]
    expect((await house.browser().open(`/sign-up/details?request=${proof}`)).status).toBe(403)
    expect((await browser.open(`/recover/password?request=${proof}`)).status).toBe(400)
  })

  it('the second of two tabs that finish leads to signing in', async () => {
    const page = await giveCode(browser, await begin(EVE), codeIn(lastMail()))
    await finish(page, { name: 'Eve', password: '' })
    expect((await finish(page, { name: 'Eve', password: '' })).html).toContain(EVE)
    expect(people()).toHaveLength(3)
  })

  it('no address, and what is none, are said on the page', async () => {
    for (const email of ['', 'not an address', 'a@b']) {
      expect((await begin(email)).status).toBe(400)
    }
    expect(house.mails).toEqual([])
  })

  it('can be switched off', async () => {
    const closed = await testServer({ signUp: false })
    for (const path of ['/sign-up', '/sign-up/details']) {
      expect((await closed.get(path)).status).toBe(404)
    }
    expect(await (await closed.get('/sign-in')).text()).not.toContain('/sign-up')
  })

  it('is no way in where neither mail nor passwords are there', async () => {
    const closed = await testServer({ passwords: false, ...withoutMail })
    expect((await closed.get('/sign-up')).status).toBe(404)
  })
})

// said explicitly, it is no mailer; the type of the options does not know that spelling
const withoutMail = { mailer: undefined } as unknown as { emailCodes: boolean }

describe('Signing up where no mail is sent', () => {
  it('§3.1.1.2 of NIST SP 800-63B: a new password is long and not a pattern; the address stays unproven', async () => {
    house = await testServer(withoutMail)
    browser = house.browser()
    const page = await browser.open('/sign-up')
    const make = (email: string, password: string) =>
      browser.submit(page, { action: '/sign-up', email, name: 'Eve', password })
    for (const bad of ['short', 'fourteen-chars', 'a'.repeat(30), `${EVE}-1234567890`]) {
      expect((await make(EVE, bad)).status, bad).toBe(400)
    }
    expect((await make('not an address', PHRASE)).status).toBe(400)
    expect((await make('ada@example.com', PHRASE)).status).toBe(400)
    expect(people()).toHaveLength(2)
    expect((await make('Eve@Example.com ', PHRASE)).html).toContain(EVE)
    expect(eve()).toMatchObject({ email_verified: false })
    expect(eve()?.password_hash).toMatch(/^\$argon2id\$/)
  })
})
