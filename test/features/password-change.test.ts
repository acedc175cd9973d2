import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Browser, Page } from '../support/browser.ts'
import { PASSWORD } from '../support/fixtures.ts'
import { isSignedIn } from '../support/mailed.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const ADA = 'ada@example.com'
const NEW = 'another few plain words'
const PAGE = '/account/password'
let house: TestServer
let browser: Browser
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
  browser = house.browser()
  await house.signIn(browser, house.authorizeUrl())
})
afterEach(() => void vi.useRealTimers())

const save = (page: Page, fields: Record<string, string>) =>
  browser.submit(page, { step: 'save', ...fields })
const ada = () => house.storage.data().users.get('ada')
const signsIn = async (password: string) => {
  const there = house.browser()
  const page = await there.submit(await there.open('/sign-in'), { step: 'identifier', email: ADA })
  await there.submit(page, { step: 'password', email: ADA, password })
  return isSignedIn(there)
}

describe('Changing the password', () => {
  it('asks for the current one, and ends other sessions', async () => {
    const other = house.browser()
    await house.signIn(other, house.authorizeUrl())
    expect((await browser.open('/account')).html).toContain(PAGE)
    const page = await browser.open(PAGE)
    const done = await save(page, { current: PASSWORD, password: NEW })
    expect(done.html).toContain('has been changed')
    expect(ada()?.password_changed_at).toBe(Math.floor(Date.now() / 1000))
    expect(await isSignedIn(other)).toBe(false)
    expect(await isSignedIn(browser)).toBe(true)
    expect(await signsIn(PASSWORD)).toBe(false)
    expect(await signsIn(NEW)).toBe(true)
  })

  it('is refused without the current one, and for one that is short or a pattern', async () => {
    const page = await browser.open(PAGE)
    const before = ada()?.password_hash
    for (const fields of [
      { password: NEW },
      { current: PASSWORD },
      { current: 'wrong-wrong-wrong', password: NEW },
      { current: PASSWORD, password: 'short' },
      { current: PASSWORD, password: 'a'.repeat(30) },
    ]) {
      expect((await save(page, { current: '', password: '', ...fields })).status).toBe(400)
    }
    expect(ada()?.password_hash).toBe(before)
  })

  it('row 32: sent again because its answer was lost, it is answered as before; a while later it is not', async () => {
    const page = await browser.open(PAGE)
    const sent = { current: PASSWORD, password: NEW }
    await save(page, sent)
    expect((await save(page, sent)).html).toContain('has been changed')
    expect((await save(page, { ...sent, password: `${NEW} more` })).status).toBe(400)
    vi.setSystemTime(Date.now() + 610_000)
    browser = house.browser()
    const asked = await browser.submit(await browser.open(PAGE), { step: 'identifier', email: ADA })
    const later = await browser.submit(asked, { step: 'password', email: ADA, password: NEW })
    expect((await save(later, sent)).status).toBe(400)
    expect(await signsIn(NEW)).toBe(true)
  })

  it('row 34: guesses at the current one are counted with those of signing in', async () => {
    const page = await browser.open(PAGE)
    const guesses = Array.from({ length: 50 }, (_, i) => (i === 40 ? PASSWORD : `wrong-${i}`))
    const answers = await Promise.all(
      guesses.map((current) => save(page, { current, password: NEW })),
    )
    expect(answers.filter(({ status }) => status === 400).length).toBeLessThanOrEqual(10)
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(40)
    expect(await isSignedIn(browser)).toBe(true)
    expect(await signsIn(PASSWORD)).toBe(true)
  })

  it('asks for a sign-in that is no older than ten minutes, on the page and for the deed', async () => {
    const page = await browser.open(PAGE)
    vi.setSystemTime(Date.now() + 601_000)
    expect((await browser.open(PAGE)).html).toContain('value="identifier"')
    const asked = await save(page, { current: PASSWORD, password: NEW })
    expect(asked.html).toContain('value="identifier"')
    expect(await signsIn(PASSWORD)).toBe(true)
  })

  it('row 13: is not done for a form without the token of this browser', async () => {
    const body = new URLSearchParams({ step: 'remove', csrf: 'x' })
    expect((await browser.request(PAGE, { method: 'POST', body })).status).toBe(403)
    expect(ada()?.password_hash).toBeDefined()
  })

  it('can be taking it away, where a code by mail is another way in; and setting one anew', async () => {
    const done = await browser.submit(await browser.open(PAGE), { step: 'remove' })
    expect(done.html).toContain('has been removed')
    expect(ada()?.password_hash).toBeUndefined()
    expect(await signsIn(PASSWORD)).toBe(false)
    const page = await browser.open(PAGE)
    expect(page.html).not.toContain('name="current"')
    await save(page, { password: NEW })
    expect(await signsIn(NEW)).toBe(true)
  })

  it('is not taking it away where it is the only way in', async () => {
    const users = house.storage.data().users
    const page = await browser.open(PAGE)
    const person = ada()
    if (person) users.set('ada', { ...person, email_verified: false })
    expect((await browser.open(PAGE)).html).not.toContain('value="remove"')
    expect((await browser.submit(page, { step: 'remove' })).status).toBe(400)
    expect(ada()?.password_hash).toBeDefined()
  })

  it('is no page where there are no passwords', async () => {
    const closed = await testServer({ passwords: false })
    expect((await closed.get(PAGE)).status).toBe(404)
  })
})
