import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unsafe } from '../../../src/index.ts'
import { Browser } from '../../support/browser.ts'
import { SECRET } from '../../support/fixtures.ts'
import { type TestServer, testServer } from '../../support/test-server.ts'
import { leave, type Upstream } from '../../support/upstream.ts'

const CALLBACK = 'https://id.test.invalid/sign-in/upstream/acme/callback'
const acme = (issuer: string): Upstream => ({
  ...{ id: 'acme', name: 'Acme', kind: 'oidc', issuer },
  ...{ client_id: 'sallyport', client_secret: SECRET },
})

describe('a second Sallyport as upstream', () => {
  const ISSUER = 'https://other.test.invalid'
  let there: TestServer
  let here: TestServer
  beforeAll(async () => {
    there = await testServer({ issuer: ISSUER })
    there.addClient({ client_id: 'sallyport', redirect_uris: [CALLBACK] })
    const fetch = (url: unknown, init?: RequestInit) => there.answer(new Request(String(url), init))
    here = await testServer({
      upstreams: [{ ...acme(ISSUER), two_factors: ['mfa'] }],
      [unsafe.outbound]: {
        fetch: fetch as typeof globalThis.fetch,
        allows: (url) => url.startsWith(ISSUER),
      },
    })
  })

  /** There and back, for somebody who has one browser at each of the two. */
  async function signIn(browser: Browser, elsewhere = there.browser(), email?: string) {
    const sent = await leave(browser, 'acme')
    const page = await there.signIn(elsewhere, sent.get('at') ?? '', email)
    return browser.open(String(page.leavesTo))
  }

  it('row 26: ada there has the address of ada here: linked once she has proven both, and then she is in', async () => {
    const browser = here.browser()
    const page = await signIn(browser)
    expect(page.title).toMatch(/^You already have an account/)
    const asked = await browser.submit(page, { decision: 'link' })
    const next = await browser.submit(asked, { step: 'identifier', email: 'ada@example.com' })
    const password = { step: 'password', email: 'ada@example.com' }
    const question = await browser.submit(next, { ...password, password: 'correct-horse-battery' })
    expect(question.title).toMatch(/^Link Acme\?/)
    expect((await browser.submit(question, { decision: 'link' })).title).toMatch(/^Your account/)
    expect((await signIn(here.browser())).title).toMatch(/^Your account/)
  })

  it('somebody new there is somebody new here, with the address and the name they have', async () => {
    const { users } = there.storage.data()
    const bob = users.get('bob')
    if (bob) users.set('bob', { ...bob, email: 'bob@elsewhere.example' })
    const browser = here.browser()
    const page = await signIn(browser, there.browser(), 'bob@elsewhere.example')
    expect(page.html).toContain('bob@elsewhere.example')
    expect((await browser.submit(page, { decision: 'create' })).title).toMatch(/^Your account/)
  })

  it('who says no there is not signed in here', async () => {
    const browser = here.browser()
    const sent = await leave(browser, 'acme')
    const elsewhere = there.browser()
    const consent = await there.reachConsent(elsewhere, `${sent.get('at')}&prompt=consent`)
    const denied = await elsewhere.submit(consent, { decision: 'deny' })
    const page = await browser.open(String(denied.leavesTo))
    expect(page.title).toMatch(/^You are not signed in/)
  })
})

/** Over the network; its redirects are relative, and a browser of the tests wants whole addresses. */
async function over(request: Request): Promise<Response> {
  const response = await fetch(request)
  const to = response.headers.get('location')
  if (to === null) return response
  const headers = new Headers(response.headers)
  headers.set('location', String(new URL(to, request.url)))
  return new Response(response.body, { status: response.status, headers })
}

describe('npm oidc-provider as upstream', () => {
  let server: Server
  let issuer: string
  let here: TestServer
  beforeAll(async () => {
    server = createServer((request, response) => void provider.callback()(request, response))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    issuer = `http://localhost:${(server.address() as AddressInfo).port}`
    const provider = new Provider(issuer, {
      clients: [{ client_id: 'sallyport', client_secret: SECRET, redirect_uris: [CALLBACK] }],
      claims: { email: ['email', 'email_verified'], profile: ['name'] },
      findAccount: (_, sub) => ({
        accountId: sub,
        claims: () => ({ sub, name: 'Grace', email: `${sub}@acme.example`, email_verified: true }),
      }),
      // whoever has signed in there has said yes
      async loadExistingGrant({ oidc }) {
        const { client, session } = oidc
        const accountId = session?.accountId
        const grant = new provider.Grant({ clientId: client?.clientId, accountId } as never)
        grant.addOIDCScope('openid profile email')
        await grant.save()
        return grant
      },
    })
    provider.on('server_error', (_, error) => console.error(error))
    here = await testServer({
      upstreams: [acme(issuer)],
      [unsafe.outbound]: { allows: (url) => url.startsWith(issuer) },
    })
  })
  afterAll(() => server?.close())

  it('somebody signs in there, and has an account here that stays theirs', async () => {
    for (const title of [/^Create your account/, /^Your account/]) {
      const browser = here.browser()
      const sent = await leave(browser, 'acme')
      const elsewhere = new Browser(over, issuer)
      const form = await elsewhere.open(sent.get('at') ?? '')
      const body = new URLSearchParams({ prompt: 'login', login: 'grace', password: 'any' })
      const action = /action="([^"]+)"/.exec(form.html)?.[1] ?? ''
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
      const done = await elsewhere.open(action, { method: 'POST', body: body.toString(), headers })
      expect(done.leavesTo?.searchParams.get('iss')).toBe(issuer)
      const page = await browser.open(String(done.leavesTo))
      expect(page.title).toMatch(title)
      if (page.html.includes('value="create"')) await browser.submit(page, { decision: 'create' })
    }
    expect(
      await here.storage.forTenant('default').users.findByEmail('grace@acme.example'),
    ).toBeDefined()
  })
})
