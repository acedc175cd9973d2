import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, look, type Visitor, visit } from '../support/chromium.ts'
import { type Everything, startEverything } from '../support/everything.ts'
import {
  ALLOW,
  age,
  DEMO,
  expectHome,
  follow,
  giveEmail,
  givePassword,
  newPerson,
  press,
  signIn,
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

describe.each([
  {
    with: 'without JavaScript',
    javaScriptEnabled: false,
    person: { email: DEMO, name: 'Demo Anne Person' },
  },
  {
    with: 'with JavaScript',
    javaScriptEnabled: true,
    person: { email: 'alice@example.com', name: 'Alice Example' },
  },
])('the main job $with', ({ javaScriptEnabled, person: { email, name } }) => {
  it('from the demo app through sign-in and consent to the API, and out again', async () => {
    const { context, page, complaints } = await visitor({ javaScriptEnabled })
    await page.goto(house.webApp)
    await follow(page, 'Sign in')
    expect(page.url()).toContain(`${house.issuer}/authorize`)
    await giveEmail(page, email)
    await givePassword(page, 'not-the-password')
    expect(await page.getByRole('alert').textContent()).toContain('do not go together')
    await givePassword(page)

    expect(await title(page)).toMatch(ALLOW)
    expect(await page.locator('.facts').textContent()).toContain('localhost')
    await page.getByText('Add and change your notes').waitFor()
    await press(page, 'Allow')
    await expectHome(page, house.webApp, name)

    const note = `Buy bread, ${javaScriptEnabled}`
    await page.getByLabel('New note').fill(note)
    await press(page, 'Call the API')
    expect(await page.getByRole('listitem').allTextContents()).toContainEqual(
      expect.stringContaining(note),
    )

    await page.goto(`${house.issuer}/account`)
    await page.getByText('This browser').waitFor()
    await page.getByText('Demo SaaS app').waitFor()
    await press(page, 'Disconnect')
    expect(await page.getByRole('status').textContent()).toBe('The app no longer has access.')
    expect(await page.getByText('Demo SaaS app').count()).toBe(0)

    await age(context, house.webApp)
    await page.goto(house.webApp)
    expect(await title(page)).toBe('A place for your notes.')

    await follow(page, 'Sign in') // the session is still there; the consent is not
    await press(page, 'Allow')
    await expectHome(page, house.webApp, name)
    await press(page, 'Sign out')
    await page.waitForURL(`${house.webApp}/`)
    expect(await title(page)).toBe('A place for your notes.')
    await page.goto(`${house.issuer}/account`)
    expect(await title(page)).toBe('Sign in')
    expect(complaints).toEqual([])
    await context.close()
  })

  it('somebody new makes an account and comes back with their name', async () => {
    const { context, page, complaints } = await visitor({ javaScriptEnabled })
    const person = newPerson('Grace Newcomer')
    await page.goto(`${house.webApp}/auth/login`)
    await signUp(page, person)
    await page.getByText(`Signed in as ${person.email}`).waitFor()
    await press(page, 'Allow')
    await expectHome(page, house.webApp, person.name)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('who says no is told so in words, and is asked again next time', async () => {
    const { context, page, complaints } = await visitor({ javaScriptEnabled })
    await page.goto(`${house.webApp}/auth/login`)
    await signUp(page, newPerson('Paul Reluctant'))
    await press(page, 'Cancel')
    await page.waitForURL(`${house.webApp}/auth/callback**`)
    expect(await title(page)).toBe('You are not signed in')
    await page.getByText('The sign-in was cancelled.').waitFor()
    await follow(page, 'Back to the start')
    await follow(page, 'Sign in')
    expect(await title(page)).toMatch(ALLOW)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('an unticked permission is not given', async () => {
    const { context, page, complaints } = await visitor({ javaScriptEnabled })
    await page.goto(`${house.webApp}/auth/login`)
    await signUp(page, newPerson('Ida Careful'))
    await page.getByLabel('Add and change your notes').uncheck()
    await press(page, 'Allow')
    await expectHome(page, house.webApp, 'Ida Careful')
    await page.getByLabel('New note').fill('not mine to write')
    // an answer of the API, shown as a page with its own status
    await press(page, 'Call the API')
    expect(await page.getByText('You did not allow this application to do that.').count()).toBe(1)
    expect(complaints.filter((one) => !one.includes('/notes/add'))).toEqual([])
    await context.close()
  })

  it('a session in another browser is listed, and can be ended from here', async () => {
    const person = newPerson('Nora Twoplaces')
    const here = await visitor({ javaScriptEnabled })
    await here.page.goto(`${house.issuer}/account`)
    await signUp(here.page, person)
    const there = await visitor({ javaScriptEnabled })
    await there.page.goto(`${house.issuer}/account`)
    await signIn(there.page, person.email)
    expect(await title(there.page)).toBe('Your account')

    await here.page.goto(`${house.issuer}/account`)
    const sessions = here.page.getByRole('region', { name: 'Where you are signed in' })
    expect(await sessions.getByRole('listitem').count()).toBe(2)
    await sessions.getByRole('button', { name: 'Sign out', exact: true }).click()
    expect(await here.page.getByRole('status').textContent()).toBe('That session has ended.')
    expect(await sessions.getByRole('listitem').count()).toBe(1)
    await there.page.reload()
    expect(await title(there.page)).toBe('Sign in')
    await here.page.reload()
    expect(await title(here.page)).toBe('Your account')
    expect([...here.complaints, ...there.complaints]).toEqual([])
    await Promise.all([here.context.close(), there.context.close()])
  })
})

describe('every page, on a phone and on a desk, in light and in dark', () => {
  it('of signing in and up', async () => {
    const { context, page, complaints } = await visitor()
    await page.goto(house.webApp)
    await look(page, 'app-welcome')
    await follow(page, 'Sign in')
    await look(page, 'sign-in')
    await giveEmail(page, DEMO)
    await look(page, 'password')
    await givePassword(page, 'not-the-password')
    await look(page, 'password-wrong')
    await press(page, 'Change email')
    await follow(page, 'Create an account')
    await look(page, 'sign-up')
    await signUp(page, newPerson('Max Askedfirst'))
    await look(page, 'consent')
    // a phone with the bars of its browser, and a small laptop: nobody has to look for the answer
    for (const [width, height] of [
      [390, 664],
      [1024, 600],
    ] as const) {
      await page.setViewportSize({ width, height })
      const box = await page.getByRole('button', { name: 'Allow' }).boundingBox()
      expect(box && box.y + box.height, `at ${width} x ${height}`).toBeLessThanOrEqual(height)
    }
    expect(complaints).toEqual([])
    await context.close()
  })

  it('of coming back, and of the demo app', async () => {
    const { context, page } = await visitor()
    const callback = `${house.webApp}/auth/callback**`
    await page.goto(`${house.webApp}/auth/login`)
    await signUp(page, newPerson('Wim Waiting'))
    await page.route(callback, (route) => route.fulfill({ status: 204 })) // stays on the page before
    await press(page, 'Allow')
    await page.waitForURL(`${house.issuer}/return**`)
    await look(page, 'return')
    await page.unroute(callback)
    await follow(page, 'Continue')
    await expectHome(page, house.webApp, 'Wim Waiting')
    await page.getByLabel('New note').fill('Bring the boots to the cobbler before Friday')
    await press(page, 'Call the API')
    await look(page, 'app-home')
    await page.goto(`${house.webApp}/nothing-here`)
    await look(page, 'app-problem')
    await page.goto(`${house.webApp}/auth/callback?error=access_denied&state=none`)
    await look(page, 'app-expired')
    await context.close()
  })

  it('of the account and of signing out', async () => {
    const { context, page, complaints } = await visitor()
    const other = await visitor()
    const person = newPerson('Lena Lookaround')
    await page.goto(`${house.webApp}/auth/login`)
    const request = page.url()
    await signUp(page, person)
    await press(page, 'Allow')
    await expectHome(page, house.webApp, person.name)
    await other.page.goto(`${house.issuer}/account`)
    await signIn(other.page, person.email)
    await page.goto(house.issuer)
    await look(page, 'welcome')
    await follow(page, 'Your account')
    await look(page, 'account')
    await page.goto(`${request}&prompt=select_account`)
    await look(page, 'choose-account')
    await page.goto(`${request}&prompt=login`)
    await look(page, 'sign-in-again')
    await page.goto(`${house.issuer}/logout`)
    await look(page, 'sign-out')
    await press(page, 'Sign out')
    await look(page, 'signed-out')
    expect(complaints).toEqual([])
    await Promise.all([context.close(), other.context.close()])
  })

  it('of what can go wrong', async () => {
    const { context, page, complaints } = await visitor()
    await page.goto(`${house.issuer}/authorize?client_id=nobody`)
    expect(await title(page)).toBe('We do not know this app')
    await look(page, 'error-unknown-client')
    await page.goto(
      `${house.issuer}/authorize?client_id=demo-app&redirect_uri=https://evil.example`,
    )
    await look(page, 'error-redirect-mismatch')
    await page.goto(`${house.issuer}/return?to=nowhere`)
    await look(page, 'error-expired')
    expect(complaints.filter((one) => !one.includes('/return'))).toEqual([])
    await context.close()
  })
})
