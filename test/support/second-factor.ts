import { Secret, TOTP } from 'otpauth'
import type { Browser, Page } from './browser.ts'
import { PASSWORD } from './fixtures.ts'
import type { House } from './house.ts'

/** What an app with this key shows, now or some seconds away. */
export const codeOf = (key: string, away = 0): string =>
  new TOTP({ secret: Secret.fromBase32(key.replaceAll(' ', '')) }).generate({
    timestamp: Date.now() + away * 1000,
  })

/** The key that a page shows for typing. */
export const keyOn = (page: Page): string => {
  const [, key = ''] = /<pre class="key"[^>]*>\s*([A-Z2-7 ]+?)\s*<\/pre>/.exec(page.html) ?? []
  if (key === '') throw new Error(`no key on: ${page.html}`)
  return key
}

export const codesOn = (page: Page): string[] =>
  page.html.match(/[0-9A-Z]{5}-[0-9A-Z]{5}(?=[\n\s<])/g)?.slice(0, 10) ?? []

/** A person signs in and turns the second factor on. Answers the key and the recovery codes. */
export async function turnOn(house: House, browser: Browser, email = 'ada@example.com') {
  const page = await house.signIn(browser, `${house.issuer}/account/authenticator`, email)
  const key = keyOn(page)
  const after = await browser.submit(page, { step: 'confirm', code: codeOf(key, -30) })
  const codes = codesOn(after)
  if (codes.length !== 10) throw new Error(`no recovery codes on: ${after.html}`)
  return { key, codes, page: after }
}

/** Gives address and password: to the second proof, or past it. */
export async function firstProof(browser: Browser, url: string, email = 'ada@example.com') {
  const page = await browser.open(url)
  const next = await browser.submit(page, { step: 'identifier', email })
  return browser.submit(next, { step: 'password', email, password: PASSWORD })
}

/** What an app would be given by its QR code. */
export const addressOn = (page: Page): string =>
  /href="(otpauth:[^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&') ?? ''

export const asksForCode = (page: Page) => page.html.includes('action="/sign-in/second/totp"')

export const isSignedIn = async (who: Browser) =>
  (await who.open('/account')).html.includes('/account/sign-out')
