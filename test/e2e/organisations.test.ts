import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisationBook } from '../../src/index.ts'
import { launch, look, visit } from '../support/chromium.ts'
import { SERVER_SECRET } from '../support/fixtures.ts'
import { type Socket, socket } from '../support/socket.ts'
import { type TestServer, testServer } from '../support/test-server.ts'
import { follow, press, signIn, title } from './steps.ts'

let browser: Browser
let here: Socket
let app: Socket
let house: TestServer
let book: ReturnType<typeof organisationBook>

beforeAll(async () => {
  browser = await launch()
  here = await socket()
  app = await socket()
  house = await testServer({ issuer: here.origin, organisations: true })
  here.answer = async (request) =>
    request.url.endsWith('/favicon.ico')
      ? new Response(null, { status: 204 })
      : house.answer(request)
  app.answer = async () => new Response('welcome', { headers: { 'Content-Type': 'text/plain' } })
  const { issuer, storage, mails } = house
  const mailer = { send: async (mail: (typeof mails)[number]) => void mails.push(mail) }
  book = organisationBook({ issuer, storage, mailer, secrets: [SERVER_SECRET] })
  await book.save({ org_id: 'acme', name: 'Acme Harbour Works', domains: [] })
  await book.save({ org_id: 'globex', name: 'Globex', domains: [] })
  const redirect_uris = [`${app.origin}/callback`]
  house.addClient({ client_id: 'members', organisation: 'required', redirect_uris })
}, 60_000)
afterAll(async () => {
  await browser?.close()
  here?.close()
  app?.close()
})

const lastGrant = () => [...house.storage.data().grants.values()].at(-1)

describe.each([
  { with: 'without JavaScript', javaScriptEnabled: false, name: 'ada' },
  { with: 'with JavaScript', javaScriptEnabled: true, name: 'bob' },
])('organisations $with', ({ javaScriptEnabled, name }) => {
  // axe is a script
  const see = async (page: Page, view: string) => javaScriptEnabled && look(page, view)

  it('are joined by a mail, chosen on the way to an app, seen on the account, and left', async () => {
    const { context, page, complaints } = await visit(browser, [here.origin, app.origin], {
      javaScriptEnabled,
    })
    const email = `${name}@example.com`
    await book.join(name, { org_id: 'globex', roles: [] })
    await book.invite({ org_id: 'acme', email, roles: ['admin', 'reader'] })
    const mail = house.mails.findLast(({ kind, to }) => kind === 'invitation' && to === email)
    await page.goto(/http\S+token=\S+/.exec(mail?.text ?? '')?.[0] ?? '')
    await signIn(page, email)
    expect(await title(page)).toBe('Join this organization?')
    await see(page, 'invitation')
    await press(page, 'Join')
    expect(await page.getByText('Acme Harbour Works').isVisible()).toBe(true)
    expect(await page.getByText('admin').isVisible()).toBe(true)
    await see(page, 'account-organisations')

    const redirect_uri = `${app.origin}/callback`
    const asked = { client_id: 'members', scope: 'openid organization roles', redirect_uri }
    await page.goto(house.authorizeUrl(asked))
    expect(await title(page)).toBe('Which organization?')
    await see(page, 'choose-organisation')
    await press(page, 'Acme Harbour Works')
    await press(page, 'Allow')
    await page.waitForURL(`${app.origin}/callback?**`)
    expect(new URL(page.url()).searchParams.get('code')).toBeTruthy()
    expect(lastGrant()).toMatchObject({
      sub: name,
      organisation: { org_id: 'acme', roles: ['admin', 'reader'] },
    })

    await page.goto(`${here.origin}/account`)
    await page.getByRole('link', { name: /^Leave .*Acme Harbour Works/ }).click()
    expect(await title(page)).toBe('Leave this organization?')
    await see(page, 'leave-organisation')
    await follow(page, 'Stay')
    await page.getByRole('link', { name: /^Leave .*Acme Harbour Works/ }).click()
    await press(page, 'Leave')
    expect(await page.getByRole('status').textContent()).toBe('You have left the organization.')
    expect(await page.getByText('Acme Harbour Works').count()).toBe(0)
    expect(await page.getByText('Globex').isVisible()).toBe(true)
    expect(complaints).toEqual([])
    await context.close()
  }, 60_000)
})
