import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Browser, Page } from '../support/browser.ts'
import { SERVER_SECRET } from '../support/fixtures.ts'
import { sentBack } from '../support/house.ts'
import { asksForCode, codeOf, firstProof, isSignedIn, turnOn } from '../support/second-factor.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
/** Ada's; the app is set up in it. */
let browser: Browser
let key: string

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(Math.ceil(Date.now() / 30_000) * 30_000 + 5000)
  house = await testServer()
  browser = house.browser()
  key = (await turnOn(house, browser)).key
})
afterEach(() => void vi.useRealTimers())

const wait = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const second = (who: Browser) => firstProof(who, house.authorizeUrl())
const give = (who: Browser, page: Page, code: string) => who.submit(page, { step: 'totp', code })
const events = () => house.storage.data().audit.map(({ event }) => event)
/** Sends one page's code many times, at once. */
const flood = (who: Browser, page: Page, codes: readonly string[]) =>
  Promise.all(codes.map((code) => give(who, page, code)))
/** Where a person is once they are signed in: at the question of the application. */
const isThrough = (page: Page) => page.html.includes('name="decision"')

describe('RFC 6238: signing in', () => {
  it('after the password the code is asked for, and before it nobody is signed in', async () => {
    const other = house.browser()
    const page = await second(other)
    expect(asksForCode(page)).toBe(true)
    expect(page.html).toContain('autocomplete="one-time-code"')
    expect(await isSignedIn(other)).toBe(false)
    expect(sentBack(await other.open(house.authorizeUrl({ prompt: 'none' })))['error']).toBe(
      'login_required',
    )
    expect(isThrough(await give(other, page, codeOf(key)))).toBe(true)
    expect(await isSignedIn(other)).toBe(true)
    expect(events()).toContain('signed_in')
  })

  const clocks: [number, boolean][] = [
    [-60, false],
    [-30, true],
    [0, true],
    [30, true],
    [60, false],
  ]
  it.each(clocks)('§5.2 a code of a clock that is %i seconds away: %s', async (away, isGood) => {
    wait(300)
    const other = house.browser()
    const page = await give(other, await second(other), codeOf(key, away))
    expect(isThrough(page)).toBe(isGood)
    if (!isGood) expect(page).toMatchObject({ status: 400, leavesTo: undefined })
  })

  it('codes are read as people type them', async () => {
    for (const spell of [
      (code: string) => ` ${code.slice(0, 3)} ${code.slice(3)} `,
      (code: string) => code.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
      (code: string) => code.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit))),
    ]) {
      wait(60)
      const other = house.browser()
      expect(isThrough(await give(other, await second(other), spell(codeOf(key))))).toBe(true)
    }
  })

  // goes red when spendStep does not compare with the last step
  it('row 35: §5.2 a code counts once, and none before it counts any more', async () => {
    wait(90)
    const [one, two] = [house.browser(), house.browser()]
    const [first, later] = [await second(one), await second(two)]
    const code = codeOf(key)
    expect(isThrough(await give(one, first, code))).toBe(true)
    for (const used of [code, codeOf(key, -30)]) {
      expect((await give(two, later, used)).status).toBe(400)
    }
    expect(isThrough(await give(two, later, codeOf(key, 30)))).toBe(true)
  })

  it('the app outlives the server’s secret: its own is sealed anew when it is used', async () => {
    const secrets = ['Hm7vX2kR9tLw4sHc8nYb5jZp3fDg6aUe1oTi0xVq', SERVER_SECRET]
    for (const known of [secrets, secrets.slice(0, 1)]) {
      wait(90)
      house = await testServer({ storage: house.storage, secrets: known })
      const other = house.browser()
      expect(isThrough(await give(other, await second(other), codeOf(key)))).toBe(true)
    }
    const lost = await testServer({ storage: house.storage, secrets: secrets.slice(1) })
    wait(90)
    const other = lost.browser()
    const page = await firstProof(other, lost.authorizeUrl())
    expect((await give(other, page, codeOf(key))).status).toBe(400)
  })

  it('row 35: the code that has set the app up does not sign in', async () => {
    const other = house.browser()
    const page = await second(other)
    expect((await give(other, page, codeOf(key, -30))).status).toBe(400)
  })

  it('row 35: of 50 who send the right code at once one is signed in', async () => {
    wait(90)
    const other = house.browser()
    const page = await second(other)
    const before = house.storage.data().sessions.size
    await flood(other, page, Array(50).fill(codeOf(key)))
    expect(house.storage.data().sessions.size).toBe(before + 1)
  })

  // goes red when the code is looked at before it is counted
  it('row 35: of 50 guesses at once five are looked at; then the first proof is asked for again', async () => {
    wait(90)
    const other = house.browser()
    const page = await second(other)
    const wrong = Array.from({ length: 50 }, (_, n) => String(n).padStart(6, '0'))
    const answers = await flood(other, page, wrong)
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(5)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(45)
    const after = await give(other, page, codeOf(key))
    expect([isThrough(after), await isSignedIn(other)]).toEqual([false, false])
  })

  it('row 34: tries are counted for the person, whoever guesses; where they have signed in before, by itself', async () => {
    wait(90)
    const thief = house.browser()
    for (let round = 0; round < 2; round++) {
      const page = await second(thief)
      for (let n = 0; n < 5; n++) await give(thief, page, '000000')
    }
    const page = await second(thief)
    expect(await give(thief, page, codeOf(key))).toMatchObject({ status: 429 })
    await browser.submit(await browser.open('/account'), { action: '/account/sign-out' })
    const mine = await second(browser)
    expect(isThrough(await give(browser, mine, codeOf(key)))).toBe(true)
    // and not for long
    wait(1000)
    expect(isThrough(await give(thief, await second(thief), codeOf(key)))).toBe(true)
  })

  it('row 34: the password, given again and again, forgives no try at the code', async () => {
    wait(90)
    const thief = house.browser()
    const outcomes: number[] = []
    for (let round = 0; round < 12; round++) {
      const page = await second(thief)
      outcomes.push((await give(thief, page, '000000')).status)
    }
    expect(outcomes.filter((status) => status === 400)).toHaveLength(10)
    expect(outcomes.slice(-2)).toEqual([429, 429])
  })
})

