import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '../support/bundle.ts'
import { DEVELOPMENT_BUNDLE } from '../support/bundle-development.ts'
import { launch, look, type Visitor, visit } from '../support/chromium.ts'
import { SECRET } from '../support/fixtures.ts'
import { type RunningWorker, startWorker } from '../support/running-worker.ts'
import { type Socket, socket } from '../support/socket.ts'
import { type TestServer, testServer } from '../support/test-server.ts'
import { giveEmail, givePassword, press, signIn, title } from './steps.ts'

// a second Sallyport as upstream; below a path, so that its cookies are not those of the first: ports do not part them
let browser: Browser
let there: Socket
let second: TestServer
let house: RunningWorker
beforeAll(async () => {
  browser = await launch()
  there = await socket()
  second = await testServer({
    issuer: `${there.origin}/:tenant`,
    tenants: ['second'],
    name: 'Second',
  })
  // below a path nobody answers for the icon of the whole host
  there.answer = async (request) =>
    request.url.endsWith('/favicon.ico')
      ? new Response(null, { status: 204 })
      : second.answer(request)
  bundle(DEVELOPMENT_BUNDLE[0], ['src/development.ts'])
  const upstream = { id: 'second', name: 'Second', kind: 'oidc', client_id: 'sallyport' }
  house = await startWorker({
    bundle: DEVELOPMENT_BUNDLE,
    variables: {
      SETTINGS: { upstreams: [{ ...upstream, issuer: second.issuer }] },
      UPSTREAM_SECOND_SECRET: SECRET,
    },
  })
  second.addClient({
    ...{ client_id: 'sallyport', trust: 'first-party', consent: 'skip' },
    redirect_uris: [`${house.issuer}/sign-in/upstream/second/callback`],
  })
}, 150_000)
afterAll(async () => {
  await browser?.close()
  await house?.stop()
  there?.close()
})

const visitor = (options: { javaScriptEnabled?: boolean } = {}): Promise<Visitor> =>
  visit(browser, [house.issuer, there.origin], options)

/** Somebody who has an account there. */
function addThere(sub: string, email: string): void {
  const { users } = second.storage.data('second')
  const ada = users.get('ada')
  if (ada) users.set(sub, { ...ada, sub, email, claims: { name: 'Grace Hopper' } })
}

/** The first is that of this browser. */
const signOut = (page: Page) =>
  page.getByRole('button', { name: 'Sign out', exact: true }).first().click()

const isHere = (page: Page, path: string) => page.waitForURL(`${house.issuer}${path}`)

describe.each([
  { with: 'without JavaScript', javaScriptEnabled: false, n: 1 },
  { with: 'with JavaScript', javaScriptEnabled: true, n: 2 },
])('an account elsewhere $with', ({ javaScriptEnabled, n }) => {
  // axe is a script
  const see = async (page: Page, name: string) => javaScriptEnabled && look(page, name)

  it('signs in who has linked it on the account page, until it is unlinked', async () => {
    const { context, page, complaints } = await visitor({ javaScriptEnabled })
    addThere(`linked-${n}`, `linked-${n}@second.example`)
    await page.goto(`${house.issuer}/account`)
    await signIn(page, 'ada@example.com')
    await press(page, 'Link Second')
    await page.waitForURL(`${second.issuer}/authorize**`)
    await signIn(page, `linked-${n}@second.example`)
    await isHere(page, '/sign-in/upstream/link**')
    expect(await title(page)).toBe('Link Second?')
    await see(page, 'upstream-link')
    await press(page, 'Link')
    const linked = page.getByRole('region', { name: 'Linked accounts' })
    expect(await linked.textContent()).toContain(`linked-${n}@second.example`)
    await see(page, 'upstream-account')

    await signOut(page)
    await page.goto(`${house.issuer}/sign-in`)
    await press(page, 'Continue with Second')
    await isHere(page, '/account')
    expect(await page.getByText('ada@example.com').count()).toBeGreaterThan(0)
    await press(page, 'Unlink Second')
    expect(await linked.textContent()).not.toContain(`linked-${n}@second.example`)
    await signOut(page)
    await page.goto(`${house.issuer}/sign-in`)
    await press(page, 'Continue with Second')
    await isHere(page, '/sign-in/upstream/unknown**')
    expect(complaints).toEqual([])
    await context.close()
  })

  it('makes an account for somebody new, who sees what of', async () => {
    const { context, page, complaints } = await visitor({ javaScriptEnabled })
    addThere(`new-${n}`, `new-${n}@second.example`)
    await page.goto(`${house.issuer}/sign-in`)
    await see(page, 'upstream-sign-in')
    await press(page, 'Continue with Second')
    await page.waitForURL(`${second.issuer}/authorize**`)
    await signIn(page, `new-${n}@second.example`)
    await isHere(page, '/sign-in/upstream/unknown**')
    expect(await title(page)).toBe('Create your account')
    expect(await page.locator('main').textContent()).toContain('Grace Hopper')
    await see(page, 'upstream-new')
    await press(page, 'Create account')
    await isHere(page, '/account')
    expect(await page.getByText(`new-${n}@second.example`).count()).toBeGreaterThan(0)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('with the address of an account here is linked once that is proven; who goes back is told', async () => {
    const { context, page, complaints } = await visitor({ javaScriptEnabled })
    addThere(`known-${n}`, 'bob@example.com')
    await page.goto(`${house.issuer}/sign-in`)
    await press(page, 'Continue with Second')
    await page.waitForURL(`${second.issuer}/authorize**`)
    await signIn(page, 'bob@example.com')
    await isHere(page, '/sign-in/upstream/unknown**')
    expect(await title(page)).toBe('You already have an account')
    await see(page, 'upstream-known')
    await press(page, 'Sign in and link')
    expect(await page.getByLabel('Email').inputValue()).toBe('bob@example.com')
    await giveEmail(page, 'bob@example.com')
    await givePassword(page)
    await isHere(page, '/sign-in/upstream/link**')
    await press(page, 'Not now')
    await isHere(page, '/account')
    expect(complaints).toEqual([])

    await page.goto(`${house.issuer}/sign-in/upstream/second/callback?code=c&state=s`)
    expect(await title(page)).toBe('That form could not be accepted')
    await context.close()
  })
})
