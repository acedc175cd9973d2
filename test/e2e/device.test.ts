import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, look, visit } from '../support/chromium.ts'
import { type Everything, startEverything } from '../support/everything.ts'
import { press, signIn, title } from './steps.ts'

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

const PHONE = { viewport: { width: 390, height: 844 } }

/** A television in one browser, a phone without JavaScript in another. */
async function living() {
  const origins = [house.issuer, house.webApp]
  const television = await visit(browser, origins, { viewport: { width: 1280, height: 720 } })
  const phone = await visit(browser, origins, { ...PHONE, javaScriptEnabled: false })
  await television.page.goto(`${house.webApp}/tv`)
  return { television, phone, user_code: await codeOn(television.page) }
}

const codeOn = async (page: Page) => (await page.locator('.user-code').textContent()) ?? ''

async function type(page: Page, code: string) {
  await page.getByLabel('Code').fill(code)
  await press(page, 'Continue')
}

describe('RFC 8628', () => {
  it('§3.3 somebody types the code of a television on their phone, and the television greets them', async () => {
    const { television, phone, user_code } = await living()
    await phone.page.goto(`${house.issuer}/device`)
    await type(phone.page, 'XXXX-XXXX')
    expect(await phone.page.getByRole('alert').textContent()).toContain('does not work')
    await type(phone.page, user_code.toLowerCase().replace('-', ' '))
    await signIn(phone.page)

    expect(await title(phone.page)).toBe('Connect Demo television?')
    await phone.page.getByText(user_code).waitFor()
    await phone.page.getByText('in front of you').waitFor()
    const allow = phone.page.getByRole('button', { name: 'Allow' })
    const box = await allow.boundingBox()
    expect(box && box.y + box.height).toBeLessThanOrEqual(PHONE.viewport.height)
    await allow.click()
    expect(await title(phone.page)).toBe('Your device is connected')

    await television.page.getByRole('heading', { name: /^Hello/ }).waitFor()
    expect(await title(television.page)).toBe('Hello, Demo Anne Person')
    expect([...television.complaints, ...phone.complaints]).toEqual([])
    await Promise.all([television.context.close(), phone.context.close()])
  })

  it('§3.3.1 the picture leads to the code, which is still compared, asked about, and may be refused', async () => {
    const { television, phone, user_code } = await living()
    const picture = await television.page.locator('.qr').getAttribute('aria-label')
    await phone.page.goto(picture?.replace('QR code of ', '') ?? '')
    expect(await phone.page.getByLabel('Code').inputValue()).toBe(user_code)
    await press(phone.page, 'Continue')
    await signIn(phone.page, 'alice@example.com')
    await press(phone.page, 'Cancel')
    expect(await title(phone.page)).toBe('Nothing was connected')
    await television.page.getByRole('heading', { name: 'Nobody was signed in' }).waitFor()
    expect([...television.complaints, ...phone.complaints]).toEqual([])
    await Promise.all([television.context.close(), phone.context.close()])
  })

  it('every page of it, on a phone and on a desk, in light and in dark', async () => {
    const { television, user_code } = await living()
    await look(television.page, 'television')
    const { page, context, complaints } = await visit(browser, [house.issuer])
    await page.goto(`${house.issuer}/device`)
    await look(page, 'device')
    await type(page, 'hello')
    await look(page, 'device-problem')
    await page.goto(`${house.issuer}/device?user_code=${user_code}`)
    await look(page, 'device-link')
    await press(page, 'Continue')
    await signIn(page)
    await look(page, 'device-confirm')
    await press(page, 'Cancel')
    await look(page, 'device-denied')
    await page.goto(`${house.issuer}/device/done`)
    await look(page, 'device-done')
    expect(complaints).toEqual([])
    await Promise.all([television.context.close(), context.close()])
  })
})
