import { beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../../src/store/port.ts'
import { jwt, now } from '../../support/assertions.ts'
import type { Browser, Page } from '../../support/browser.ts'
import { PASSWORD } from '../../support/fixtures.ts'
import {
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
let store: Store
const ISSUER = 'https://login.acme.example'
const account = { upstream: 'acme', subject: 'u-1001' }

async function start(...given: Parameters<typeof upstreamHouse>) {
  house = await upstreamHouse(...given)
  acme = provider(house.web, ISSUER)
  browser = house.browser()
  store = house.storage.forTenant('default')
}
beforeEach(() => start([ACME]))

/** From here on the upstream speaks of somebody with this address. */
const says = (claims: object) => {
  acme.answer = () => tokens(jwt(acme.key, acme.claims(claims)))
}
const owner = () => store.linkedAccounts.owner(account)

/** On a page that asks for an address: signs in by password. */
async function byPassword(page: Page, email = 'ada@example.com'): Promise<Page> {
  const next = await browser.submit(page, { step: 'identifier', email })
  return browser.submit(next, { step: 'password', email, password: PASSWORD })
}

describe('an account elsewhere that nobody here has linked', () => {
  it('row 26: with a verified address of nobody, makes an account once its person has seen what of', async () => {
    const page = await visit(browser, acme)
    expect(page.title).toMatch(/^Create your account/)
    expect(page.html).toContain('grace@acme.example')
    expect(page.html).toContain('Grace Hopper')
    expect(await store.users.findByEmail('grace@acme.example')).toBeUndefined()
    const done = await browser.submit(page, { decision: 'create' })
    expect(done.title).toMatch(/^Your account/)
    const user = await store.users.findByEmail('grace@acme.example')
    expect(user).toMatchObject({ email_verified: true, claims: { name: 'Grace Hopper' } })
    expect(user).not.toHaveProperty('password_hash')
    expect(await owner()).toBe(user?.sub)

    const elsewhere = house.browser()
    acme.sent = await leave(elsewhere, 'acme')
    expect((await comeBack(elsewhere, acme.sent)).title).toMatch(/^Your account/)
    const again = await browser.submit(page, { decision: 'create' })
    expect(again.title).toMatch(/^This sign-in is already finished/)
  })

  it('a client that waits gets its code after the account is made', async () => {
    const page = await visit(browser, acme, { from: await browser.open(house.authorizeUrl()) })
    expect(page.html).toContain('Web application')
    const consent = await browser.submit(page, { decision: 'create' })
    expect(consent.html).toContain('name="decision"')
    expect((await browser.submit(consent, { decision: 'allow' })).leavesTo?.search).toContain(
      'code=',
    )
  })

  it('row 26: with the address of an account, is linked after that account is proven, and said yes to', async () => {
    says({ email: 'ada@example.com' })
    const page = await visit(browser, acme, { from: await browser.open(house.authorizeUrl()) })
    expect(page.title).toMatch(/^You already have an account/)
    expect(await owner()).toBeUndefined()
    const signIn = await browser.submit(page, { decision: 'link' })
    expect(signIn.html).toContain('value="ada@example.com"')
    const question = await byPassword(signIn)
    expect(question.title).toMatch(/^Link Acme\?/)
    expect(await owner()).toBeUndefined()
    const consent = await browser.submit(question, { decision: 'link' })
    expect(await owner()).toBe('ada')
    // and what waited goes on
    expect(consent.html).toContain('name="decision"')
    expect(consent.html).toContain('Web application')
    const entries = house.storage.data().audit.map(({ event }) => event)
    expect(entries).toContain('account_linked')
  })

  it('row 26: is not linked when its person says no, nor by a wrong password', async () => {
    says({ email: 'ada@example.com' })
    const signIn = await browser.submit(await visit(browser, acme), { decision: 'link' })
    const email = 'ada@example.com'
    const next = await browser.submit(signIn, { step: 'identifier', email })
    const wrong = await browser.submit(next, { step: 'password', email, password: 'a guess' })
    expect(wrong.status).toBe(400)
    const question = await browser.submit(wrong, { step: 'password', email, password: PASSWORD })
    const skipped = await browser.submit(question, { decision: 'skip' })
    expect(skipped.title).toMatch(/^Your account/)
    expect(await owner()).toBeUndefined()
  })

  it('row 26: the question is worth nothing without a sign-in, in another browser, or for something else', async () => {
    says({ email: 'ada@example.com' })
    const page = await visit(browser, acme)
    const request = page.forms[0]?.hidden.find(([name]) => name === 'request')?.[1] ?? ''
    const link = `/sign-in/upstream/link?request=${request}`
    expect((await browser.open(link)).title).toMatch(/^Sign in/)
    const victim = house.browser()
    await house.signIn(victim, house.authorizeUrl())
    expect((await victim.open(link)).status).toBe(403)
    const state = acme.sent.get('state') ?? ''
    expect((await browser.open(`/sign-in/upstream/link?request=${state}`)).status).toBe(400)
    expect(await owner()).toBeUndefined()
  })

  it.each([
    ['ADA@EXAMPLE.COM'],
    ['Ada@Example.com '],
    ['ａｄａ@ｅｘａｍｐｌｅ.ｃｏｍ'],
    ['ada@exámple.com'.normalize('NFKC').replace('á', 'ａ')],
  ])('row 26: %s is the address of an account as well, however it is spelled', async (email) => {
    says({ email })
    expect((await visit(browser, acme)).title).toMatch(/^You already have an account/)
    expect(await owner()).toBeUndefined()
  })

  it.each<[string, object]>([
    ['is said not to be verified', { email_verified: false }],
    ['is not said to be verified', { email_verified: undefined }],
    ['is said to be verified in a word', { email_verified: 'true' }],
    ['is said to be verified by a number', { email_verified: 1 }],
    ['is no address', { email: 'ada' }],
    ['is no text', { email: ['ada@example.com'] }],
  ])('row 26: an address that %s neither finds nor makes an account', async (_, claims) => {
    for (const email of ['ada@example.com', 'nobody@acme.example']) {
      says({ email, ...claims })
      const page = await visit(browser, acme)
      expect(page.title).toMatch(/^One more step/)
      expect(page.html).not.toContain(email)
      const forced = await browser.submit(page, { decision: 'link' })
      expect(forced.title).toMatch(/^Sign in/)
      const form = page.forms.find(({ action }) => action.endsWith('/unknown'))
      const hidden = Object.fromEntries(form?.hidden ?? [])
      const made = await browser.open('/sign-in/upstream/unknown', {
        method: 'POST',
        body: new URLSearchParams({ ...hidden, decision: 'create' }).toString(),
        headers: {
          'Content-Type': 'application/x-www-form-urlencoded',
          Origin: 'https://id.test.invalid',
        },
      })
      expect(made.status).toBe(409)
    }
    expect(house.storage.data().users.size).toBe(2)
    expect(await owner()).toBeUndefined()
  })

  it('row 26: a change of its address changes nothing: the subject is who it is', async () => {
    await store.linkedAccounts.link('ada', account, now())
    says({ email: 'bob@example.com' })
    await visit(browser, acme)
    expect((await browser.open('/account')).html).toContain('ada@example.com')
    says({ sub: 'u-1002', email: 'grace@acme.example' })
    const other = house.browser()
    acme.sent = await leave(other, 'acme')
    expect((await comeBack(other, acme.sent)).title).toMatch(/^Create your account/)
  })

  it('where sign-up is off, no account is made, and one there is can be linked', async () => {
    await start([ACME], { signUp: false })
    const page = await visit(browser, acme)
    expect(page.title).toMatch(/^No account found/)
    expect(page.html).not.toContain('value="create"')
    await byPassword(await browser.submit(page, { decision: 'link' }))
    expect((await browser.open('/account')).status).toBe(200)
  })

  it('row 10: the account of who is disabled opens no more', async () => {
    await store.linkedAccounts.link('ada', account, now())
    await store.users.disable('ada', now())
    const page = await visit(browser, acme)
    expect([page.status, page.title]).toEqual([403, expect.stringMatching(/is closed/)])
  })
})

describe('domains and tenants', () => {
  it('with email_domains, only a verified address of one signs in, whoever has linked it', async () => {
    await start([{ ...ACME, email_domains: ['acme.example'] }])
    await store.linkedAccounts.link('ada', account, now())
    for (const [claims, isIn] of [
      [{}, true],
      [{ email: 'GRACE@ACME.EXAMPLE' }, true],
      [{ email_verified: false }, false],
      [{ email: 'grace@acme.example.evil.example' }, false],
      [{ email: 'grace@sub.acme.example' }, false],
      [{ email: undefined }, false],
    ] as const) {
      says(claims)
      browser = house.browser()
      const page = await visit(browser, acme)
      expect([claims, page.status]).toEqual([claims, isIn ? 200 : 403])
    }
  })

  it('an upstream of another tenant is not offered, and answers to nothing', async () => {
    const issuer = 'https://:tenant.test.invalid'
    await start([{ ...ACME, tenants: ['one'] }], { issuer, tenants: ['two', 'one'] })
    const page = await browser.open('/sign-in')
    expect(page.html).not.toContain('Continue with Acme')
    expect((await browser.open('/sign-in/upstream/acme/callback?code=c&state=s')).status).toBe(404)
  })

  it('without upstreams nothing of it is there', async () => {
    await start([])
    expect((await browser.open('/sign-in')).html).not.toContain('Continue with')
    expect((await browser.open('/sign-in/upstream/acme/callback')).status).toBe(404)
  })
})
