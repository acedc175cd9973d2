import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { sentBack } from '../support/house.ts'
import {
  askForCode,
  bare,
  codeIn,
  giveCode,
  isSignedIn,
  lastMailOf,
  linkIn,
} from '../support/mailed.ts'
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
const WRONG = 'BBBB-BBBB'

describe('Codes by mail: known and unknown addresses', () => {
  it('row 34: are answered alike, and both are mailed to', async () => {
    await house.storage.forTenant('default').users.disable('bob', 1)
    const pages: string[][] = []
    for (const email of [ADA, 'nobody@example.com', 'bob@example.com']) {
      const there = house.browser()
      const asked = await askForCode(there, email)
      const wrong = await giveCode(there, asked, WRONG)
      const again = await there.submit(wrong, { step: 'resend' })
      expect([asked.status, wrong.status, again.status]).toEqual([200, 400, 200])
      pages.push([asked, wrong, again].map((page) => bare(page, email)))
    }
    expect(pages[1]).toEqual(pages[0])
    expect(pages[2]).toEqual(pages[0])
    expect(house.mails.map(({ to }) => to)).toEqual([
      ...[ADA, ADA, 'nobody@example.com', 'nobody@example.com'],
      ...['bob@example.com', 'bob@example.com'],
    ])
  })

  it('row 34: are limited alike', async () => {
    const waits: (string | null)[][] = []
    for (const email of [ADA, 'nobody@example.com']) {
      const there = house.browser()
      let page = await askForCode(there, email)
      const answers = [page]
      for (let i = 0; i < 7; i++) {
        page = await there.submit(page, { step: 'resend' })
        answers.push(page)
      }
      waits.push(answers.map(({ status, headers }) => `${status} ${headers.get('retry-after')}`))
    }
    expect(waits[1]).toEqual(waits[0])
    expect(waits[0]?.at(-1)).toMatch(/^429 /)
  })

  it('an unknown address makes an account with its code, where that is open', async () => {
    const page = await askForCode(browser, 'eve@example.com', house.authorizeUrl())
    const details = await giveCode(browser, page, codeIn(lastMail()))
    const fields = { action: '/sign-up/details', name: 'Eve' }
    const consent = await browser.submit(details, fields)
    expect(sentBack(await browser.submit(consent, { decision: 'allow' }))['code']).toBeTruthy()
  })

  it('an unknown address gets no code where no account can be made', async () => {
    house = await testServer({ signUp: false })
    browser = house.browser()
    await askForCode(browser, 'eve@example.com')
    expect(codeIn(lastMail())).toBe('none')
    expect(linkIn(lastMail())).toBe('none')
  })
})

describe('Codes by mail: how many are sent', () => {
  const askIn = async (email: string) => {
    const { status, headers } = await askForCode(house.browser(), email)
    return { status, retryAfter: Number(headers.get('retry-after')) }
  }

  it('row 34: a mailbox of somebody else is not flooded', async () => {
    let now = 0
    while (now < 86_400) {
      const { retryAfter } = await askIn(ADA)
      const seconds = Math.max(1, retryAfter) // as soon as can be
      wait(seconds)
      now += seconds
    }
    expect(house.mails.length).toBeLessThanOrEqual(60)
  })

  it('row 34: one network mails to so many and no more', async () => {
    const statuses: number[] = []
    for (let i = 0; i < 44; i++) statuses.push((await askIn(`p${i}@example.com`)).status)
    expect(statuses.slice(0, 40)).not.toContain(429)
    expect(statuses.at(-1)).toBe(429)
  })

  it('row 34: somebody else’s asking keeps no owner from a code in a browser that is known', async () => {
    await giveCode(browser, await askForCode(browser), codeIn(lastMail()))
    await browser.submit(await browser.open('/account'), { action: '/account/sign-out' })
    for (let i = 0; i < 8; i++) await askIn(ADA)
    expect((await askIn(ADA)).status).toBe(429)
    const page = await askForCode(browser)
    expect(page.status).toBe(200)
    await giveCode(browser, page, codeIn(lastMail()))
    expect(await isSignedIn(browser)).toBe(true)
  })
})
