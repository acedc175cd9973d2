import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as builtIn from '../../src/features/index.ts'
import { defineFeature } from '../../src/flow/feature.ts'
import { type Letter, mailLater, sendMail } from '../../src/flow/mail.ts'
import { MailFailed } from '../../src/flow/mail-failed.ts'
import { json } from '../../src/flow/render.ts'
import type { AuthServerOptions } from '../../src/index.ts'
import type { User } from '../../src/store/port.ts'
import { bodyOf } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let letter: Letter
/** A feature that mails what the test says, and answers whether it was taken. */
const mailing = defineFeature({
  spec: 'A feature that mails',
  endpoints: [
    {
      ...{ path: '/mailing', methods: ['GET'], audience: 'program' },
      handle: async (context) => json({ taken: await sendMail(letter, context) }),
    },
    {
      ...{ path: '/mailing-later', methods: ['GET'], audience: 'program' },
      handle: async (context) => {
        mailLater(letter, context)
        return json({})
      },
    },
  ],
})

const server = (options: Partial<AuthServerOptions> = {}): Promise<TestServer> =>
  testServer({ features: [...Object.values(builtIn), mailing], name: 'Harbour', ...options })

const logged: Record<string, unknown>[] = []
let errors: ReturnType<typeof vi.spyOn>
beforeEach(() => {
  letter = { kind: 'sign_in', to: 'ada@example.com', code: '482913', lasts: 600 }
  logged.length = 0
  vi.spyOn(console, 'log').mockImplementation((line: string) => void logged.push(JSON.parse(line)))
  errors = vi.spyOn(console, 'error').mockImplementation(() => {})
})

const failures = () => logged.filter(({ event }) => event === 'mail_failed')
const send = async (house: TestServer, headers: Record<string, string> = {}) =>
  (await bodyOf(await house.get('/mailing', headers)))['taken']

describe('mail', () => {
  it('goes out in the language of the page', async () => {
    const house = await server()
    expect(await send(house, { 'accept-language': 'de' })).toBe(true)
    expect(house.mails).toHaveLength(1)
    expect(house.mails[0]).toMatchObject({ to: 'ada@example.com', lang: 'de', kind: 'sign_in' })
    expect(house.mails[0]?.subject).toBe('Anmelden bei Harbour')
    expect(house.mails[0]?.from).toEqual({ name: 'Harbour', issuer: house.issuer })
  })

  it('OpenID Connect Core §5.1 prefers the language the person has chosen', async () => {
    const house = await server()
    letter = { ...letter, user: { sub: 'ada', claims: { locale: 'de_AT' } } as unknown as User }
    await send(house, { 'accept-language': 'en' })
    letter = { ...letter, user: { sub: 'ada', claims: { locale: 7 } } as unknown as User }
    await send(house, { 'accept-language': 'en' })
    expect(house.mails.map(({ lang }) => lang)).toEqual(['de', 'en'])
  })

  it('says which browser asked', async () => {
    const house = await server()
    await send(house, { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' })
    expect(house.mails[0]?.text).toContain('Firefox on Linux')
  })

  it('that is not taken is an event without the address, and no error', async () => {
    const refused = new MailFailed('the server answered 550')
    const house = await server({ mailer: { send: () => Promise.reject(refused) } })
    expect(await send(house)).toBe(false)
    expect(failures()).toMatchObject([{ kind: 'sign_in', why: 'the server answered 550' }])
    expect(JSON.stringify(logged)).not.toContain('ada@example.com')
    expect(errors).not.toHaveBeenCalled()
  })

  it('whose mailer fails in its own way is logged, without what could be an address', async () => {
    const boom = new TypeError('cannot reach <ada@example.com>')
    const house = await server({
      mailer: {
        send: () => {
          throw boom
        },
      },
    })
    expect(await send(house)).toBe(false)
    expect(failures()).toMatchObject([{ why: 'the mailer failed' }])
    expect(String(errors.mock.calls)).toContain('<address>')
    expect(String(errors.mock.calls)).not.toContain('ada@example.com')
  })

  it('that never leaves is given up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const house = await server({ mailer: { send: () => new Promise(() => {}) } })
      const answer = send(house)
      await vi.waitFor(async () => expect(vi.getTimerCount()).toBe(1))
      await vi.advanceTimersByTimeAsync(15_000)
      expect(await answer).toBe(false)
      expect(failures()).toMatchObject([{ why: 'the mailer has not answered in 15 seconds' }])
    } finally {
      vi.useRealTimers()
    }
  })

  it('RFC 5322 §2.2 lets no line break near a header', async () => {
    const house = await server()
    for (const to of [
      'ada@example.com\r\nBcc: all@example.com',
      'ada@example.com\n',
      'ada@example.com, eve@example.com',
      'ada@example.com>\u0000',
      '"a b"@example.com',
      'ada',
    ]) {
      letter = { ...letter, to }
      expect(await send(house), to).toBe(false)
    }
    const named = await server({ name: 'Harbour\r\nBcc: all@example.com' })
    letter = { ...letter, to: 'ada@example.com' }
    expect(await send(named)).toBe(false)
    letter = { ...letter, kind: 'invitation', about: 'Acme\r\nBcc: all@example.com' }
    expect(await send(house)).toBe(true)
    expect(house.mails.map(({ subject }) => subject)).toEqual([
      'You are invited to Acme Bcc: all@example\u2024com',
    ])
  })

  it('may leave after the answer', async () => {
    const sent = Promise.withResolvers<void>()
    const house = await server({ mailer: { send: async () => sent.resolve() } })
    expect((await house.get('/mailing-later')).status).toBe(200)
    await sent.promise
  })

  it('cannot be sent without a mailer', async () => {
    const { mailer: _, ...none } = { mailer: undefined }
    const house = await testServer({
      features: [...Object.values(builtIn), mailing],
      ...none,
      mailer: undefined as never,
    })
    expect(await send(house)).toBe(false)
    expect(failures()).toMatchObject([{ why: 'no mailer is configured' }])
  })
})
