import { beforeAll, describe, expect, it } from 'vitest'
import { privateUrls } from '../support/hostile.ts'
import {
  CLIENTS,
  type Door,
  doors,
  type OutboundHouse,
  outboundHouse,
} from '../support/outbound-doors.ts'
import { ENDING, leaks, mailApi } from '../support/people-doors.ts'
import { standInWeb } from '../support/stand-in-web.ts'
import { upstreamTokens } from '../support/upstream-door.ts'

const RESOLVER = 'https://dns.example.org/dns-query'
let count = 0
/** An address nobody has asked for yet. */
const somewhere = () => `https://things-${++count}.example.net/thing/${ENDING}`
const isElsewhere = (url: string) => !new URL(url).hostname.endsWith(CLIENTS)

let house: OutboundHouse
beforeAll(async () => {
  house = await outboundHouse(standInWeb())
})

/** What becomes of one answer: whether it was taken, and what was asked for to have it. */
async function outcome({ knock }: Door, answer: (url: string) => Response | Promise<Response>) {
  const { web } = house
  const url = somewhere()
  web.publish(url, () => answer(url))
  const before = web.asked.length
  const taken = await knock(url, house)
  const asked = web.asked.slice(before).filter((one) => isElsewhere(one.url))
  return { taken, asked, onlyOnce: asked.length === 1 && asked[0]?.url === url }
}

/** A body that never ends, and how much of it was wanted. */
function endless(door: Door) {
  const sent = { bytes: 0, cancelled: false }
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = new Uint8Array(1024).fill(0x20)
      sent.bytes += chunk.byteLength
      controller.enqueue(chunk)
    },
    cancel() {
      sent.cancelled = true
    },
  })
  return { sent, response: new Response(body, { headers: { 'Content-Type': typeOf(door) } }) }
}

const typeOf = ({ good }: Door) =>
  good('https://app.example.com/').headers.get('content-type') ?? 'application/json'
const isReading = ({ limit }: Door) => limit > 0

