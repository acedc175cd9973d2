import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { expect } from 'vitest'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Chromium with a fresh profile. `CHROMIUM` says where it is, if it is not in one of the usual places. */
export function launch(): Promise<Browser> {
  const given = process.env['CHROMIUM']
  const executablePath = [given, ...PLACES].find((path) => path !== undefined && existsSync(path))
  if (executablePath === undefined) {
    throw new Error(
      'Chromium is missing: apt-get install chromium, or set CHROMIUM to the path of the program',
    )
  }
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export interface Visitor {
  context: BrowserContext
  page: Page
  /** What went wrong so far, in the console or on the network: nothing of it is expected. */
  complaints: string[]
}

/** A new browser profile that notes every console error, failed request and request to a third party. */
export async function visit(
  browser: Browser,
  origins: readonly string[],
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({ ...options, locale: 'en-GB' })
  const complaints: string[] = []
  const note = (sentence: string) => complaints.push(sentence)
  context.on('console', (message) => {
    const { url } = message.location()
    // a refused form is a page with the status 400, which Chromium reports as well
    const isRefusal = /status of 4\d\d/.test(message.text()) && isPage.test(url)
    if (['error', 'warning'].includes(message.type()) && !isRefusal)
      note(`console: ${message.text()} (${url})`)
  })
  context.on('weberror', (error) => note(`page: ${error.error().message}`))
  context.on('request', (request) => {
    const { origin } = new URL(request.url())
    if (!origins.includes(origin)) note(`third party: ${request.url()}`)
  })
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText
    // cancelled by the browser, because its page was left
    if (why !== 'net::ERR_ABORTED') note(`failed: ${request.url()} ${why}`)
  })
  context.on('response', (response) => {
    const isAsset = response.request().resourceType() !== 'document'
    if (response.status() >= (isAsset ? 400 : 500)) note(`${response.status()}: ${response.url()}`)
  })
  return { context, page: await context.newPage(), complaints }
}

const isPage =
  /\/((sign-in|sign-up|recover|code|account|device)(\/[a-z-]+)*|authorize|logout|auth\/callback)(\?|$)/
const SIZES = [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
]
const SCHEMES = ['light', 'dark'] as const

/**
 * Looks at a page on a phone and on a desk, in light and in dark: axe finds nothing, and nothing sticks out sideways. With
 * `SHOTS` set to a folder, pictures are left there.
 */
export async function look(page: Page, name: string): Promise<void> {
  const shots = process.env['SHOTS']
  if (shots) mkdirSync(shots, { recursive: true })
  for (const size of SIZES) {
    await page.setViewportSize(size)
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const view = `${name}-${size.width}-${colorScheme}`
      if (shots) await page.screenshot({ path: join(shots, `${view}.png`), fullPage: true })
      // legacy: no second page for what frames would add, for there are none
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)
      expect(found, view).toEqual([])
    }
    const overhang = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )
    expect(overhang, `${name} at ${size.width}`).toBeLessThanOrEqual(0)
  }
}
