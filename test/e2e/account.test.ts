import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
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

const visitor = (javaScriptEnabled: boolean): Promise<Visitor> =>
  visit(browser, [house.issuer, house.webApp], { javaScriptEnabled, acceptDownloads: true })

describe.each([
  { with: 'without JavaScript', javaScriptEnabled: false },
  { with: 'with JavaScript', javaScriptEnabled: true },
])('an account $with', ({ javaScriptEnabled }) => {
  it('is seen, changed, secured, taken along, deleted, kept, and deleted again', async () => {
    const { context, page, complaints } = await visitor(javaScriptEnabled)
    const person = newPerson('Ines Account')
    await page.goto(house.webApp)
    await follow(page, 'Sign in')
    await signUp(page, person)
    await press(page, 'Allow')
    await expectHome(page, house.webApp, person.name)

    await page.goto(`${house.issuer}/account`)
    await page.getByText('Demo SaaS app').waitFor()
    expect(await page.getByText('last used').count()).toBe(1)
    await follow(page, 'Profile')
    await page.getByLabel('Full name').fill('Ines Newname')
    await page.getByLabel('Language of mails').selectOption('fr')
    await press(page, 'Save')
    expect(await page.getByRole('status').textContent()).toBe('Your profile is saved.')

    const other = await visitor(javaScriptEnabled)
    await other.page.goto(`${house.issuer}/account`)
    await signIn(other.page, person.email)
    await other.page.getByText('Ines Newname').waitFor()

    await follow(page, 'Activity')
    const newest = page.getByRole('listitem').first()
    expect(await newest.textContent()).toContain('Signed in')
    await newest.getByRole('link', { name: 'This was not me' }).click()
    expect(await title(page)).toBe('Secure your account')
    await press(page, 'Sign out everywhere else and disconnect all apps')
    expect(await page.getByRole('status').textContent()).toContain('no app has access')
    await other.page.reload()
    expect(await title(other.page)).toBe('Sign in')
    await follow(page, 'Finished: back to the account')
    await page.getByText('No app has access').waitFor()

    await follow(page, 'Your data')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      press(page, 'Download your data'),
    ])
    const data = JSON.parse(readFileSync(await download.path(), 'utf8'))
    expect(data.user).toMatchObject({ email: person.email, claims: { name: 'Ines Newname' } })
    expect(data.activity.length).toBeGreaterThan(3)

    const leave = async () => {
      await page.goto(`${house.issuer}/account/data`)
      await follow(page, 'Delete my account …')
      await press(page, 'Delete my account')
      expect(await title(page)).toBe('Your account will be deleted')
    }
    await leave()
    await page.goto(`${house.issuer}/account/profile`)
    await signIn(page, person.email)
    expect(await title(page)).toBe('Your account will be deleted')
    await press(page, 'Keep my account')
    expect(await title(page)).toBe('Profile') // where they were going
    await leave()
    await page.goto(`${house.issuer}/account`)
    expect(await title(page)).toBe('Sign in')
    expect([...complaints, ...other.complaints].filter((one) => !/ERR_ABORTED/.test(one))).toEqual(
      [],
    )
    await Promise.all([context.close(), other.context.close()])
  })
})

describe('the pages of an account, on a phone and on a desk, in light and in dark', () => {
  it('look calm and are accessible', async () => {
    const { context, page, complaints } = await visitor(true)
    const person = newPerson('Olga Onlooker')
    await page.goto(house.webApp)
    await follow(page, 'Sign in')
    await signUp(page, person)
    await press(page, 'Allow')
    await expectHome(page, house.webApp, person.name)
    await page.goto(`${house.issuer}/account`)
    await look(page, 'account-overview')
    for (const name of ['Profile', 'Activity', 'Your data'] as const) {
      await follow(page, name)
      await look(page, `account-${name.split(' ').at(-1)?.toLowerCase()}`)
    }
    await follow(page, 'Delete my account …')
    await look(page, 'account-delete')
    await page.goto(`${house.issuer}/account/activity`)
    await page.getByRole('link', { name: 'This was not me' }).first().click()
    await look(page, 'account-lock-down')
    await press(page, 'Sign out everywhere else and disconnect all apps')
    await look(page, 'account-lock-down-done')
    await page.goto(`${house.issuer}/account/delete`)
    await press(page, 'Delete my account')
    await look(page, 'account-left')
    await page.goto(`${house.issuer}/account`)
    await signIn(page, person.email)
    await look(page, 'account-leaving')
    expect(complaints).toEqual([])
    await context.close()
  })
})
