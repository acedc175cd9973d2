import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, look, type Visitor, visit } from '../support/chromium.ts'
import { type Everything, startEverything } from '../support/everything.ts'
import { linkIn } from '../support/mailed.ts'
import {
  follow,
  giveEmail,
  giveMailedCode,
  newestMail,
  newPerson,
  PASSWORD,
  press,
  signUp,
  title,
} from './steps.ts'

let browser: Browser
let house: Everything
beforeAll(async () => {
  browser = await launch()
  house = await startEverything()
}, 150_000)
afterAll(async () => {
  await browser?.close()
  await house?.remove()
})

const visitor = (options: { javaScriptEnabled?: boolean } = {}): Promise<Visitor> =>
  visit(browser, [house.issuer, house.webApp], options)

/** Somebody with an account, signed out again. */
async function somebody(name: string, { page }: Visitor) {
  const person = newPerson(name)
  await page.goto(`${house.issuer}/account`)
  await signUp(page, person)
  await press(page, 'Sign out')
  return person
}

async function askForCode({ page }: Visitor, email: string): Promise<void> {
  await page.goto(`${house.issuer}/account`)
  await giveEmail(page, email)
  await press(page, 'Email me a code instead')
}

describe.each([
  { with: 'without JavaScript', javaScriptEnabled: false },
  { with: 'with JavaScript', javaScriptEnabled: true },
])('a code by mail $with', ({ javaScriptEnabled }) => {
  it('signs in by typing it, after a wrong one', async () => {
    const here = await visitor({ javaScriptEnabled })
    const { page, complaints } = here
    const { email } = await somebody('Tina Typing', here)
    await askForCode(here, email)
    await page.getByLabel('Code from the mail').fill('bcdf ghjk')
    await press(page, 'Continue')
    expect(await page.getByRole('alert').textContent()).toContain('not the code we sent last')
    await giveMailedCode(page, email)
    expect(await title(page)).toBe('Your account')
    expect(complaints).toEqual([])
    await here.context.close()
  })

  it('signs in by the link, in the browser that asked', async () => {
    const here = await visitor({ javaScriptEnabled })
    const { page, complaints } = here
    const { email } = await somebody('Lea Linked', here)
    await askForCode(here, email)
    await page.goto(linkIn(await newestMail(page, email, 1)))
    expect(await title(page)).toBe('Continue as')
    await press(page, 'Continue')
    expect(await title(page)).toBe('Your account')
    await page.goto(linkIn(await newestMail(page, email, 1)))
    await press(page, 'Continue')
    expect(await title(page)).toBe('This link does not count any more')
    expect(complaints).toEqual([])
    await here.context.close()
  })

  it('by the link on another device: the number lets the first browser go on by itself', async () => {
    const here = await visitor({ javaScriptEnabled })
    const phone = await visitor({ javaScriptEnabled })
    const { email } = await somebody('Nick Numbered', here)
    await askForCode(here, email)
    const number = (await here.page.locator('.number').textContent()) ?? ''
    await press(here.page, 'I have chosen it')
    expect(await title(here.page)).toBe('Go on at the other device')
    await phone.page.goto(linkIn(await newestMail(here.page, email, 1)))
    await press(phone.page, `The number ${number}`)
    expect(await title(phone.page)).toBe('That is it')
    await here.page.waitForURL(`${house.issuer}/account`, { timeout: 15_000 })
    expect(await title(here.page)).toBe('Your account')
    await phone.page.goto(`${house.issuer}/account`)
    expect(await title(phone.page)).toBe('Sign in')
    expect([...here.complaints, ...phone.complaints]).toEqual([])
    await Promise.all([here.context.close(), phone.context.close()])
  })

  it('replaces a forgotten password, and the account page changes it', async () => {
    const here = await visitor({ javaScriptEnabled })
    const { page, complaints } = here
    const { email } = await somebody('Frida Forgetful', here)
    await page.goto(`${house.issuer}/account`)
    await giveEmail(page, email)
    await follow(page, 'Forgot your password?')
    await page.getByLabel('Email').fill(email)
    await press(page, 'Send the code')
    await newestMail(page, email, 1)
    await giveMailedCode(page, email)
    await page.getByLabel('Password').fill('another few plain words')
    await press(page, 'Save the password')
    expect(await title(page)).toBe('Your account')

    await follow(page, 'Change password')
    await page.getByLabel('Current password').fill('another few plain words')
    await page.getByLabel('New password').fill(PASSWORD)
    await press(page, 'Save')
    expect(await page.getByRole('status').textContent()).toContain('has been changed')
    expect(complaints).toEqual([])
    await here.context.close()
  })
})

describe('every page of codes by mail, on a phone and on a desk, in light and in dark', () => {
  it('of asking for one and of the link', async () => {
    const here = await visitor()
    const phone = await visitor()
    const { page, complaints } = here
    const { email } = await somebody('Petra Pictured', here)
    await askForCode(here, email)
    await look(page, 'code')
    const number = (await page.locator('.number').textContent()) ?? ''
    await press(page, 'Continue')
    await phone.page.goto(linkIn(await newestMail(page, email, 1)))
    await look(phone.page, 'code-link-elsewhere')
    await press(phone.page, `The number ${number}`)
    await look(phone.page, 'code-told')
    await askForCode(here, email)
    await newestMail(page, email, 2)
    await page.goto(linkIn(await newestMail(page, email, 2)))
    await look(page, 'code-link-here')
    await askForCode(here, email)
    await press(page, 'I have chosen it')
    await look(page, 'code-wait')
    expect([...complaints, ...phone.complaints]).toEqual([])
    await Promise.all([here.context.close(), phone.context.close()])
  })

  it('of making an account, of a forgotten password and of changing it', async () => {
    const { context, page, complaints } = await visitor()
    const { email, name } = newPerson('Anna Allpages')
    await page.goto(`${house.issuer}/account`)
    await follow(page, 'Create an account')
    await look(page, 'sign-up-address')
    await page.getByLabel('Email').fill(email)
    await press(page, 'Continue')
    await giveMailedCode(page, email)
    await look(page, 'sign-up-details')
    await page.getByLabel('Name', { exact: true }).fill(name)
    await press(page, 'Create account')
    await look(page, 'account-password')
    await follow(page, 'Set a password')
    await look(page, 'password-set')
    await page.getByLabel('New password').fill(PASSWORD)
    await press(page, 'Save')
    await look(page, 'password-change')
    await page.goto(`${house.issuer}/recover`)
    await look(page, 'recover')
    await page.getByLabel('Email').fill(email)
    await press(page, 'Send the code')
    await newestMail(page, email, 1)
    await giveMailedCode(page, email)
    await look(page, 'recover-password')
    expect(complaints).toEqual([])
    await context.close()
  })
})
