import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bodyOf } from '../../support/house.ts'
import { testServer } from '../../support/test-server.ts'
import { BACK, CLIENT, type DocumentHouse, documentHouse, documentOf } from './support.ts'

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

let house: DocumentHouse
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(1_800_000_000_000)
  house = await documentHouse()
  house.web.publishJson(CLIENT, documentOf())
})
afterEach(() => {
  vi.useRealTimers()
})

const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const fails = (status: number) => house.web.publish(CLIENT, () => new Response('sorry', { status }))
const isUp = async () => (await house.begin()).status === 200
/** The same storage seen by an isolate that has just started. */
async function freshIsolate() {
  const { fetch } = await testServer({ ...house.web.options, storage: house.storage })
  return async () =>
    (await fetch(new Request(house.authorizeUrl({ client_id: CLIENT, redirect_uri: BACK })))).status
}

describe('Client ID Metadata Document', () => {
  it.each([
    ['says nothing', {}, HOUR],
    ['says for how long', { 'Cache-Control': 'public, max-age=600' }, 600],
    ['says it to shared caches', { 'Cache-Control': 'max-age=5, s-maxage="1200"' }, 1200],
    ['has rested in a cache', { 'Cache-Control': 'max-age=600', Age: '200' }, 400],
    ['says when it expires', { Expires: new Date(1_800_000_300_000).toUTCString() }, 300],
    ['says an hour no clock knows', { Expires: '0' }, MINUTE],
    ['is not to be stored', { 'Cache-Control': 'no-store, max-age=600' }, MINUTE],
    ['is old at once', { 'Cache-Control': 'max-age=0' }, MINUTE],
    ['is never old', { 'Cache-Control': 'max-age=31536000, immutable' }, DAY],
  ])(
    '§5.2 a document that %s is fetched again in time, and not before',
    async (_, headers, seconds) => {
      house.web.publishJson(CLIENT, documentOf(), headers)
      await isUp()
      later(seconds - 1)
      await isUp()
      expect(house.web.times(CLIENT)).toBe(1)
      later(1)
      await isUp()
      expect(house.web.times(CLIENT)).toBe(2)
    },
  )

  it('§5.2 what the document says now counts when its time is up', async () => {
    await isUp()
    house.web.publishJson(CLIENT, documentOf({ redirect_uris: ['https://app.example.com/new'] }))
    expect((await house.begin()).status).toBe(200)
    later(HOUR)
    expect((await house.begin()).title).toContain('return address is not registered')
    expect((await house.begin({ redirect_uri: 'https://app.example.com/new' })).status).toBe(200)
  })

  it('§5.2 a code issued a moment before the document changed is redeemed', async () => {
    house.web.publishJson(CLIENT, documentOf(), { 'Cache-Control': 'max-age=60' })
    await isUp()
    later(40)
    const form = await house.codeFor()
    house.web.publishJson(CLIENT, documentOf({ redirect_uris: ['https://app.example.com/new'] }))
    later(30)
    expect((await house.begin()).title).toContain('return address is not registered')
    expect((await house.post('/token', form)).status).toBe(200)
  })

  it('§5.2 a redirect URI that is new to us is looked up at once, but for the first minute', async () => {
    await isUp()
    house.web.publishJson(
      CLIENT,
      documentOf({ redirect_uris: [BACK, 'https://app.example.com/new'] }),
    )
    const redirect_uri = 'https://app.example.com/new'
    later(59)
    expect((await house.begin({ redirect_uri })).status).toBe(400)
    expect(house.web.times(CLIENT)).toBe(1)
    later(1)
    expect((await house.begin({ redirect_uri })).status).toBe(200)
    expect(house.web.times(CLIENT)).toBe(2)
  })

  it('§5.2 an isolate that starts has the copy of the others', async () => {
    await isUp()
    const status = await freshIsolate()
    expect(await status()).toBe(200)
    expect(house.web.times(CLIENT)).toBe(1)
  })

  it('§5.2 neither errors nor documents that break a rule are kept', async () => {
    const documents = () => house.storage.data().documents.size
    for (const status of [500, 404, 204, 403]) {
      fails(status)
      expect(await isUp()).toBe(false)
      later(MINUTE)
    }
    house.web.publishJson(CLIENT, documentOf({ client_name: undefined }))
    expect(await isUp()).toBe(false)
    expect(documents()).toBe(0)
    later(MINUTE)
    house.web.publishJson(CLIENT, documentOf())
    expect(await isUp()).toBe(true)
    expect(documents()).toBe(1)
  })

  it('RFC 5861 §4 while it cannot be fetched, the copy answers for seven days and no longer', async () => {
    const { refresh_token } = await bodyOf(await house.post('/token', await house.codeFor()))
    house.web.publish(CLIENT, () => Promise.reject(new TypeError('down')))
    later(HOUR)
    expect(await isUp()).toBe(true)
    const form = { grant_type: 'refresh_token', client_id: CLIENT }
    const refreshed = await house.post('/token', { ...form, refresh_token })
    expect(refreshed.status).toBe(200)
    later(7 * DAY - 1)
    expect(await isUp()).toBe(true)
    expect(await (await freshIsolate())()).toBe(200)
    later(1)
    expect(await isUp()).toBe(false)
    const answer = await house.post('/token', {
      ...form,
      refresh_token: (await bodyOf(refreshed)).refresh_token,
    })
    expect([answer.status, (await bodyOf(answer)).error]).toEqual([503, 'temporarily_unavailable'])
  })

  it.each([500, 502, 503, 504, 401, 403, 408, 429])(
    'RFC 5861 §4 an answer of %i is one of now: the copy answers, and without one it is 503',
    async (status) => {
      await isUp()
      fails(status)
      later(HOUR)
      expect(await isUp()).toBe(true)
      const other = await documentHouse({}, house.web)
      expect((await other.begin()).status).toBe(503)
    },
  )

  it('RFC 5861 §4 a wall in place of the document does not end what worked', async () => {
    const walls = [
      () =>
        new Response(null, { status: 302, headers: { Location: 'https://login.example.com/' } }),
      () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } }),
      () => Response.json('x'.repeat(6000)),
    ]
    for (const wall of walls) {
      house.web.publishJson(CLIENT, documentOf())
      expect(await isUp()).toBe(true)
      house.web.publish(CLIENT, wall)
      later(HOUR)
      expect(await isUp()).toBe(true)
      later(HOUR)
    }
  })

  it.each([
    ['is gone', () => new Response(null, { status: 410 })],
    ['is not found', () => new Response(null, { status: 404 })],
    ['says less than it must', () => Response.json(documentOf({ redirect_uris: [] }))],
  ])('§5.2 a document that %s takes its client along, copy or not', async (_, answer) => {
    await isUp()
    house.web.publish(CLIENT, answer)
    later(HOUR)
    expect((await house.begin()).status).toBe(400)
    house.web.publish(CLIENT, () => Promise.reject(new TypeError('down')))
    later(MINUTE)
    expect((await house.begin()).status).toBe(503)
  })

  it('§5.2 asked by twenty at once it is fetched once', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>()
    house.web.publish(CLIENT, () => gate.then(() => Response.json(documentOf())))
    const asked = Array.from({ length: 20 }, async () => isUp())
    await new Promise((resolve) => setTimeout(resolve, 200)) // for all of them to come before the answer
    open()
    const statuses = await Promise.all(asked)
    expect(statuses).toEqual(Array(20).fill(true))
    expect(house.web.times(CLIENT)).toBe(1)
  })

  it('§5.1 a host that fails is left alone for half a minute, with or without a copy', async () => {
    fails(500)
    for (let n = 0; n < 10; n++) expect((await house.begin()).status).toBe(503)
    expect(house.web.times(CLIENT)).toBe(1)
    later(30)
    house.web.publishJson(CLIENT, documentOf())
    expect(await isUp()).toBe(true)
    later(HOUR)
    fails(500)
    for (let n = 0; n < 10; n++) expect(await isUp()).toBe(true)
    expect(house.web.times(CLIENT)).toBe(3)
  })

  it('§8.4 the log says which members have changed', async () => {
    const said = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    await isUp()
    house.web.publishJson(
      CLIENT,
      documentOf({ client_name: 'Another', tos_uri: 'https://app.example.com/tos' }),
    )
    later(HOUR)
    await isUp()
    later(HOUR)
    await isUp()
    const events = said.mock.calls
      .map(([line]) => JSON.parse(String(line)))
      .filter(({ event }) => event?.startsWith('client_document'))
    said.mockRestore()
    expect(events).toMatchObject([
      {
        event: 'client_document_changed',
        client_id: CLIENT,
        changed: ['client_name', 'tos_uri'],
      },
    ])
  })
})