describe.each([...doors, upstreamTokens, mailApi, leaks])(
  'RFC 9700, what is fetched as $name',
  (door) => {
    it('row 29: §4.11 a public address is asked, and what it answers is taken', async () => {
      const { taken, asked, onlyOnce } = await outcome(door, door.good)
      expect([taken, onlyOnce]).toEqual([true, true])
      const sent = asked[0]?.headers
      for (const name of ['cookie', 'authorization', 'referer', 'origin', 'x-forwarded-for'])
        expect(sent?.has(name), name).toBe(false)
    })

    it('row 29: RFC 6890 no address inside a network is asked, however it is written', async () => {
      const { web } = house
      const before = web.asked.length
      for (const url of privateUrls) {
        web.publish(url, () => door.good(url))
        expect(await door.knock(url, house), url).toBe(false)
      }
      const asked = web.asked.slice(before).map(({ url }) => url)
      expect(asked.filter(isElsewhere)).toEqual([])
    })

    it.each([301, 302, 303, 307, 308, 300, 304])(
      'row 29: §4.11 a redirect by %i is not followed',
      async (status) => {
        const headers = { Location: 'https://elsewhere.example.net/' }
        const moved = () => new Response(null, { status, headers })
        const { taken, onlyOnce } = await outcome(door, moved)
        expect([taken, onlyOnce]).toEqual([false, true])
      },
    )

    it('row 29: §4.11 nor is one taken that was followed on the way', async () => {
      const { taken } = await outcome(door, (url) => {
        const response = door.good(url)
        Object.defineProperty(response, 'redirected', { value: true })
        return response
      })
      expect(taken).toBe(false)
    })

    it('row 29: §4.11 an answer without an end is read to its limit, and left', async () => {
      const { sent, response } = endless(door)
      const { taken } = await outcome(door, () => response)
      expect(taken).toBe(!isReading(door)) // where nothing is read, nothing is too long
      expect(sent.bytes).toBeLessThanOrEqual(door.limit + 4096)
      expect(sent.cancelled).toBe(true)
    })

    it.runIf(isReading(door))(
      'row 29: §4.11 one that says it is too long is not read',
      async () => {
        const { sent, response } = endless(door)
        response.headers.set('Content-Length', String(door.limit + 1))
        expect((await outcome(door, () => response)).taken).toBe(false)
        expect(sent.bytes).toBeLessThanOrEqual(2048)
      },
    )

    it('row 29: §4.11 one that never comes is given up on, though whoever fetches does not listen', async () => {
      const { taken } = await outcome(door, () => new Promise<Response>(() => undefined))
      expect(taken).toBe(false)
    })

    it.runIf(isReading(door))('row 29: §4.11 and one that never ends to come', async () => {
      const body = new ReadableStream<Uint8Array>({ start: (it) => it.enqueue(new Uint8Array(1)) })
      const headers = { 'Content-Type': typeOf(door) }
      expect((await outcome(door, () => new Response(body, { headers }))).taken).toBe(false)
    })

    it.runIf(isReading(door))('row 29: §4.11 another type is not read', async () => {
      for (const type of ['text/html', 'text/plain', 'application/jsonp', 'x', '']) {
        if (type === typeOf(door)) continue
        const { taken } = await outcome(door, async (url) => {
          const bytes = await door.good(url).arrayBuffer()
          return new Response(bytes, { headers: { 'Content-Type': type } })
        })
        expect(taken, type).toBe(false)
      }
    })

    it.each([
      ['private', ['10.0.0.1'], []],
      ['loopback', ['127.0.0.1'], []],
      ['link-local', [], ['fe80::1']],
      ['that of the machine itself', ['0.0.0.0'], []],
      ['of a local network', [], ['fd00::1']],
      ['mapped', [], ['::ffff:10.0.0.1']],
      ['translated', [], ['64:ff9b::a00:1']],
      ['public and private at once', ['93.184.216.34', '192.168.0.1'], []],
      ['public in one family, private in the other', ['93.184.216.34'], ['::1']],
      ['no address', ['printer'], []],
      ['none', [], []],
    ])('row 29: RFC 6890 a name whose address is %s is not asked', async (_, ...[a, aaaa]) => {
      expect(await askedWhen(door, { A: a, AAAA: aaaa })).toBe(false)
    })

    it('RFC 8484 a name with public addresses is, and without an answer of the resolver none', async () => {
      expect(await askedWhen(door, { A: ['93.184.216.34'], AAAA: ['2606:2800:21f::1'] })).toBe(true)
      expect(await askedWhen(door, { A: ['93.184.216.34'], AAAA: [] })).toBe(true)
      expect(await askedWhen(door, undefined)).toBe(false)
    })
  },
)

const PUBLIC = ['93.184.216.34']
let resolving: OutboundHouse
/** Addresses by name and type, as the resolver has them; without an entry it fails. */
const zone = new Map<string, Partial<Record<string, readonly string[]>>>()

beforeAll(async () => {
  const web = standInWeb()
  resolving = await outboundHouse(web, { dnsOverHttps: RESOLVER })
  web.publish(RESOLVER, () => {
    const query = new URL(web.asked.at(-1)?.url ?? '').searchParams
    const type = query.get('type') ?? ''
    const name = query.get('name') ?? ''
    const known = name.endsWith(CLIENTS) ? { A: PUBLIC } : zone.get(name)
    if (known === undefined) return new Response('', { status: 500 })
    const number = type === 'A' ? 1 : 28
    const alias = { type: 5, data: 'alias.example.net.' }
    const Answer = [alias, ...(known[type] ?? []).map((data) => ({ type: number, data }))]
    const headers = { 'Content-Type': 'application/dns-json' }
    return Response.json({ Status: 0, Answer }, { headers })
  })
})

/** Whether a name is asked when the operator's resolver knows these addresses of it. */
async function askedWhen(door: Door, known: Record<'A' | 'AAAA', string[]> | undefined) {
  const { web } = resolving
  const url = somewhere()
  if (known !== undefined) zone.set(new URL(url).hostname, known)
  web.publish(url, () => door.good(url))
  await door.knock(url, resolving)
  return web.times(url) > 0
}
