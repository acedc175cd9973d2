import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, look, visit } from '../support/chromium.ts'
import { type Everything, startEverything } from '../support/everything.ts'
import { DEMO, PASSWORD, press, title } from './steps.ts'

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

/** From the foot of a page. */
async function choose(page: Page, name: string): Promise<void> {
  await page.locator('.languages summary').click()
  await press(page, name)
}

const directionOf = (page: Page) => page.locator('html').getAttribute('dir')

describe('Languages', () => {
  it('one is chosen in the foot of a page without JavaScript, and stays from sign-in to the account', async () => {
    const origins = [house.issuer, house.webApp]
    const { page, complaints } = await visit(browser, origins, { javaScriptEnabled: false })
    await page.goto(`${house.webApp}/auth/login`)
    await choose(page, 'العربية')
    expect(await title(page)).toBe('تسجيل الدخول')
    expect(await directionOf(page)).toBe('rtl')
    await page.getByLabel('البريد الإلكتروني').fill(DEMO)
    await press(page, 'متابعة')
    await page.getByLabel('كلمة المرور').fill(PASSWORD)
    await press(page, 'تسجيل الدخول')
    expect(await title(page)).toContain('هل تسمح بالوصول')
    await press(page, 'السماح')
    await page.waitForURL(`${house.webApp}/`)

    await page.goto(`${house.issuer}/account`)
    expect(await title(page)).toBe('حسابك')
    await choose(page, 'English')
    expect(await title(page)).toBe('Your account')
    expect(await directionOf(page)).toBe('ltr')
    expect(complaints).toEqual([])
  })

  it('Arabic reads from right to left on a phone and on a desk, in light and in dark', async () => {
    const { page, complaints } = await visit(browser, [house.issuer, house.webApp])
    await page.goto(`${house.webApp}/auth/login`)
    await choose(page, 'العربية')
    await look(page, 'ar-sign-in')
    await page.getByLabel('البريد الإلكتروني').fill('alice@example.com')
    await press(page, 'متابعة')
    await page.getByLabel('كلمة المرور').fill(PASSWORD)
    await press(page, 'تسجيل الدخول')
    await page.getByRole('button', { name: 'السماح' }).waitFor()
    await look(page, 'ar-consent')
    await page.goto(`${house.issuer}/account`)
    await look(page, 'ar-account')
    expect(complaints).toEqual([])
  })
})
