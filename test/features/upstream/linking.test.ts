import { beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../../src/store/port.ts'
import { jwt, now } from '../../support/assertions.ts'
import type { Browser } from '../../support/browser.ts'
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
const owner = () => store.linkedAccounts.owner(account)

beforeEach(() => start())
async function start(options: Parameters<typeof upstreamHouse>[1] = {}) {
  house = await upstreamHouse([ACME, { ...ACME, id: 'other', name: 'Other' }], options)
  acme = provider(house.web, ISSUER)
  browser = house.browser()
  store = house.storage.forTenant('default')
  await house.signIn(browser, house.authorizeUrl())
}

/** A quarter of an hour later. */
function later<T>(act: () => Promise<T>): Promise<T> {
  const { now: clock } = Date
  Date.now = () => clock() + 900_000
  return act().finally(() => {
    Date.now = clock
  })
}

const linkAcme = async () => visit(browser, acme, { from: await browser.open('/account') })
const unlink = async () =>
  browser.submit(await browser.open('/account'), { action: '/account/linked-accounts/unlink' })

describe('linking on the account page', () => {
  it('goes there and back, asks with the addresses of both, and lists it; unlinking ends it', async () => {
    const question = await linkAcme()
    expect(question.title).toMatch(/^Link Acme\?/)
    expect(question.html).toContain('grace@acme.example')
    expect(question.html).toContain('ada@example.com')
    expect(await owner()).toBeUndefined()
    const page = await browser.submit(question, { decision: 'link' })
    expect(page.title).toMatch(/^Your account/)
    expect(page.html).toContain('grace@acme.example')
    expect(page.html).not.toContain('Link Acme')
    expect(await owner()).toBe('ada')

    const after = await unlink()
    expect(after.html).not.toContain('grace@acme.example')
    expect(await owner()).toBeUndefined()
    const events = house.storage.data().audit.map(({ event }) => event)
    expect(events).toEqual(expect.arrayContaining(['account_linked', 'account_unlinked']))
  })

  it('asks for a fresh sign-in, to link and to unlink', async () => {
    await store.linkedAccounts.link('ada', { ...account, upstream: 'other' }, now())
    await later(async () => {
      const page = await browser.open('/account')
      const asked = await browser.submit(page, { upstream: 'acme' })
      expect(asked.html).toContain('please sign in again')
      expect((await unlink()).html).toContain('please sign in again')
    })
    expect(await store.linkedAccounts.list('ada')).toHaveLength(1)
  })

  it('row 26: an account that is somebody else’s stays theirs', async () => {
    await store.linkedAccounts.link('bob', account, now())
    const page = await linkAcme()
    expect([page.status, page.title]).toEqual([409, expect.stringMatching(/already in use/)])
    expect(await owner()).toBe('bob')
  })

  it('row 26: one that becomes somebody else’s while it is asked about, too', async () => {
    const question = await linkAcme()
    await store.linkedAccounts.link('bob', account, now())
    const page = await browser.submit(question, { decision: 'link' })
    expect(page.status).toBe(409)
    expect(await owner()).toBe('bob')
  })

  it('row 26: counts for who began it: not for another person who is signed in by now', async () => {
    acme.sent = await leave(browser, 'acme', await browser.open('/account'))
    await house.signIn(browser, house.authorizeUrl({ prompt: 'login' }), 'bob@example.com')
    const page = await comeBack(browser, acme.sent)
    expect(page.title).toMatch(/^Somebody else is signed in now/)
    expect(await owner()).toBeUndefined()
  })

  it('row 26: nor when the other one signs in while the question is open', async () => {
    const question = await linkAcme()
    await house.signIn(browser, house.authorizeUrl({ prompt: 'login' }), 'bob@example.com')
    const page = await browser.submit(question, { decision: 'link' })
    expect(page.title).toMatch(/^Somebody else is signed in now/)
    expect(await owner()).toBeUndefined()
  })

  it('row 13: a form of another browser, or without its token, links and unlinks nothing', async () => {
    await store.linkedAccounts.link('ada', account, now())
    const page = await browser.open('/account')
    const form = page.forms.find(({ action }) => action.endsWith('/unlink'))
    const hidden = Object.fromEntries(form?.hidden ?? [])
    const victim = house.browser()
    await house.signIn(victim, house.authorizeUrl())
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    for (const path of ['unlink', 'link']) {
      for (const fields of [hidden, { ...hidden, csrf: '' }]) {
        const body = new URLSearchParams({ ...fields, upstream: 'acme' }).toString()
        const init = { method: 'POST', body, headers }
        expect((await victim.open(`/account/linked-accounts/${path}`, init)).status).toBe(403)
      }
    }
    expect(await owner()).toBe('ada')
  })

  it('nobody unlinks what is not theirs', async () => {
    await store.linkedAccounts.link('bob', account, now())
    await store.linkedAccounts.link('ada', { ...account, upstream: 'other' }, now())
    await browser.submit(await browser.open('/account'), {
      action: '/account/linked-accounts/unlink',
      upstream: 'acme',
    })
    expect(await owner()).toBe('bob')
  })

  it('the last way to sign in is not taken away', async () => {
    await start({ emailCodes: false })
    await store.users.update('ada', { password_hash: null }, now())
    await store.linkedAccounts.link('ada', account, now())
    const page = await unlink()
    expect([page.status, page.title]).toEqual([409, expect.stringMatching(/lock yourself out/)])
    expect(await owner()).toBe('ada')
    await store.linkedAccounts.link('ada', { ...account, upstream: 'other' }, now())
    await unlink()
    expect(await store.linkedAccounts.list('ada')).toHaveLength(1)
  })
})

describe('signing in anew with an account elsewhere', () => {
  it('§3.1.2.1 it is asked there, too, and an old sign-in there does not count', async () => {
    await store.linkedAccounts.link('ada', account, now())
    const from = () => browser.open(house.authorizeUrl({ prompt: 'login' }))
    acme.sent = await leave(browser, 'acme', await from())
    expect(acme.sent.get('prompt')).toBe('login')
    const when = (auth_time: number) => {
      acme.answer = () => tokens(jwt(acme.key, acme.claims({ auth_time })))
    }
    when(now() - 3600)
    expect((await comeBack(browser, acme.sent)).status).toBe(502)
    when(now())
    acme.sent = await leave(browser, 'acme', await from())
    expect((await comeBack(browser, acme.sent)).leavesTo?.search).toContain('code=')
  })

  it('row 14: §2 the session is a new one each time', async () => {
    await store.linkedAccounts.link('ada', account, now())
    const before = [...browser.cookies].find(([name]) => name.endsWith('session'))?.[1]
    await visit(browser, acme)
    const after = [...browser.cookies].find(([name]) => name.endsWith('session'))?.[1]
    expect(after).not.toBe(before)
  })
})
