import { env } from 'cloudflare:test'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Mail } from '../../src/flow/mail.ts'
import type { Browser } from '../support/browser.ts'
import {
  askForCode,
  choicesOn,
  codeIn,
  giveCode,
  isSignedIn,
  linkIn,
  numberOn,
} from '../support/mailed.ts'
import { startHouse, type WorkerHouse } from './house.ts'

const CALLERS = 50
const mails: Mail[] = []
let house: WorkerHouse
let browser: Browser
beforeAll(async () => {
  house = await startHouse(env, { mailer: { send: async (mail) => void mails.push(mail) } })
})
beforeEach(() => {
  browser = house.browser()
})

const lastMail = () => {
  const mail = mails.at(-1)
  if (mail === undefined) throw new Error('nothing was mailed')
  return mail
}
const sessionsOf = (sub: string) =>
  house.storage.forTenant('default').sessions.list(sub, Math.floor(Date.now() / 1000))
const times = <T>(count: number, one: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => one(n)))

describe('codes by mail, on the Durable Objects they are decided in', () => {
  it('row 35: of fifty guesses at once five are looked at', async () => {
    const page = await askForCode(browser, 'bob@example.com')
    const code = codeIn(lastMail())
    const pages = await times(CALLERS, (n) => giveCode(browser, page, n === 40 ? code : 'BBBBBBBB'))
    const looked = pages.filter(({ html, status }) => status === 200 || html.includes('sent last'))
    expect(looked).toHaveLength(5)
    const late = await giveCode(browser, page, code)
    expect(late.status).toBe(400)
  })

  it('row 35: of fifty right ones at once, one is', async () => {
    const before = (await sessionsOf('ada')).length
    const page = await askForCode(browser)
    const code = codeIn(lastMail())
    const pages = await times(CALLERS, () => giveCode(browser, page, code))
    expect(pages.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await sessionsOf('ada')).toHaveLength(before + 1)
  })

  it('row 35: code and link at once, many times: one of them is', async () => {
    const before = (await sessionsOf('ada')).length
    const page = await askForCode(browser)
    const opened = await browser.open(linkIn(lastMail()))
    const code = codeIn(lastMail())
    await times(CALLERS, (n) =>
      n % 2 === 0 ? giveCode(browser, page, code) : browser.submit(opened, { step: 'go-on' }),
    )
    expect(await sessionsOf('ada')).toHaveLength(before + 1)
  })

  it('row 35: all three numbers at once, from many devices: one answer counts', async () => {
    const page = await askForCode(browser)
    const phones = await times(12, async () => {
      const phone = house.browser()
      return { phone, opened: await phone.open(linkIn(lastMail())) }
    })
    const told = await Promise.all(
      phones.map(({ phone, opened }, n) =>
        phone.submit(opened, { number: choicesOn(opened)[n % 3] ?? '' }),
      ),
    )
    const counted = told.filter(({ html }) => !html.includes('does not count any more'))
    expect(counted).toHaveLength(1)
    expect(numberOn(page)).toMatch(/^\d\d$/)
    await browser.submit(page, { step: 'chosen' })
    expect(await isSignedIn(browser)).toBe(counted[0]?.status === 200)
  })
})
