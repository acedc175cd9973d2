import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as builtIn from '../../src/features/index.ts'
import type { Browser } from '../support/browser.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let browser: Browser

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  // whatever can be switched on is
  const google = { id: 'google', name: 'Google', kind: 'google' } as const
  house = await testServer({ upstreams: [{ ...google, client_id: 'x', client_secret: 'y' }] })
  browser = house.browser()
  await house.tokens({}, browser)
})
afterEach(() => void vi.useRealTimers())

const wait = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const events = async (sub = 'ada') =>
  (await house.storage.forTenant('default').activity.list(sub, 100)).map(({ event }) => event)
const isSignedIn = async (who: Browser) =>
  (await who.open('/account')).html.includes('/account/sign-out')

describe('Account pages: activity', () => {
  it('tell what happened in words, with app, browser and place, to its person only', async () => {
    const entry = {
      ...{ id: '00000001-x', at: 1_790_000_000, event: 'consent_withdrawn' },
      details: {
        client_id: 'web',
        user_agent: 'Firefox/1 Windows',
        city: 'Hamburg',
        country: 'DE',
      },
    }
    await house.storage.forTenant('default').activity.append('ada', entry)
    await house.storage
      .forTenant('default')
      .activity.append('ada', { ...entry, id: '0', event: 'x' })
    const page = await browser.open('/account/activity')
    expect(page.title).toContain('Activity')
    expect(page.html).toContain('Signed in')
    expect(page.html).toMatch(/App disconnected<\/strong> <bdi>Web application<\/bdi>/)
    expect(page.html).toContain('Firefox on Windows')
    expect(page.html).toContain('Hamburg, Germany')
    expect(page.html.match(/This was not me/g)?.length).toBe((await events()).length - 1)
    const bobs = house.browser()
    await house.signIn(bobs, `${house.issuer}/account`, 'bob@example.com')
    expect((await bobs.open('/account/activity')).html).not.toContain('Hamburg')
  })

  it('note what concerns a person after the answer has left, and never what is said of a token', async () => {
    await browser.submit(await browser.open('/account'), { action: '/account/apps/disconnect' })
    expect((await events()).sort()).toEqual(['app_connected', 'consent_withdrawn', 'signed_in'])
    expect(await events('bob')).toEqual([])
  })

  it('of an activity store that is away nothing is seen in the answer', async () => {
    const { forTenant } = house.storage
    const down = vi.spyOn(console, 'error').mockImplementation(() => {})
    const store = forTenant('default')
    const failing = {
      ...store,
      activity: { ...store.activity, append: () => Promise.reject(new Error('away')) },
    }
    const storage = { ...house.storage, forTenant: () => failing }
    const other = await testServer({ storage })
    const page = await other.signIn(other.browser(), `${other.issuer}/account`)
    expect(page.status).toBe(200)
    await vi.waitFor(() => expect(String(down.mock.calls)).toContain('activity_failed'))
    expect(String(down.mock.calls)).not.toContain('ada@example.com')
    down.mockRestore()
  })
})

describe('Account pages: this was not me', () => {
  it('lead through putting everybody else out, and say what is done', async () => {
    const thief = house.browser()
    const stolen = await house.tokens({ client_id: 'other' }, thief)
    const line = /lock-down\?about=([^"]+)/.exec(
      (await browser.open('/account/activity')).html,
    )?.[1]
    const page = await browser.open(`/account/lock-down?about=${line}`)
    expect(page.html).toContain('This is about:')
    expect(page.html).toContain('Other sessions: 1. Connected apps: 2.')
    const { factors } = house.storage.forTenant('default')
    const device = { id: 'd', created_at: 1, last_used_at: 1, expires_at: 2_000_000_000 }
    await factors.rememberDevice('ada', device, 'hash')
    const done = await browser.submit(page, { action: '/account/lock-down' })
    expect(await factors.devices('ada', 1)).toEqual([]) // every browser gives the second proof again
    expect(done.html).toContain('no app has access')
    expect(done.forms.some(({ action }) => action === '/account/lock-down')).toBe(false)
    expect(await isSignedIn(thief)).toBe(false)
    expect(await isSignedIn(browser)).toBe(true)
    expect((await house.refresh(stolen.refresh_token, 'other')).status).toBe(400)
    expect(await events()).toContain('account_locked_down')
  })

  it('ask who comes with an old session to sign in first, and come back to the line', async () => {
    wait(601)
    const asked = await browser.open('/account/lock-down?about=x')
    expect(asked.html).toContain('value="identifier"')
    const page = await house.signIn(browser, `${house.issuer}/account/lock-down?about=x`)
    expect(page.title).toContain('Secure your account')
  })
})

/** What may be done with a session of any age: it gives nobody anything, or is proven by itself. */
const HARMLESS = [
  ...['sessions/end', 'sessions/end-others', 'apps/disconnect', 'sign-out', 'profile'],
  ...['keep', 'email/undo', 'remembered-devices', 'passkeys/rename', 'organisations/leave'],
].map((path) => `/account/${path}`)

const dangerous = Object.values(builtIn)
  .flatMap((feature) => feature.endpoints ?? [])
  .filter(({ path, methods }) => path.startsWith('/account/') && methods.includes('POST'))
  .map(({ path }) => path)
  .filter((path) => !HARMLESS.includes(path))

describe('Account pages: what could take an account over', () => {
  it('is all there', () => {
    expect(dangerous).toEqual(
      expect.arrayContaining(['/account/email', '/account/export', '/account/delete']),
    )
  })

  // goes red for each where freshPerson gives way to whoIsThere
  it.each(dangerous)('%s asks for a fresh sign-in and changes nothing', async (path) => {
    wait(601)
    const { users, sessions, grants, held } = house.storage.data()
    const state = () =>
      JSON.stringify([users, grants, held, sessions].map((kept) => [...kept.entries()]))
    const page = await browser.open('/account')
    const hidden = page.forms[0]?.hidden.filter(([name]) => name === 'csrf') ?? []
    const before = state()
    const sent = {
      ...{
        email: 'next@example.com',
        password: 'x',
        next: 'x',
        name: 'x',
        id: 'x',
        code: '000000',
      },
      ...{ change: await sealedChange(), request: await sealedRequest() },
    }
    const body = new URLSearchParams([...hidden, ...Object.entries(sent)])
    const answer = await browser.request(path, { method: 'POST', body })
    const html = await answer.text()
    expect([answer.status, html.includes('value="identifier"')]).toEqual([200, true])
    expect(state()).toBe(before)
    expect(house.mails.map(({ kind }) => kind)).not.toContain('email_change')
  })
})

/** What a page carries on that waits for something. */
async function sealedRequest(): Promise<string> {
  const page = await browser.open('/sign-in')
  return page.forms[0]?.hidden.find(([name]) => name === 'request')?.[1] ?? ''
}

/** What a link to a new address carries. */
async function sealedChange(): Promise<string> {
  const { createSealer } = await import('../../src/tokens/seal.ts')
  const { SERVER_SECRET } = await import('../support/fixtures.ts')
  const change = { sub: 'ada', from: 'ada@example.com', to: 'next@example.com' }
  const sealer = createSealer([SERVER_SECRET], house.issuer)
  return sealer.seal('email-change', change, Math.floor(Date.now() / 1000) + 60)
}
