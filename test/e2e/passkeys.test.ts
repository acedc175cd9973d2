import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, look, type Visitor, visit } from '../support/chromium.ts'
import { type Everything, startEverything } from '../support/everything.ts'
import { expectHome, follow, newPerson, press, signIn, signUp, title } from './steps.ts'

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

interface Keeper extends Visitor {
  /** Whether it answers by itself, as if its person had touched it. */
  touch(is: boolean): Promise<void>
  credentials(): Promise<number>
}

/** A browser whose device keeps passkeys. WebAuthn Level 3 §11. */
async function keeper(): Promise<Keeper> {
  const visitor = await visit(browser, [house.issuer, house.webApp])
  const cdp: CDPSession = await visitor.context.newCDPSession(visitor.page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    ...visitor,
    touch: async (enabled) => {
      await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
    },
    credentials: async () =>
      (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
  }
}

/** Until the script has found out that this browser keeps passkeys. */
const known = (page: Page) =>
  page.waitForFunction("document.cookie.includes('passkeys=able')", undefined, { timeout: 10_000 })

const SUGGESTED = 'Sign in faster next time'
const myPasskeys = (page: Page) => page.getByRole('region', { name: 'Passkeys' })

describe('WebAuthn Level 3 in a browser', () => {
  it('an account, a passkey on the next page, and in again from the autofill and by the button', async () => {
    const { context, page, complaints, touch, credentials } = await keeper()
    const person = newPerson('Petra Passkey')
    await page.goto(`${house.webApp}/auth/login`)
    await known(page)
    await signUp(page, person)
    expect(await title(page)).toBe(SUGGESTED)
    await look(page, 'passkey-suggested')
    await press(page, 'Create a passkey')
    await page.getByText(`Signed in as ${person.email}`).waitFor()
    expect(await credentials()).toBe(1)
    await press(page, 'Allow')
    await expectHome(page, house.webApp, person.name)

    await page.goto(`${house.issuer}/account`)
    await expect.poll(() => myPasskeys(page).getByRole('listitem').count()).toBe(1)
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click()
    // signed out, and straight in again: the browser fills in who has a passkey
    await page.goto(`${house.issuer}/account`)
    await expect.poll(() => title(page)).toBe('Your account')
    await page.getByText(person.email).first().waitFor()

    await touch(false)
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click()
    await page.goto(`${house.issuer}/account`)
    expect(await title(page)).toBe('Sign in')
    await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor()
    await look(page, 'sign-in-passkey')
    // what waits in the background is not touched by this; what is asked from now on is
    await touch(true)
    await press(page, 'Sign in with a passkey')
    await expect.poll(() => title(page)).toBe('Your account')
    expect(complaints).toEqual([])
    await context.close()
  })

  it('is named, seen and removed on the account page', async () => {
    const { context, page, complaints } = await keeper()
    await page.goto(`${house.issuer}/account`)
    await known(page)
    await signUp(page, newPerson('Nils Namer'))
    expect(await title(page)).toBe(SUGGESTED)
    await press(page, 'Not now')
    await expect.poll(() => title(page)).toBe('Your account')
    await follow(page, 'Add a passkey')
    await look(page, 'passkey-add')
    await press(page, 'Create a passkey')
    const mine = myPasskeys(page)
    await mine.getByText('Your passkey was added.').waitFor()
    await mine.getByText('Chrome on Linux').waitFor()
    await mine.getByText('not used yet').waitFor()
    await look(page, 'account-passkeys')

    await mine.getByText('Rename', { exact: true }).click()
    await mine.getByLabel('Name of the passkey').fill('The blue laptop')
    await look(page, 'account-passkeys-rename')
    await mine.getByRole('button', { name: 'Save' }).click()
    await mine.getByText('The new name was saved.').waitFor()
    await mine.getByText('The blue laptop').first().waitFor()

    await mine.getByRole('link', { name: 'Remove The blue laptop' }).click()
    expect(await title(page)).toBe('Remove this passkey?')
    await look(page, 'passkey-remove')
    await press(page, 'Remove passkey')
    await mine.getByText('The passkey was removed.').waitFor()
    expect(await mine.getByRole('listitem').count()).toBe(0)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('who says "Not now" is not asked again, and nobody is whose browser keeps none', async () => {
    const { context, page, complaints } = await keeper()
    const person = newPerson('Lou Later')
    await page.goto(`${house.webApp}/auth/login`)
    await known(page)
    await signUp(page, person)
    await press(page, 'Not now')
    await press(page, 'Allow')
    await expectHome(page, house.webApp, person.name)
    await context.clearCookies({ name: '__Host-sallyport.session' })
    await page.goto(`${house.issuer}/account`)
    await signIn(page, person.email)
    await expect.poll(() => title(page)).toBe('Your account')
    expect(complaints).toEqual([])
    await context.close()

    const without = await visit(browser, [house.issuer], { javaScriptEnabled: false })
    await without.page.goto(`${house.issuer}/account`)
    expect(await without.page.getByRole('button', { name: /passkey/ }).count()).toBe(0)
    await signIn(without.page, person.email)
    expect(await title(without.page)).toBe('Your account')
    await follow(without.page, 'Add a passkey')
    await without.page.getByText('This takes JavaScript').waitFor()
    await without.context.close()
  })
})