describe('Client ID Metadata Document, floods', () => {
  const other = (n: number, host = 'app.example.com') => `https://${host}/${n}.json`

  it('§8.6 a stranger cannot make us ask one host more than thirty times a minute', async () => {
    await isUp()
    for (let n = 0; n < 60; n++) await house.begin({ client_id: other(n) })
    expect(house.web.asked.length).toBeLessThanOrEqual(1 + 31)
    const page = await house.begin({ client_id: other(99) })
    expect(page.status).toBe(503)
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('§8.6 and does not keep a client that is known from being fetched again, nor other hosts', async () => {
    await isUp()
    later(HOUR)
    for (let n = 0; n < 60; n++) await house.begin({ client_id: other(n) })
    expect(await isUp()).toBe(true)
    expect(house.web.times(CLIENT)).toBe(2)
    const client_id = other(0, 'other.example.net')
    house.web.publishJson(client_id, documentOf({}, client_id))
    expect((await house.begin({ client_id })).status).toBe(200)
  })

  it('§8.6 many hosts together are asked six hundred times a minute at most', async () => {
    for (let n = 0; n < 640; n++) {
      const client_id = other(n, `h${n}.example.com`)
      await house.post('/token', { grant_type: 'refresh_token', client_id })
    }
    expect(house.web.asked.length).toBeLessThanOrEqual(601)
    later(HOUR)
    expect(await isUp()).toBe(true)
  })

  it('§8.6 a server of this kind that is sent to fetch from another fetches nothing further', async () => {
    const sent = { 'User-Agent': 'Sallyport (+https://other.example.com)' }
    const path = house
      .authorizeUrl({ client_id: CLIENT, redirect_uri: BACK })
      .slice(house.issuer.length)
    expect((await house.get(path, sent)).status).toBe(400)
    expect(house.web.asked).toEqual([])
    await isUp()
    expect(house.web.asked[0]?.headers.get('user-agent')).toBe(`Sallyport (+${house.issuer})`)
    expect((await house.get(path, sent)).status).toBe(200) // a copy is no fetch
  })
})
