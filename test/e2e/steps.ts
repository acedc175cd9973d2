import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { readVariables } from '../../scripts/lib/dev-vars.ts'
import { root } from '../../scripts/lib/processes.ts'
import { createSeal } from '../../src/bff/seal.ts'
import type { Tokens } from '../../src/bff/tokens.ts'
import type { Mail } from '../../src/flow/mail.ts'
import { codeIn } from '../support/mailed.ts'

/** What a person does, in the words of the pages. */

export const DEMO = 'demo@example.com'
export const PASSWORD = 'correct-horse-battery'
/** The title of the consent page, which names the app where an administrator answers for it. */
export const ALLOW = /^Allow .*access\?$/

export const press = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' }).click()

export const follow = (page: Page, name: string) =>
  page.getByRole('link', { name, exact: true }).click()

export const title = async (page: Page) => (await page.locator('h1').textContent()) ?? ''

export async function giveEmail(page: Page, email: string): Promise<void> {
  await page.getByLabel('Email').fill(email)
  await press(page, 'Continue')
}

export async function givePassword(page: Page, password = PASSWORD): Promise<void> {
  await page.getByLabel('Password').fill(password)
  await press(page, 'Sign in')
}

export async function signIn(page: Page, email = DEMO): Promise<void> {
  await giveEmail(page, email)
  await givePassword(page)
}

export interface NewPerson {
  email: string
  name: string
}

let people = 0
export const newPerson = (name: string): NewPerson => ({
  email: `person-${Date.now()}-${people++}@example.com`,
  name,
})

/** The newest mail to an address, as `npm start` keeps it; it may be on its way. */
export async function newestMail(page: Page, to: string, after = 0): Promise<Mail> {
  const inbox = new URL(`/dev/inbox?to=${encodeURIComponent(to)}`, page.url()).href
  for (let tries = 0; tries < 50; tries++) {
    const response = await page.request.get(inbox, { headers: { Accept: 'application/json' } })
    const { mails } = (await response.json()) as { mails: Mail[] }
    if (mails.length > after && mails[0]) return mails[0]
    await page.waitForTimeout(100)
  }
  throw new Error(`no mail has come to ${to}`)
}

/** On the page that asks for the code of a mail. */
export async function giveMailedCode(page: Page, email: string): Promise<void> {
  await page.getByLabel('Code from the mail').fill(codeIn(await newestMail(page, email)))
  await press(page, 'Continue')
}

/** From a page that asks to sign in, or to sign up. */
export async function signUp(page: Page, { email, name }: NewPerson): Promise<void> {
  if ((await title(page)) === 'Sign in') await follow(page, 'Create an account')
  await page.getByLabel('Email').fill(email)
  await press(page, 'Continue')
  await giveMailedCode(page, email)
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Password').fill(PASSWORD)
  await press(page, 'Create account')
}

/** Waits for the page of the demo app that greets somebody. */
export async function expectHome(page: Page, webApp: string, name: string): Promise<void> {
  await page.waitForURL(`${webApp}/`)
  expect(await title(page)).toBe(name)
}

/** The same session of the demo app a quarter of an hour later: its access token has expired. */
export async function age(context: BrowserContext, webApp: string): Promise<void> {
  const { COOKIE_SECRET = '' } = readVariables(join(root, 'examples', 'web-app', '.dev.vars'))
  const seal = createSeal([COOKIE_SECRET])
  const parts = (await context.cookies(webApp))
    .filter(({ name }) => /^__Host-bff(\.\d)?$/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const sealed = parts.map(({ value }) => value).join('')
  const tokens = (await seal.open('session', sealed)) as Tokens | undefined // as session.ts has sealed it
  if (tokens === undefined) throw new Error('the demo app has set no session cookie')
  const now = Math.floor(Date.now() / 1000)
  const aged = { ...tokens, refresh_at: now - 60, expires_at: now - 1 }
  const value = await seal.seal('session', aged, now + 3600)
  const size = Math.ceil(value.length / parts.length)
  await context.addCookies(
    parts.map((part, place) => ({
      ...part,
      value: value.slice(place * size, (place + 1) * size),
    })),
  )
}
