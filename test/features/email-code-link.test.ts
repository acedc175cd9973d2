import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { flipEach } from '../support/flip.ts'
import { sentBack } from '../support/house.ts'
import {
  askForCode,
  choicesOn,
  codeIn,
  giveCode,
  isSignedIn,
  lastMailOf,
  linkIn,
  numberOn,
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
const sessions = () => [...house.storage.data().sessions.values()]

describe('The link in the mail', () => {
  it('does nothing until it is clicked: programs that scan mail open links', async () => {
    const page = await askForCode(browser)
    for (let i = 0; i < 3; i++) await house.browser().open(linkIn(lastMail()))
    expect(await browser.open(linkIn(lastMail()))).toMatchObject({ status: 200 })
    expect(house.storage.data().challenges.size).toBe(0)
    expect(sessions()).toEqual([])
    expect((await giveCode(browser, page, codeIn(lastMail()))).status).toBe(200)
  })

  it('in the browser that asked, a click signs in and goes on with what waited', async () => {
    await askForCode(browser, ADA, house.authorizeUrl())
    const opened = await browser.open(linkIn(lastMail()))
    expect(opened.html).toContain(ADA)
    const consent = await browser.submit(opened, { step: 'go-on' })
    expect(consent.html).toContain('name="decision"')
    expect(sessions()).toMatchObject([{ sub: 'ada', amr: ['otp'] }])
  })

  it('row 35: link and code are one: who has used one has used both', async () => {
    const page = await askForCode(browser)
    const opened = await browser.open(linkIn(lastMail()))
    await giveCode(browser, page, codeIn(lastMail()))
    expect((await browser.submit(opened, { step: 'go-on' })).status).toBe(400)
    expect(sessions()).toHaveLength(1)
  })

  it('row 35: of fifty clicks at once, one counts', async () => {
    await askForCode(browser)
    const opened = await browser.open(linkIn(lastMail()))
    await Promise.all(Array.from({ length: 50 }, () => browser.submit(opened, { step: 'go-on' })))
    expect(sessions()).toHaveLength(1)
  })

  it('elsewhere, the right one of three numbers lets the browser that asked go on, and nobody else', async () => {
    const page = await askForCode(browser, ADA, house.authorizeUrl())
    const phone = house.browser()
    const opened = await phone.open(linkIn(lastMail()))
    const choices = choicesOn(opened)
    expect(new Set(choices).size).toBe(3)
    expect(choices).toContain(numberOn(page))
    expect(opened.html).not.toContain('step" value="go-on"')
    const waiting = await browser.submit(page, { step: 'chosen' })
    expect(waiting.headers.get('refresh')).toMatch(/^5;url=/)
    expect(numberOn(waiting)).toBe(numberOn(page))
    const told = await phone.submit(opened, { number: numberOn(page) })
    expect(told.status).toBe(200)
    expect(sessions()).toEqual([])

    const again = waiting.headers.get('refresh')?.split('url=')[1] ?? ''
    expect((await phone.open(again)).status).toBe(403)
    expect((await browser.open(again)).html).toContain('name="decision"')
    expect(await isSignedIn(phone)).toBe(false)
    expect(await isSignedIn(browser)).toBe(true)
    expect(sessions()).toHaveLength(1)
  })

  it('elsewhere, a wrong number burns it: number, code and link', async () => {
    const page = await askForCode(browser)
    const phone = house.browser()
    const opened = await phone.open(linkIn(lastMail()))
    const wrong = choicesOn(opened).find((one) => one !== numberOn(page)) ?? ''
    expect((await phone.submit(opened, { number: wrong })).status).toBe(400)
    expect((await phone.submit(opened, { number: numberOn(page) })).status).toBe(400)
    expect((await browser.submit(page, { step: 'chosen' })).html).toContain('does not count')
    expect((await giveCode(browser, page, codeIn(lastMail()))).status).toBe(400)
    const here = await browser.open(linkIn(lastMail()))
    expect((await browser.submit(here, { step: 'go-on' })).status).toBe(400)
    expect(sessions()).toEqual([])
  })

  it('elsewhere, who says that it was not them ends it', async () => {
    const page = await askForCode(browser)
    const phone = house.browser()
    const opened = await phone.open(linkIn(lastMail()))
    expect((await phone.submit(opened, { step: 'refuse' })).status).toBe(200)
    expect((await giveCode(browser, page, codeIn(lastMail()))).status).toBe(400)
    expect(sessions()).toEqual([])
  })

  it('row 35: all three numbers at once: one answer counts', async () => {
    const page = await askForCode(browser)
    const opened = await house.browser().open(linkIn(lastMail()))
    const phones = choicesOn(opened).map(async (number) => {
      const phone = house.browser()
      return phone.submit(await phone.open(linkIn(lastMail())), { number })
    })
    const told = await Promise.all(phones)
    expect(told.filter(({ html }) => !html.includes('does not count any more'))).toHaveLength(1)
    await browser.submit(page, { step: 'chosen' })
    const isRight = told.some(({ status }) => status === 200)
    expect(await isSignedIn(browser)).toBe(isRight)
  })

  it('elsewhere, going on as in the browser that asked is refused', async () => {
    await askForCode(browser)
    const phone = house.browser()
    const opened = await phone.open(linkIn(lastMail()))
    const forms = opened.forms.map((form) => ({ ...form, buttons: ['step=go-on'] }))
    const told = await phone.submit({ ...opened, forms }, { step: 'go-on' })
    expect(told.status).toBe(400)
    expect(sessions()).toEqual([])
  })

  it('row 35: is over after ten minutes, and with one bit changed it is none', async () => {
    await askForCode(browser)
    const link = linkIn(lastMail())
    expect((await browser.open(flipEach(link).at(-20) ?? '')).status).toBe(400)
    wait(600)
    expect((await browser.open(link)).status).toBe(400)
  })

  it('stays short: with a long request it asks every browser for the number', async () => {
    const state = 's'.repeat(3000)
    const page = await askForCode(browser, ADA, house.authorizeUrl({ state }))
    const link = linkIn(lastMail())
    expect(link.length).toBeLessThan(1900)
    const opened = await browser.open(link)
    await browser.submit(opened, { number: numberOn(page) })
    const consent = await browser.submit(page, { step: 'chosen' })
    expect(sentBack(await browser.submit(consent, { decision: 'allow' }))['state']).toBe(state)
  })
})
