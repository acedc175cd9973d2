import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as builtIn from '../../src/features/index.ts'
import { isCommon } from '../../src/flow/common-passwords.ts'
import { defineFeature } from '../../src/flow/feature.ts'
import { problemOfPassword } from '../../src/flow/new-password.ts'
import { json } from '../../src/flow/render.ts'
import { bodyOf } from '../support/house.ts'
import { type StandInWeb, standInWeb } from '../support/stand-in-web.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const LIST = 'https://list.example.net/range/'
const OURS = 'the tide comes in at nine'
const hash = createHash('sha1').update(OURS).digest('hex').toUpperCase()
const [prefix, suffix] = [hash.slice(0, 5), hash.slice(5)]
const PADDING = `${'0'.repeat(35)}:0`

let web: StandInWeb
let house: TestServer
let password = OURS
const asking = defineFeature({
  spec: 'A new password',
  endpoints: [
    {
      ...{ path: '/asking', methods: ['GET'], audience: 'program' },
      handle: async (context) => {
        const whose = { email: 'ada.lovelace@engines.example', name: 'Ada Lovelace' }
        return json({ problem: await problemOfPassword(password, whose, context) })
      },
    },
  ],
})
const logged: string[] = []

beforeEach(async () => {
  password = OURS
  web = standInWeb()
  logged.length = 0
  vi.spyOn(console, 'log').mockImplementation((line: string) => void logged.push(line))
  house = await testServer({
    ...{ name: 'Lighthouse', features: [...Object.values(builtIn), asking] },
    ...{ breachedPasswords: LIST, ...web.options },
  })
})

const problem = async (): Promise<string | undefined> =>
  (await bodyOf(await house.get('/asking')))['problem']
const publish = (list: string, init?: ResponseInit) =>
  web.publish(
    LIST + prefix,
    () => new Response(list, { headers: { 'Content-Type': 'text/plain' }, ...init }),
  )
const failures = () => logged.filter((line) => line.includes('breach_check_failed'))

describe('NIST SP 800-63B-4 §3.1.1.2, passwords of leaks', () => {
  it('one that is in the list is refused, and five characters of its hash are all that left', async () => {
    publish(`${PADDING}\r\n${suffix}:12\r\n${'F'.repeat(35)}:3`)
    expect(await problem()).toBe('common')
    const [asked, ...others] = web.asked
    expect(others).toEqual([])
    expect(asked).toMatchObject({ url: LIST + prefix, method: 'GET', body: '' })
    expect(asked?.headers.get('add-padding')).toBe('true')
    expect(JSON.stringify([...(asked?.headers ?? [])])).not.toContain(suffix)
    expect(failures()).toEqual([])
  })

  it('one that is not in it is taken, whatever the padding says', async () => {
    publish(`${PADDING}\r\n${suffix}:0\r\n${'F'.repeat(35)}:3`)
    expect(await problem()).toBeUndefined()
    publish('')
    expect(await problem()).toBeUndefined()
  })

  it('is the same however its letters were composed', async () => {
    password = 'a\u0308pfel am hafenbecken'
    const composed = createHash('sha1').update(password.normalize('NFC')).digest('hex')
    await problem()
    expect(web.asked[0]?.url).toBe(LIST + composed.slice(0, 5).toUpperCase())
  })

  it('where the list cannot be asked nobody is kept out, and that is an event without the hash', async () => {
    const answers: (() => Response | Promise<Response>)[] = [
      () => new Response(null, { status: 503 }),
      () => new Response(null, { status: 302, headers: { location: 'https://evil.example' } }),
      () => Response.json({}),
      () => new Response('x'.repeat(200_000), { headers: { 'Content-Type': 'text/plain' } }),
      () => Promise.reject(new TypeError('no route')),
    ]
    for (const answer of answers) {
      web.publish(LIST + prefix, answer)
      expect(await problem()).toBeUndefined()
    }
    expect(failures()).toHaveLength(answers.length)
    expect(failures().join()).not.toContain(prefix)
  })

  it('a list that never answers is given two seconds', async () => {
    web.publish(LIST + prefix, () => new Promise(() => {}))
    const began = performance.now()
    expect(await problem()).toBeUndefined()
    expect(performance.now() - began).toBeGreaterThan(1900)
    expect(failures().join()).toContain('has not answered in time')
  })

  it('one that is refused here is not asked about, and nobody is asked where it is switched off', async () => {
    password = 'lighthouse-2026!'
    expect(await problem()).toBe('common')
    password = 'too short'
    expect(await problem()).toBe('short')
    password = OURS
    const off = await testServer({
      ...{ features: [...Object.values(builtIn), asking], ...web.options },
      breachedPasswords: false,
    })
    expect((await bodyOf(await off.get('/asking')))['problem']).toBeUndefined()
    expect(web.asked).toEqual([])
  })
})

describe('NIST SP 800-63B-4 §3.1.1.2, what everybody guesses first', () => {
  it.each([
    'passwordpassword',
    'Password12345678',
    'P@ssw0rd!P@ssw0rd!',
    'qwertyuiopasdfghjkl',
    'QwertyuiopAsdf1234',
    '1234567890123456',
    'abcdefghijklmnopqrst',
    'aaaaaaaaaaaaaaaaaaaaaa',
    'abcabcabcabcabcabc',
    'iloveyouiloveyou1',
    'letmein-letmein-letmein',
    'correct horse battery staple',
    'lighthouse2026!!!',
    'L1ghth0use-1234567',
    'ada.lovelace1815',
    'Engines.Example#1',
    'Bienvenue2026-2026',
    'Ａｄｍｉｎ１２３４５６７８９０１',
  ])('%s', async (guess) => {
    password = guess
    expect(await problem()).toBe('common')
  })

  it.each([
    'correct-horse-battery',
    'the tide comes in at nine',
    '8349237492730021',
    'x7$Qv!92mLp#4tRz',
    'drei Möwen über dem Pier',
    'lighthouse keeper paints at dawn',
    'раз два три ветер с моря',
    '潮が九時に満ちてくる港の灯台守',
  ])('but not %s', (own) => {
    expect(isCommon(own, ['Lighthouse', 'ada.lovelace@engines.example', 'Ada Lovelace'])).toBe(
      false,
    )
  })
})
