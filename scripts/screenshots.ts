// node scripts/run.mjs screenshots: the pictures of the README, in docs/images.
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { type Ports, ports } from './lib/house.ts'
import { patience, type Running, root, start, stopAll } from './lib/processes.ts'

const folder = join(root, 'docs', 'images')
/** Its own, so that its data can go afterwards. */
const PORT = '19787'
/** Of all pictures together. */
const MOST_BYTES = 300_000
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
/** Of one half of a picture: light beside dark. */
const HALF = { width: 640, height: 648 }
const SHORT = { width: 640, height: 560 }
const TALL = { width: 640, height: 716 }

async function main() {
  const executablePath = [process.env.CHROMIUM, ...PLACES].find((path) => path && existsSync(path))
  if (executablePath === undefined) {
    throw new Error('Chromium is missing: apt-get install chromium, or set CHROMIUM to its path')
  }
  const house = ports(PORT)
  process.env.PORT = PORT
  const everything = start('npm start', ['node', join('scripts', 'run.mjs'), 'start'])
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    await ready(everything)
    mkdirSync(folder, { recursive: true })
    await pictures(browser, house)
    requireLight()
  } finally {
    await browser.close()
    await stopAll()
    rmSync(join(root, house.state), { recursive: true, force: true })
  }
}

async function pictures(browser: Browser, { issuer, webApp }: Ports) {
  const context = await browser.newContext({ viewport: HALF })
  const page = await context.newPage()
  await page.goto(`${webApp}/auth/login`)
  await page.getByLabel('Email').fill('demo@example.com')
  await page.getByRole('heading').first().click() // no caret in the picture
  await picture(page, 'sign-in', HALF)
  await signIn(page)
  await picture(page, 'consent', TALL)
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.waitForURL(`${webApp}/`)
  await page.goto(`${issuer}/account`)
  await picture(page, 'account', SHORT)
}

async function signIn(page: Page) {
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
  await page.getByLabel('Password').fill('correct-horse-battery')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Allow' }).waitFor()
}

/** One page as it is, in light and in dark, side by side. */
async function picture(page: Page, name: string, half: typeof HALF) {
  await page.setViewportSize(half)
  const sides: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const image = await page.screenshot({ animations: 'disabled' })
    sides.push(`<img src="data:image/png;base64,${image.toString('base64')}">`)
  }
  const both = await page.context().newPage()
  await both.setViewportSize({ width: 2 * half.width, height: half.height })
  await both.setContent(`<body style="margin:0;display:flex">${sides.join('')}</body>`)
  await both.screenshot({ path: join(folder, `${name}.png`) })
  await both.close()
}

function requireLight() {
  const sizes = readdirSync(folder).map((name) => ({
    name,
    size: statSync(join(folder, name)).size,
  }))
  for (const { name, size } of sizes) {
    console.log(`docs/images/${name}  ${(size / 1000).toFixed(0)} kB`)
  }
  const all = sizes.reduce((sum, { size }) => sum + size, 0)
  if (all > MOST_BYTES) throw new Error(`${all} bytes in all; at most ${MOST_BYTES} fit`)
}

async function ready(everything: Running) {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await patience(100)) {
    if (everything.child.exitCode !== null) break
    if (everything.said().includes('self-check')) return
  }
  throw new Error(`npm start did not come up:\n${everything.said()}`)
}

main().catch((error: Error) => {
  console.error(`screenshots: ${error.message}`)
  process.exitCode = 1
})
