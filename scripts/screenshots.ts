// node scripts/run.mjs screenshots: the pictures of the README, in docs/images.
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { type Ports, ports } from './lib/house.ts'
import { patience, type Running, root, start, stopAll } from './lib/processes.ts'

const folder = join(root, 'docs', 'images')
/** Its own, so that its data can go afterwards. */
const PORT = '19787'
const MOST_BYTES = 100_000
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const DESK = { width: 900, height: 700 }
const PHONE = { width: 390, height: 844 }

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
    await onDesk(browser, house)
    await onPhone(browser, house)
  } finally {
    await browser.close()
    await stopAll()
    rmSync(join(root, house.state), { recursive: true, force: true })
  }
}

async function onDesk(browser: Browser, { issuer, webApp }: Ports) {
  const page = await browser.newPage({ viewport: DESK, colorScheme: 'light' })
  await page.goto(`${webApp}/auth/login`)
  await page.getByLabel('Email').fill('demo@example.com')
  await picture(page, 'sign-in')
  await signIn(page)
  await picture(page, 'consent')
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.waitForURL(`${webApp}/`)
  await page.goto(`${issuer}/account`)
  await picture(page, 'account')
}

async function onPhone(browser: Browser, { webApp }: Ports) {
  const page = await browser.newPage({ viewport: PHONE, colorScheme: 'dark' })
  await page.goto(`${webApp}/auth/login`)
  await page.getByLabel('Email').fill('alice@example.com')
  await signIn(page)
  await picture(page, 'consent-dark')
}

async function signIn(page: Page) {
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Password').fill('correct-horse-battery')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Allow' }).waitFor()
}

async function picture(page: Page, name: string) {
  const path = join(folder, `${name}.png`)
  await page.screenshot({ path, animations: 'disabled' })
  const { size } = statSync(path)
  if (size > MOST_BYTES) throw new Error(`${name}.png has ${size} bytes; at most ${MOST_BYTES} fit`)
  console.log(`docs/images/${name}.png  ${(size / 1000).toFixed(0)} kB`)
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
