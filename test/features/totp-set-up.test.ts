import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Browser, Page } from '../support/browser.ts'
import {
  addressOn,
  asksForCode,
  codeOf,
  firstProof,
  isSignedIn,
  keyOn,
  turnOn,
} from '../support/second-factor.ts'
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
const totps = () => house.storage.data().factors.totps
const second = (who: Browser) => firstProof(who, house.authorizeUrl())
const give = (who: Browser, page: Page, code: string) => who.submit(page, { step: 'totp', code })
const events = () => house.storage.data().audit.map(({ event }) => event)
/** Where a person is once they are signed in: at the question of the application. */
const isThrough = (page: Page) => page.html.includes('name="decision"')

describe('RFC 6238: setting up', () => {
  it('the address is one that every app reads, and the QR code has it', async () => {
    const bob = house.browser()
    const page = await house.signIn(bob, `${house.issuer}/account/authenticator`, 'bob@example.com')
    const address = new URL(addressOn(page))
    expect(address.href).toMatch(/^otpauth:\/\/totp\/Sallyport:bob%40example\.com\?/)
    expect(Object.fromEntries(address.searchParams)).toEqual({
      issuer: 'Sallyport',
      secret: keyOn(page).replaceAll(' ', ''),
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    })
    expect(keyOn(page).replaceAll(' ', '')).toMatch(/^[A-Z2-7]{32}$/) // RFC 4226 §4 R6: 160 bits
    expect(page.html).toMatch(/<svg class="qr" viewBox="0 0 (\d+) \1"[^>]*><path d="M4 4h7v1H4z/)
    expect(totps().has('bob')).toBe(false) // nothing is stored before a first code
  })

  it('a wrong first code turns nothing on, and the same key is shown again', async () => {
    const bob = house.browser()
    const page = await house.signIn(bob, `${house.issuer}/account/authenticator`, 'bob@example.com')
    const wrong = codeOf(keyOn(page), 300)
    for (const code of [wrong, 'garbage', '']) {
      const after = await bob.submit(page, { step: 'confirm', code })
      expect([after.status, keyOn(after)]).toEqual([400, keyOn(page)])
    }
    expect(totps().has('bob')).toBe(false)
    const on = await bob.submit(page, { step: 'confirm', code: codeOf(keyOn(page)) })
    expect(on.html).toContain('recovery-codes.txt')
    expect(totps().has('bob')).toBe(true)
    expect(events()).toContain('factor_added')
  })

  it('the secret rests sealed, under its person’s name', async () => {
    const { secret } = totps().get('ada') ?? { secret: '' }
    const plain = key.replaceAll(' ', '')
    expect(JSON.stringify([...totps()])).not.toContain(plain)
    expect(Buffer.from(secret, 'base64url').toString('latin1')).not.toContain(plain)
    // put beside another name it opens nothing
    totps().set('bob', { secret, last_step: 0, created_at: 0 })
    const bob = house.browser()
    const page = await firstProof(bob, house.authorizeUrl(), 'bob@example.com')
    expect((await give(bob, page, codeOf(key))).status).toBe(400)
  })

  it('a secret shown to one person, or in one browser, is set up by no other', async () => {
    const bob = house.browser()
    const bobs = await house.signIn(bob, `${house.issuer}/account/authenticator`, 'bob@example.com')
    const setup = bobs.forms.flatMap(({ hidden }) => hidden).find(([name]) => name === 'setup')
    const eve = house.browser()
    await house.signIn(eve, `${house.issuer}/account`, 'bob@example.com')
    const form = await eve.open('/account/authenticator')
    const fields = { step: 'confirm', code: codeOf(keyOn(bobs)), setup: setup?.[1] ?? '' }
    expect((await eve.submit(form, fields)).status).toBe(403)
    expect(totps().has('bob')).toBe(false)
  })

  it('asks for a fresh sign-in, and comes back to the page', async () => {
    const bob = house.browser()
    await house.signIn(bob, `${house.issuer}/account`, 'bob@example.com')
    wait(601)
    const page = await bob.open('/account/authenticator')
    expect(page.html).toContain('sign in again before you change this')
    const after = await house.signIn(
      bob,
      `${house.issuer}/account/authenticator`,
      'bob@example.com',
    )
    expect(keyOn(after)).toMatch(/^[A-Z2-7 ]+$/)
  })

  it('row 14: the session that has set it up has a new cookie and two factors', async () => {
    const bob = house.browser()
    const page = await house.signIn(bob, `${house.issuer}/account/authenticator`, 'bob@example.com')
    const before = bob.cookies.get('__Host-sallyport.session')
    await bob.submit(page, { step: 'confirm', code: codeOf(keyOn(page)) })
    expect(bob.cookies.get('__Host-sallyport.session')).not.toBe(before)
    const sessions = [...house.storage.data().sessions.values()].filter(({ sub }) => sub === 'bob')
    expect(sessions).toMatchObject([{ acr: 'urn:sallyport:acr:2fa', amr: ['pwd', 'otp', 'mfa'] }])
    const stolen = house.browser()
    stolen.cookies.set('__Host-sallyport.session', before ?? '')
    expect(await isSignedIn(stolen)).toBe(false)
  })
})

describe('RFC 6238: turning off', () => {
  const remove = async (who: Browser) => {
    const page = await who.open('/account/authenticator/remove')
    return who.submit(page, { step: 'remove' })
  }

  it('asks once more, ends the recovery codes with it, and tells', async () => {
    const page = await remove(browser)
    expect(page.html).toContain('/account/authenticator')
    expect(totps().has('ada')).toBe(false)
    const { factors } = house.storage.forTenant('default')
    expect(await factors.of('ada')).toEqual({ recovery_codes: 0 })
    expect(events()).toContain('factor_removed')
    const other = house.browser()
    expect(isThrough(await second(other))).toBe(true)
  })

  it('asks for the second factor of who has given one alone, also where it is remembered', async () => {
    wait(90)
    const other = house.browser()
    const page = await second(other)
    await other.submit(page, { step: 'totp', code: codeOf(key), remember: 'yes' })
    await other.submit(await other.open('/account'), { action: '/account/sign-out' })
    expect(isThrough(await second(other))).toBe(true) // the browser is remembered
    for (const path of ['authenticator/remove', 'recovery-codes']) {
      const asked = await other.open(`/account/${path}`)
      expect(asksForCode(asked), path).toBe(true)
      expect(asked.html).toContain('once more that it is you')
    }
    wait(30)
    const asked = await other.open('/account/authenticator/remove')
    const after = await give(other, asked, codeOf(key))
    expect(after.html).toContain('value="remove"')
    await other.submit(after, { step: 'remove' })
    expect(totps().has('ada')).toBe(false)
  })

  it('row 13: takes a form of our own, and a fresh sign-in', async () => {
    for (const path of ['authenticator', 'authenticator/remove', 'recovery-codes']) {
      const answer = await browser.request(`/account/${path}`, {
        method: 'POST',
        body: new URLSearchParams({ csrf: 'x' }),
      })
      expect(answer.status, path).toBe(403)
    }
    const page = await browser.open('/account/authenticator/remove')
    wait(700)
    const after = await browser.submit(page, { step: 'remove' })
    expect(after.html).toContain('value="identifier"')
    expect(totps().has('ada')).toBe(true)
  })
})
