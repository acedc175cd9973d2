import { setTimeout as patience } from 'node:timers/promises'
import { Secret, TOTP } from 'otpauth'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, look, visit } from '../support/chromium.ts'
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

const PHONE = { width: 390, height: 844 }
const ENTER = 'Enter the code from your app'

/** An app that gives each code once, as its person does: who is too quick waits for the next. */
function appWith(key: string) {
  const totp = new TOTP({ secret: Secret.fromBase32(key.replaceAll(/\s/g, '')) })
  const step = () => Math.floor(Date.now() / 30_000)
  let last = 0
  return async () => {
    last = Math.max(last + 1, step() - 1)
    while (last > step() + 1) await patience(500)
    return totp.generate({ timestamp: last * 30_000 })
  }
}

const visitor = (javaScriptEnabled: boolean) =>
  visit(browser, [house.issuer, house.webApp], { javaScriptEnabled, viewport: PHONE })

async function giveCode(page: Page, code: string, label = 'Code from the app') {
  await page.getByLabel(label).fill(code)
  await press(page, 'Continue')
}

/** On the account page, a new person's: sets the app up. */
async function setUp(page: Page, looked?: (page: Page, name: string) => Promise<void>) {
  await page.goto(`${house.issuer}/account`)
  await looked?.(page, 'account-without-second-factor')
  await follow(page, 'Set up')
  await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
  const next = appWith((await page.locator('.key').textContent()) ?? '')
  await page.getByLabel('Code from the app').fill('123')
  await press(page, 'Turn on')
  expect(await page.getByRole('alert').textContent()).toContain('not right')
  await looked?.(page, 'authenticator-set-up')
  await page.getByLabel('Code from the app').fill(await next())
  await press(page, 'Turn on')
  const codes = ((await page.locator('.codes').textContent()) ?? '').trim().split(/\s+/)
  expect(codes).toHaveLength(10)
  const download = page.waitForEvent('download')
  await follow(page, 'Download as a text file')
  const stream = await (await download).createReadStream()
  const file = Buffer.concat(await stream.toArray()).toString()
  expect(file.trim().split('\n').slice(-10)).toEqual(codes)
  await looked?.(page, 'recovery-codes')
  await press(page, 'I have saved them')
  await page.getByText('10 left.').waitFor()
  await looked?.(page, 'account-with-second-factor')
  return { next, codes }
}

async function signOutAndIn(page: Page, email: string) {
  await page.goto(`${house.issuer}/account`)
  await page.getByRole('button', { name: 'Sign out', exact: true }).first().click()
  await signIn(page, email)
}

describe.each([
  { with: 'without JavaScript', javaScriptEnabled: false },
  { with: 'with JavaScript', javaScriptEnabled: true },
])('a second factor, $with', ({ javaScriptEnabled }) => {
  const looked = javaScriptEnabled ? look : undefined

  it('is set up, asked for, remembered, and asked for again where it matters', async () => {
    const { context, page, complaints } = await visitor(javaScriptEnabled)
    const person = newPerson('Ruth Careful')
    await page.goto(`${house.webApp}/auth/login`)
    await signUp(page, person)
    await press(page, 'Allow')
    await expectHome(page, house.webApp, person.name)
    const { next, codes } = await setUp(page, looked)

    await signOutAndIn(page, person.email)
    expect(await title(page)).toBe(ENTER)
    await giveCode(page, '000000')
    expect(await page.getByRole('alert').textContent()).toContain('not right')
    await looked?.(page, 'second-proof')
    await page.getByLabel('Don’t ask for the code').check()
    await giveCode(page, await next())
    await page.getByText('Browsers that skip the second step').waitFor()

    await signOutAndIn(page, person.email)
    expect(await title(page)).toBe('Your account') // the browser is remembered

    await page.goto(house.webApp)
    await page.getByLabel('New note').fill('Buy bread')
    await press(page, 'Call the API')
    await follow(page, 'Delete all notes')
    await press(page, 'Delete them all')
    expect(await title(page)).toBe(ENTER)
    await page.getByText('asks for a second proof').waitFor()
    await looked?.(page, 'step-up')
    await giveCode(page, await next())
    await page.waitForURL(`${house.webApp}/notes/clear`)
    await press(page, 'Delete them all')
    await page.waitForURL(`${house.webApp}/`)
    await page.getByText('No notes yet').waitFor()

    const elsewhere = await visitor(javaScriptEnabled)
    await elsewhere.page.goto(`${house.issuer}/account`)
    await signIn(elsewhere.page, person.email)
    await press(elsewhere.page, 'Use a recovery code')
    await looked?.(elsewhere.page, 'second-proof-recovery')
    await giveCode(elsewhere.page, codes[0] ?? '', 'Recovery code')
    await elsewhere.page.getByText('9 left.').waitFor()
    await follow(elsewhere.page, 'Turn off')
    await looked?.(elsewhere.page, 'authenticator-remove')
    await press(elsewhere.page, 'Turn off')
    await elsewhere.page.getByRole('link', { name: 'Set up', exact: true }).waitFor()
    expect([...complaints, ...elsewhere.complaints]).toEqual([])
    await Promise.all([context.close(), elsewhere.context.close()])
  })
})

describe('who has no second factor, and needs one', () => {
  it('sets it up on the way from the app, and comes back to it', async () => {
    const { context, page, complaints } = await visitor(false)
    const person = newPerson('Otto Sudden')
    await page.goto(`${house.webApp}/auth/login`)
    await signUp(page, person)
    await press(page, 'Allow')
    await expectHome(page, house.webApp, person.name)
    await page.goto(`${house.webApp}/notes/clear`)
    await press(page, 'Delete them all')
    expect(await title(page)).toBe('Set up an authenticator app')
    await press(page, 'Not now')
    await page.waitForURL(`${house.webApp}/auth/callback**`)
    expect(await title(page)).toBe('That was not done')

    await page.goto(`${house.webApp}/notes/clear`)
    await press(page, 'Delete them all')
    const next = appWith((await page.locator('.key').textContent()) ?? '')
    await page.getByLabel('Code from the app').fill(await next())
    await press(page, 'Turn on')
    await press(page, 'I have saved them')
    await page.waitForURL(`${house.webApp}/notes/clear`)
    await press(page, 'Delete them all')
    await page.waitForURL(`${house.webApp}/`)
    expect(complaints).toEqual([])
    await context.close()
  })
})
