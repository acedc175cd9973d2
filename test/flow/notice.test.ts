import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as builtIn from '../../src/features/index.ts'
import { defineFeature } from '../../src/flow/feature.ts'
import { type Notice, notice, notices } from '../../src/flow/notice.ts'
import { json } from '../../src/flow/render.ts'
import type { AuthServerOptions } from '../../src/index.ts'
import { texts } from '../../src/pages/text.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let named: Notice = 'passkey_added'
let more: Record<string, unknown> = {}
/** Something that happens to Ada's account. */
const happening = defineFeature({
  spec: 'Something happens',
  endpoints: [
    {
      ...{ path: '/happening', methods: ['GET'], audience: 'program' },
      async handle(context) {
        const user = await context.store.users.find('ada')
        if (user === undefined) throw new Error('ada is not there')
        notice(named, { user: { ...user, ...(more['user'] as object) }, ...details() }, context)
        return json({})
      },
    },
  ],
})
const details = () => Object.fromEntries(Object.entries(more).filter(([name]) => name !== 'user'))

const server = (options: Partial<AuthServerOptions> = {}): Promise<TestServer> =>
  testServer({ features: [...Object.values(builtIn), happening], name: 'Harbour', ...options })

const logged: string[] = []
beforeEach(() => {
  named = 'passkey_added'
  more = {}
  logged.length = 0
  vi.spyOn(console, 'log').mockImplementation((line: string) => void logged.push(line))
})

/** Waits until as many mails have left. */
const mailed = (house: TestServer, count: number) =>
  vi.waitFor(() => expect(house.mails).toHaveLength(count))
/** Whatever was to follow an answer has followed. */
const quiet = () => new Promise((resolve) => setTimeout(resolve, 50))
const events = (name: string) =>
  logged.map((line) => JSON.parse(line)).filter(({ event }) => event === name)

describe('notices', () => {
  it('each has a mail of its own, in every language', async () => {
    for (const text of Object.values(texts))
      expect(Object.keys(text.mail.notice).sort()).toEqual([...notices].sort())
    const house = await server()
    for (const name of notices) {
      named = name
      await house.get('/happening')
    }
    await mailed(house, notices.length)
    expect(house.mails.map(({ kind }) => kind).sort()).toEqual([...notices].sort())
    expect(new Set(house.mails.map(({ subject }) => subject)).size).toBe(notices.length)
  })

  it('say what, when, where, and where to go if it was somebody else', async () => {
    more = { about: 'Key of the harbour', credential_id: 'abc' }
    const house = await server()
    await house.fetch(
      Object.assign(
        new Request(`${house.issuer}/happening`, {
          headers: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0' },
        }),
        { cf: { city: 'Hamburg', country: 'DE' } },
      ),
    )
    await mailed(house, 1)
    const { to, subject, text } = house.mails[0] ?? expect.fail()
    expect(to).toBe('ada@example.com')
    expect(subject).toBe('A passkey was added at Harbour')
    expect(text).toContain('Name: Key of the harbour\n')
    expect(text).toMatch(/When: \w+ \d+, 20\d\d at .* UTC\n/)
    expect(text).toContain('Browser: Firefox on Windows\nNear: Hamburg, Germany\n')
    expect(text).toContain(`Open your account:\n${house.issuer}/account\n`)
    expect(text).toContain('If it was not, open your account')
  })

  it('are in the language of their person, whoever did it', async () => {
    more = { user: { claims: { locale: 'de' } }, deletes_at: 1_790_000_000 }
    named = 'account_closing'
    const house = await server()
    await house.get('/happening', { 'accept-language': 'fr', cookie: '__Host-language=es' })
    await mailed(house, 1)
    expect(house.mails[0]).toMatchObject({
      lang: 'de',
      subject: 'Ihr Konto bei Harbour wird gelöscht',
    })
    expect(house.mails[0]?.text).toContain('am 21.09.2026 gelöscht')
  })

  it('go to no address that is not confirmed', async () => {
    more = { user: { email_verified: false } }
    const house = await server()
    await house.get('/happening')
    await quiet()
    expect(house.mails).toEqual([])
    expect(events('passkey_added')).toMatchObject([{ sub: 'ada' }])
  })

  it('flood no mailbox, and none drowns another', async () => {
    const house = await server()
    for (let times = 0; times < 30; times++) await house.get('/happening')
    await vi.waitFor(() => expect(house.mails.length).toBeGreaterThanOrEqual(5))
    await quiet()
    expect(house.mails.length).toBeLessThanOrEqual(12) // the more seconds it takes, the more there may be
    expect(events('passkey_added')).toHaveLength(30)
    named = 'email_changed'
    await house.get('/happening')
    await vi.waitFor(() =>
      expect(house.mails.map(({ kind }) => kind)).toContain('email_changed' satisfies Notice),
    )
  })

  it('that cannot be mailed are events, and the answer is the same', async () => {
    const house = await server({ mailer: { send: () => Promise.reject(new Error('down')) } })
    vi.spyOn(console, 'error').mockImplementation(() => {})
    expect((await house.get('/happening')).status).toBe(200)
    await vi.waitFor(() => expect(events('mail_failed')).toHaveLength(1))
    expect(events('mail_failed')).toMatchObject([{ kind: 'passkey_added', sub: 'ada' }])
  })

  it('do not hold up the answer', async () => {
    const house = await server({ mailer: { send: () => new Promise(() => {}) } })
    expect((await house.get('/happening')).status).toBe(200)
  })

  it('are told though nothing can be counted', async () => {
    const house = await server()
    const { throttle } = house.storage.forTenant('default')
    vi.spyOn(throttle, 'attempt').mockRejectedValue(new Error('away'))
    await house.get('/happening')
    await mailed(house, 1)
  })

  it('keep the name of a thing out of the log', async () => {
    more = { about: 'Key of the harbour' }
    const house = await server()
    await house.get('/happening')
    await mailed(house, 1)
    expect(logged.join()).not.toContain('Key of the harbour')
  })
})

describe('what people are told', () => {
  const kinds = ({ mails }: TestServer) => mails.map(({ kind }) => kind).sort()

  it('of an app that is connected for the first time, and of a new device', async () => {
    const house = await server()
    await house.tokens()
    await mailed(house, 2)
    expect(kinds(house)).toEqual(['app_connected', 'new_device'])
    const connected = house.mails.find(({ kind }) => kind === 'app_connected')
    expect(connected?.text).toMatch(/Name: \S/)
    await house.signIn(house.browser(), house.authorizeUrl({ prompt: 'consent' }))
    await mailed(house, 3) // another browser, the same app
    expect(kinds(house)).toEqual(['app_connected', 'new_device', 'new_device'])
  })

  it('of nothing in a browser that is known', async () => {
    const house = await server()
    const browser = house.browser()
    await house.signIn(browser, house.authorizeUrl())
    await mailed(house, 2)
    for (const name of [...browser.cookies.keys()])
      if (!name.includes('device')) browser.cookies.delete(name)
    await house.signIn(browser, house.authorizeUrl())
    await quiet()
    expect(kinds(house)).toEqual(['app_connected', 'new_device'])
  })
})
