import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { codeOf, codesOn, firstProof, isSignedIn, turnOn } from '../support/second-factor.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let browser: Browser
let key: string
let codes: string[]

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
  browser = house.browser()
  ;({ key, codes } = await turnOn(house, browser))
})
afterEach(() => void vi.useRealTimers())

const code = (place: number) => codes[place] ?? ''
const events = () => house.storage.data().audit.map(({ event }) => event)
const isThrough = (html: string) => html.includes('name="decision"')
/** To the page that asks for a recovery code. */
async function reach(who: Browser) {
  const page = await firstProof(who, house.authorizeUrl())
  return who.submit(page, { use: 'recovery-code' })
}
async function give(typed: string, who = house.browser()) {
  const page = await reach(who)
  return who.submit(page, { step: 'recovery-code', code: typed })
}
async function makeAnew() {
  const page = await browser.open('/account/recovery-codes')
  return codesOn(await browser.submit(page, { step: 'remake' }))
}
const left = async () => {
  const [, text = ''] =
    /Recovery codes<\/strong><small>([^<]*)/.exec((await browser.open('/account')).html) ?? []
  return text.trim()
}

describe('NIST SP 800-63B-4: recovery codes', () => {
  it('are ten, shown once, and kept so that nobody reads them', async () => {
    expect(new Set(codes).size).toBe(10)
    for (const one of codes) expect(one).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/)
    const kept = JSON.stringify([...(house.storage.data().factors.codes.get('ada') ?? [])])
    for (const one of codes) expect(kept).not.toContain(one.slice(0, 5))
    for (const path of ['/account', '/account/recovery-codes', '/account/authenticator']) {
      expect((await browser.open(path)).html).not.toContain(code(0))
    }
    expect(await left()).toBe('10 left.')
  })

  it('can be downloaded as a text file without a script', async () => {
    const other = house.browser()
    const { page, codes: bobs } = await turnOn(house, other, 'bob@example.com')
    const [, href = ''] = /download="recovery-codes.txt" href="([^"]*)"/.exec(page.html) ?? []
    const text = await (await fetch(href)).text()
    expect(text.split('\n').slice(2, 12)).toEqual(bobs)
    expect(page.headers.get('cache-control')).toBe('no-store')
  })

  // goes red when spendRecoveryCode does not look whether it was used
  it('row 35: each signs in once, beside the password, and its person hears of it', async () => {
    const page = await give(code(3))
    expect(isThrough(page.html)).toBe(true)
    const { amr, acr } = [...house.storage.data().sessions.values()].at(-1) ?? {}
    expect([acr, amr]).toEqual(['urn:sallyport:acr:2fa', ['pwd', 'otp', 'mfa']])
    expect(events()).toContain('recovery_code_used')
    expect((await give(code(3))).status).toBe(400)
    expect(await left()).toBe('9 left.')
    expect(isThrough((await give(code(4))).html)).toBe(true)
  })

  it('row 35: of 50 who send one at once one is signed in', async () => {
    const other = house.browser()
    const page = await reach(other)
    const before = house.storage.data().sessions.size
    const fields = { step: 'recovery-code', code: code(0) }
    await Promise.all(Array.from({ length: 50 }, () => other.submit(page, fields)))
    expect(house.storage.data().sessions.size).toBe(before + 1)
    expect(await left()).toBe('9 left.')
  })

  it('are read as people type them, and nothing else is one', async () => {
    const typed = [
      code(0).toLowerCase(),
      code(1).replace('-', ''),
      ` ${code(2).replace('-', ' - ')} `,
      code(3).replaceAll('0', 'o').replaceAll('1', 'l'),
    ]
    for (const one of typed) expect(isThrough((await give(one)).html), one).toBe(true)
    const bobs = await turnOn(house, house.browser(), 'bob@example.com')
    const wrong = ['', 'x', code(5).slice(0, 9), `${code(5)}A`, bobs.codes[0] ?? '', codeOf(key)]
    for (const one of wrong) expect((await give(one)).status, one).toBe(400)
  })

  it('row 35: guesses at them and at the app’s codes are counted together', async () => {
    const other = house.browser()
    const page = await reach(other)
    const guess = (n: number) =>
      other.submit(page, { step: 'recovery-code', code: `AAAAA-AAAA${n % 10}` })
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => guess(n)))
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(5)
    const app = await other.submit(page, { use: 'totp' })
    await other.submit(app, { step: 'totp', code: codeOf(key) })
    expect(await isSignedIn(other)).toBe(false)
  })

  it('made anew, the former are dead', async () => {
    const anew = await makeAnew()
    expect(anew).toHaveLength(10)
    expect(anew.filter((one) => codes.includes(one))).toEqual([])
    expect((await give(code(0))).status).toBe(400)
    expect(isThrough((await give(anew[0] ?? '')).html)).toBe(true)
    expect(events().filter((event) => event === 'recovery_codes_made')).toHaveLength(2)
  })

  it('warn when few are left, and when none is', async () => {
    expect((await browser.open('/account')).html).not.toContain('before you run out')
    const { factors } = house.storage.forTenant('default')
    const tags = await factors.recoveryCodes('ada')
    for (const tag of tags.slice(0, 7)) await factors.spendRecoveryCode('ada', tag, 0)
    expect(await left()).toBe('3 left. Make new ones before you run out.')
    for (const tag of tags.slice(7)) await factors.spendRecoveryCode('ada', tag, 0)
    expect(await left()).toBe('None left. Make new ones before you run out.')
    const page = await firstProof(house.browser(), house.authorizeUrl())
    expect(page.html).not.toContain('value="recovery-code"') // it is not offered any more
  })

  it('are no factor by themselves: who has no other is asked for none, and makes none', async () => {
    const { factors } = house.storage.forTenant('default')
    await factors.replaceRecoveryCodes('bob', ['tag'], 0)
    const bob = house.browser()
    const page = await firstProof(bob, house.authorizeUrl(), 'bob@example.com')
    expect(isThrough(page.html)).toBe(true)
    expect((await bob.open('/account/recovery-codes')).html).toContain('action="/account/sign-out"')
    expect((await bob.open('/account')).html).not.toContain('Recovery codes')
  })

  it('hold under every secret of the server that opens', async () => {
    const before = 'Hm7vX2kR9tLw4sHc8nYb5jZp3fDg6aUe1oTi0xVq'
    const now = 'Qm7vX2kR9tLw4sHc8nYb5jZp3fDg6aUe1oTi0xVr'
    const later = await testServer({ storage: house.storage, secrets: [before, now] })
    const other = later.browser()
    const page = await firstProof(other, later.authorizeUrl())
    const asked = await other.submit(page, { use: 'recovery-code' })
    const after = await other.submit(asked, { step: 'recovery-code', code: code(0) })
    expect(isThrough(after.html)).toBe(true)
  })
})