describe('RFC 6238: half way', () => {
  beforeEach(() => wait(90))

  it('row 35: ends after some minutes, with the password, and with the person', async () => {
    const ends: (() => void | Promise<void>)[] = [
      () => void wait(601),
      () => {
        wait(1)
        const password_changed_at = Math.floor(Date.now() / 1000)
        return house.storage
          .forTenant('default')
          .users.update('ada', { password_changed_at }, password_changed_at)
      },
      () => house.storage.forTenant('default').users.disable('ada', Math.floor(Date.now() / 1000)),
    ]
    for (const end of ends) {
      const other = house.browser()
      const page = await second(other)
      await end()
      const after = await give(other, page, codeOf(key))
      expect([isThrough(after), await isSignedIn(other)]).toEqual([false, false])
      expect(after.html).toContain('value="identifier"')
    }
  })

  it('row 35: row 13: is of one browser', async () => {
    const other = house.browser()
    const page = await second(other)
    const elsewhere = house.browser()
    const csrf = (await elsewhere.open('/sign-in')).forms[0]?.hidden.find(
      ([name]) => name === 'csrf',
    )
    const after = await elsewhere.submit(page, {
      step: 'totp',
      code: codeOf(key),
      csrf: csrf?.[1] ?? '',
    })
    expect([after.status, await isSignedIn(elsewhere)]).toEqual([403, false])
    expect(isThrough(await give(other, page, codeOf(key)))).toBe(true)
  })

  it('row 9: opens nothing else: no consent, no account, no page that is dangerous', async () => {
    const other = house.browser()
    const page = await second(other)
    const hidden = page.forms[0]?.hidden ?? []
    const forms: [string, [string, string][]][] = [
      ['/consent', [['decision', 'allow']]],
      ['/sign-in', [['step', 'continue']]],
      ['/sign-in/second', [['step', 'go-on']]],
      ['/sign-in/second', [['step', 'not-now']]],
    ]
    for (const [path, fields] of forms) {
      const body = new URLSearchParams([...hidden, ...fields]).toString()
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
      const after = await other.open(path, { method: 'POST', body, headers })
      expect(after.leavesTo?.searchParams.has('code') ?? false).toBe(false)
      expect(await isSignedIn(other)).toBe(false)
    }
    for (const path of ['authenticator', 'authenticator/remove', 'recovery-codes']) {
      expect((await other.open(`/account/${path}`)).html).toContain('value="identifier"')
    }
  })

  it('row 9: is used up once: the same page signs nobody in again after signing out', async () => {
    const other = house.browser()
    const page = await second(other)
    await give(other, page, codeOf(key))
    await other.submit(await other.open('/account'), { action: '/account/sign-out' })
    wait(60)
    await give(other, page, codeOf(key))
    expect(await isSignedIn(other)).toBe(false)
  })

  // goes red when provenTwice does not finish the challenge
  it('row 35: is used up once: with the next code the same page signs nobody in again', async () => {
    const other = house.browser()
    const page = await second(other)
    const before = house.storage.data().sessions.size
    await give(other, page, codeOf(key))
    expect((await give(other, page, codeOf(key, 30))).html).toContain('value="identifier"')
    expect(house.storage.data().sessions.size).toBe(before + 1)
  })

  it('Bob’s code is none of Ada’s', async () => {
    const bob = house.browser()
    const { key: bobs } = await turnOn(house, bob, 'bob@example.com')
    const other = house.browser()
    const page = await second(other)
    expect((await give(other, page, codeOf(bobs))).status).toBe(400)
  })
})
