import { argon2id } from '@noble/hashes/argon2.js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Browser, Page } from '../support/browser.ts'
import { PASSWORD } from '../support/fixtures.ts'
import { flipEach } from '../support/flip.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
})
afterEach(() => void vi.useRealTimers())

const wait = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const passwordPage = async (browser: Browser, email: string) =>
  browser.submit(await browser.open('/sign-in'), { step: 'identifier', email })
const guess = (browser: Browser, page: Page, [email, password]: [string, string]) =>
  browser.submit(page, { step: 'password', email, password })
/** The page with what differs from one request to the next left out. */
const bare = ({ html }: Page, email: string) =>
  html
    .replaceAll(email, 'EMAIL')
    .replace(/name="(csrf|request)" value="[^"]*"/g, '$1')
    .replace(/request=[\w-]+/g, 'request')

async function guesses(email: string, count: number, browser = house.browser()): Promise<Page[]> {
  const page = await passwordPage(browser, email)
  const pages: Page[] = []
  for (let i = 0; i < count; i++) pages.push(await guess(browser, page, [email, `wrong-${i}`]))
  return pages
}

describe('NIST SP 800-63B', () => {
  it('row 34: known, unknown and disabled accounts are answered alike, at every step', async () => {
    await house.storage.forTenant('default').users.disable('bob', 1)
    const addresses = ['ada@example.com', 'nobody@example.com', 'bob@example.com']
    const answers: string[][] = []
    for (const email of addresses) {
      const browser = house.browser()
      const asked = await passwordPage(browser, email)
      const wrong = await guess(browser, asked, [email, 'wrong-wrong-wrong'])
      const right = email.startsWith('ada') ? wrong : await guess(browser, asked, [email, PASSWORD])
      expect([asked.status, wrong.status, right.status]).toEqual([200, 400, 400])
      answers.push([bare(asked, email), bare(wrong, email), bare(right, email)])
    }
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
  })

  it('§3.1.1.2 a hash of former parameters is made anew by a sign-in, and by nothing else', async () => {
    const salt = crypto.getRandomValues(new Uint8Array(16))
    const hash = argon2id(PASSWORD, salt, { t: 3, m: 8192, p: 1, dkLen: 32 })
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '')
    const former = `$argon2id$v=19$m=8192,t=3,p=1$${base64(salt)}$${base64(hash)}`
    const { users } = house.storage.forTenant('default')
    await users.update('ada', { password_hash: former }, 1)
    const hashNow = async () => (await users.find('ada'))?.password_hash
    await guesses('ada@example.com', 1)
    expect(await hashNow()).toBe(former)
    await house.signIn(house.browser(), house.authorizeUrl())
    await expect.poll(hashNow).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    const renewed = await hashNow()
    await house.signIn(house.browser(), house.authorizeUrl())
    expect(await hashNow()).toBe(renewed)
  })

  it('row 34: known and unknown accounts are slowed down alike', async () => {
    const [known, unknown] = [
      await guesses('ada@example.com', 12),
      await guesses('no@example.com', 12),
    ]
    expect(known.map(({ status }) => status)).toEqual(unknown.map(({ status }) => status))
    expect(known.at(-1)?.status).toBe(429)
    expect(known.at(-1)?.headers.get('retry-after')).toBe(
      unknown.at(-1)?.headers.get('retry-after'),
    )
  })

  // goes red when the attempt is counted after the password is looked at
  it('row 34: fifty guesses at once are all counted: the right one among them is not tried', async () => {
    const browser = house.browser()
    const email = 'ada@example.com'
    const page = await passwordPage(browser, email)
    const passwords = Array.from({ length: 50 }, (_, i) => (i === 40 ? PASSWORD : `wrong-${i}`))
    const pages = await Promise.all(passwords.map((one) => guess(browser, page, [email, one])))
    expect(pages.filter(({ status }) => status === 400).length).toBeLessThanOrEqual(10)
    expect(pages.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(40)
    expect(pages.filter(({ status }) => status === 303 || status === 200)).toEqual([])
  })

  it('row 34: while waiting the right password is not tried either; afterwards it works', async () => {
    const browser = house.browser()
    const email = 'ada@example.com'
    const last = (await guesses(email, 11, browser)).at(-1)
    const page = await passwordPage(browser, email)
    expect((await guess(browser, page, [email, PASSWORD])).status).toBe(429)
    wait(Number(last?.headers.get('retry-after')))
    expect((await guess(browser, page, [email, PASSWORD])).html).toContain('ada@example.com')
    expect(house.storage.data().sessions.size).toBe(1)
  })

  it('row 34: waits grow, knocking does not prolong them, and they are short', async () => {
    const waits: number[] = []
    for (let i = 0; i < 18; i++) {
      const page = (await guesses('ada@example.com', i === 0 ? 11 : 2)).at(-1)
      expect(page?.status).toBe(429)
      const after = Number(page?.headers.get('retry-after'))
      const knocked = (await guesses('ada@example.com', 3)).at(-1)
      expect(Number(knocked?.headers.get('retry-after'))).toBe(after)
      waits.push(after)
      wait(after)
      if (waits.reduce((a, b) => a + b) > 900) break
    }
    expect(waits.slice(0, 6)).toEqual([1, 2, 4, 8, 16, 32])
    expect(Math.max(...waits)).toBeLessThanOrEqual(900)
  })

  it('row 34: somebody else’s guesses do not keep the owner out of a browser that is known', async () => {
    const own = house.browser()
    await house.signIn(own, house.authorizeUrl())
    await own.submit(await own.open('/account'), { action: '/account/sign-out' })
    expect((await guesses('ada@example.com', 12)).at(-1)?.status).toBe(429)
    const page = await passwordPage(own, 'ada@example.com')
    const inside = await guess(own, page, ['ada@example.com', PASSWORD])
    expect(inside.status).not.toBe(429)
    expect(house.storage.data().sessions.size).toBe(1)
  })

  it('row 25: a cookie of a known browser with one bit changed, or of another purpose, makes none known', async () => {
    const own = house.browser()
    await house.signIn(own, house.authorizeUrl())
    const {
      device = '',
      browser = '',
      session = '',
    } = Object.fromEntries([...own.cookies].map(([name, value]) => [name.split('.').at(-1), value]))
    expect((await guesses('ada@example.com', 12)).at(-1)?.status).toBe(429)
    const statusWith = async (value: string) => {
      const other = house.browser()
      other.cookies.set('__Host-sallyport.device', value)
      const page = await passwordPage(other, 'ada@example.com')
      return (await guess(other, page, ['ada@example.com', 'wrong'])).status
    }
    const touched = flipEach(device).filter((_, place) => place % 9 === 0)
    for (const value of [...touched, browser, session, 'ada'])
      expect(await statusWith(value)).toBe(429)
    expect(await statusWith(device)).toBe(400)
  })

  it('row 34: a known browser guesses no more freely, and its cookie helps with no other account', async () => {
    const own = house.browser()
    await house.signIn(own, house.authorizeUrl(), 'bob@example.com')
    expect((await guesses('ada@example.com', 12, own)).at(-1)?.status).toBe(429)
    const fresh = house.browser()
    expect((await guesses('ada@example.com', 1, fresh)).at(-1)?.status).toBe(429)
    expect((await guesses('bob@example.com', 12, own)).at(-1)?.status).toBe(429)
  })

  it('row 34: one address guessing at many accounts is slowed down as well', async () => {
    const statuses: (number | undefined)[] = []
    for (let i = 0; i < 102; i++)
      statuses.push((await guesses(`p${i}@example.com`, 1)).at(-1)?.status)
    expect(statuses.slice(0, 100)).not.toContain(429)
    expect(statuses.at(-1)).toBe(429)
  })

  it('row 34: every spelling of an address counts as the same account', async () => {
    const spellings = [
      'ada@example.com',
      'ADA@example.com',
      ' Ada@Example.Com',
      'ａｄａ@example.com',
    ]
    for (let i = 0; i < 10; i++) await guesses(spellings[i % 4] ?? '', 1)
    expect((await guesses('aDa@example.com', 1)).at(-1)?.status).toBe(429)
  })

  it('row 34: the lock holds on every way in: a fresh browser, another client, another start', async () => {
    await guesses('ada@example.com', 11)
    for (const start of ['/sign-in', '/account', house.authorizeUrl({ client_id: 'trusted' })]) {
      const browser = house.browser()
      const email = 'ada@example.com'
      const page = await browser.submit(await browser.open(start), { step: 'identifier', email })
      expect((await guess(browser, page, [email, PASSWORD])).status, start).toBe(429)
    }
    expect(house.storage.data().sessions.size).toBe(0)
  })
})
