import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { asksForCode, codeOf, firstProof, turnOn } from '../support/second-factor.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const COOKIE = '__Host-sallyport.remembered'
const DAY = 86_400

let house: TestServer
/** Ada's, remembered and signed out. */
let browser: Browser
/** Where she has set the app up, and is signed in. */
let desk: Browser
let key: string

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
  ;[browser, desk] = [house.browser(), house.browser()]
  ;({ key } = await turnOn(house, desk))
  await signInHere(browser, { remember: 'yes' })
})
afterEach(() => void vi.useRealTimers())

const wait = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const now = () => Math.floor(Date.now() / 1000)
const signOut = async (who: Browser) =>
  who.submit(await who.open('/account'), { action: '/account/sign-out' })
const isAsked = async (who = browser, email?: string) =>
  asksForCode(await firstProof(who, house.authorizeUrl(), email))
const kept = () => house.storage.forTenant('default').factors.devices('ada', now())

/** A whole sign-in, and out again. */
async function signInHere(who: Browser, more: Record<string, string> = {}) {
  wait(90)
  const page = await firstProof(who, house.authorizeUrl())
  await who.submit(page, { step: 'totp', code: codeOf(key), ...more })
  await signOut(who)
}

describe('Remembered devices', () => {
  it('are not asked for the second proof, for 30 days', async () => {
    expect(await isAsked()).toBe(false)
    await signOut(browser)
    wait(30 * DAY - 200)
    expect(await isAsked()).toBe(false)
    await signOut(browser)
    wait(200)
    expect(await isAsked()).toBe(true)
  })

  it('are remembered only when their person says so', async () => {
    const other = house.browser()
    await signInHere(other)
    expect(other.cookies.has(COOKIE)).toBe(false)
    expect(await isAsked(other)).toBe(true)
  })

  it('the sign-in counts as one factor', async () => {
    await isAsked()
    const session = [...house.storage.data().sessions.values()].at(-1)
    expect([session?.acr, session?.amr]).toEqual(['urn:sallyport:acr:1fa', ['pwd']])
  })

  it('row 25: only the cookie of this person does it, unchanged', async () => {
    const value = browser.cookies.get(COOKIE) ?? ''
    expect(value).toMatch(/^[\w-]{42}$/)
    const stored = JSON.stringify([...(house.storage.data().factors.devices.get('ada') ?? [])])
    expect(stored).not.toContain(value)
    await turnOn(house, house.browser(), 'bob@example.com')
    browser.cookies.clear()
    browser.cookies.set(COOKIE, value)
    expect(await isAsked(browser, 'bob@example.com')).toBe(true)
    for (const wrong of ['x', `${value.slice(0, -1)}!`, value.slice(0, 41), `${value}A`]) {
      browser.cookies.set(COOKIE, wrong)
      expect(await isAsked(), wrong).toBe(true)
    }
    browser.cookies.set(COOKIE, value)
    expect(await isAsked()).toBe(false)
  })

  it('are listed on the account page, and forgotten from there: one, or all', async () => {
    for (let n = 0; n < 2; n++) await signInHere(house.browser(), { remember: 'yes' })
    const page = await desk.open('/account')
    expect(page.html).toContain('Browsers that skip the second step')
    const mine = page.forms.filter(({ action }) => action === '/account/remembered-devices')
    expect(mine).toHaveLength(4) // each of three, and all
    const [first] = await kept()
    const one = mine.find(({ hidden }) => hidden.some(([, value]) => value === first?.id))
    const action = '/account/remembered-devices'
    await desk.submit({ ...page, forms: one ? [one] : [] }, { action })
    expect(await kept()).toHaveLength(2)
    expect(await isAsked()).toBe(true)
    await desk.submit({ ...page, forms: mine.slice(-1) }, { action })
    expect(await kept()).toEqual([])
    expect((await desk.open('/account')).html).not.toContain('skip the second step')
  })

  it('row 13: nobody forgets the device of another, nor without the token of the browser', async () => {
    const bob = house.browser()
    await house.signIn(bob, `${house.issuer}/account`, 'bob@example.com')
    const [mine] = await kept()
    const page = await bob.open('/account')
    const hidden = page.forms[0]?.hidden ?? []
    const action = '/account/remembered-devices'
    await bob.submit(
      { ...page, forms: [{ action, hidden, buttons: [] }] },
      {
        action,
        device: mine?.id ?? '',
      },
    )
    await bob.submit({ ...page, forms: [{ action, hidden, buttons: [] }] }, { action })
    const body = new URLSearchParams({ csrf: 'x' })
    expect((await desk.request(action, { method: 'POST', body })).status).toBe(403)
    expect(await kept()).toHaveLength(1)
  })

  const changes: [string, () => Promise<unknown>][] = [
    ['the app is turned off', () => remove()],
    ['the app is set up anew', () => remove().then(() => turnOn(house, house.browser()))],
    [
      'the password changes',
      () =>
        house.storage
          .forTenant('default')
          .users.update('ada', { password_changed_at: now() }, now()),
    ],
  ]
  async function remove() {
    wait(90)
    const page = await house.reachConsent(desk, house.authorizeUrl({ prompt: 'login' }))
    await desk.submit(page, { step: 'totp', code: codeOf(key) })
    const question = await desk.open('/account/authenticator/remove')
    return desk.submit(question, { step: 'remove' })
  }
  it.each(changes)('are all forgotten when %s', async (_, change) => {
    wait(5)
    await change()
    const { factors } = house.storage.forTenant('default')
    if ((await factors.of('ada')).totp === undefined)
      await factors.addTotp('ada', { secret: 'x', created_at: 0, last_step: 0 })
    expect(await isAsked()).toBe(true)
  })
})
