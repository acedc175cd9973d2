import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { logoutDeliveries } from '../../src/index.ts'
import type { Client } from '../../src/store/port.ts'
import { API, CALLBACK, SERVER_SECRET } from '../support/fixtures.ts'
import { hostileLoopback, hostileUris } from '../support/hostile.ts'
import { bodyOf, createPkce } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const LISTS = ['redirect_uris', 'post_logout_redirect_uris']
const FIELDS = [
  ...LISTS,
  ...['client_uri', 'logo_uri', 'tos_uri', 'policy_uri', 'jwks_uri', 'backchannel_logout_uri'],
] as const
const SCHEMES = [
  ...['javascript', 'data', 'vbscript', 'blob', 'file', 'about', 'view-source', 'filesystem'],
]
const ENTRANCES = ['registration', 'update', 'software statement left aside'] as const

let house: TestServer
let own: { client_id: string; registration_client_uri: string; registration_access_token: string }
beforeEach(async () => {
  house = await testServer({
    clientRegistration: 'open',
    registrationsPerMinute: 100_000,
    registrationsPerDay: 100_000,
  })
  own = await bodyOf(await send('registration', { redirect_uris: [CALLBACK] }))
})

const asField = (name: string, uri: string) => ({ [name]: LISTS.includes(name) ? [uri] : uri })

function send(entrance: (typeof ENTRANCES)[number], members: object): Promise<Response> {
  const isUpdate = entrance === 'update'
  const body = {
    redirect_uris: [CALLBACK],
    ...(entrance === 'software statement left aside' && { software_statement: 'e30.e30.' }),
    ...(isUpdate && { client_id: own.client_id }),
    ...members,
  }
  return house.fetch(
    new Request(isUpdate ? own.registration_client_uri : `${house.issuer}/register`, {
      method: isUpdate ? 'PUT' : 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(isUpdate && { Authorization: `Bearer ${own.registration_access_token}` }),
      },
      body: JSON.stringify(body),
    }),
  )
}

const registered = (): Client[] =>
  [...house.storage.data().clients.values()].filter(({ source }) => source === 'registered')

/** All addresses that strangers have left here, by field. */
const stored = () =>
  registered().flatMap((client) =>
    FIELDS.flatMap((name) =>
      [client[name as 'redirect_uris'] ?? []].flat().map((uri) => [name, uri]),
    ),
  )

const anyCase = (word: string) =>
  fc
    .array(fc.boolean(), { minLength: word.length, maxLength: word.length })
    .map((upper) => [...word].map((c, i) => (upper[i] ? c.toUpperCase() : c)).join(''))
const unwanted = fc.constantFrom(
  ...Array.from({ length: 0x21 }, (_, code) => String.fromCharCode(code)),
  ...['\x7f', '\\', '\u00a0', '\u200b', '\u2028', '\ufeff'],
)
const entrance = fc.constantFrom(...ENTRANCES)
const field = fc.constantFrom(...FIELDS)
const scheme = fc.constantFrom(...SCHEMES).chain(anyCase)

describe('RFC 7591', () => {
  it('row 3: §5 no address that runs in a browser comes in, by any entrance and field', async () => {
    const uri = scheme.chain((scheme) => fc.string().map((rest) => `${scheme}:${rest}`))
    await fc.assert(
      fc.asyncProperty(entrance, field, uri, async (entrance, name, uri) => {
        const response = await send(entrance, asField(name, uri))
        expect(response.status).toBe(400)
        expect((await bodyOf(response)).error).toMatch(/^invalid_(client_metadata|redirect_uri)$/)
      }),
    )
    expect(registered()).toHaveLength(1)
  })

  it('row 3: §5 nor one in a disguise of white space, control characters or backslashes', async () => {
    const place = fc.nat()
    const base = fc.constantFrom(CALLBACK, 'javascript:alert(1)', 'https://javascript:1@x/')
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(entrance, field),
        fc.tuple(base, unwanted, place),
        async ([entrance, name], [uri, character, at]) => {
          const where = at % (uri.length + 1)
          const disguised = uri.slice(0, where) + character + uri.slice(where)
          expect((await send(entrance, asField(name, disguised))).status).toBe(400)
        },
      ),
    )
  })

  it('row 4: §2 what is registered is never read as a pattern', async () => {
    for (const name of FIELDS) {
      for (const uri of ['https://*.example.com/cb', 'https://*/cb'])
        expect((await send('registration', asField(name, uri))).status, name).toBe(400)
    }
    const dotted = { redirect_uris: ['https://app.example.com/cb'] }
    const { client_id } = await bodyOf(await send('registration', dotted))
    const url = house.authorizeUrl({ client_id, redirect_uri: 'https://appXexample.com/cb' })
    const response = await house.browser().request(url)
    expect(response.status).toBe(400)
    expect(response.headers.get('location')).toBeNull()
  })

  it('row 5: §2 of the addresses that fooled others, what comes in has no user and a plain scheme', async () => {
    for (const name of FIELDS) {
      for (const uri of [...hostileUris, ...hostileLoopback])
        await send('registration', asField(name, uri))
    }
    const all = stored()
    expect(all.length).toBeGreaterThan(100)
    for (const [name = '', uri = ''] of all) {
      const url = new URL(uri)
      expect(url.username + url.password, uri).toBe('')
      if (url.protocol !== 'https:') {
        expect(LISTS, uri).toContain(name)
        expect(uri).toMatch(/^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(:\d*)?[/?]/i)
      }
    }
  })

  it('row 5: §2 none of them is taken for the one that is registered', async () => {
    const redirect_uris = ['https://app.example.com/cb']
    const { client_id } = await bodyOf(await send('registration', { redirect_uris }))
    const browser = house.browser()
    for (const redirect_uri of hostileUris) {
      const response = await browser.request(house.authorizeUrl({ client_id, redirect_uri }))
      expect(response.status, redirect_uri).toBe(400)
      expect(response.headers.get('location'), redirect_uri).toBeNull()
    }
  })

  it('§5 what a person is shown of a stranger is text: nothing of it is read as markup', async () => {
    const client_name = '<img src=x onerror=alert(1)>"\'&'
    const { client_id } = await bodyOf(await send('registration', { client_name }))
    const browser = house.browser()
    await house.signIn(browser, house.authorizeUrl({ client_id: 'trusted' }))
    const page = await browser.open(house.authorizeUrl({ client_id, resource: API }))
    expect(page.html).toContain('&lt;img src=x')
    expect(page.html).not.toContain('<img src=x')
  })
})

describe('OpenID Connect Back-Channel Logout', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  /** Ada signs in at a client that registered this address, and out; answers the addresses that were asked. */
  async function toldAt(backchannel_logout_uri: string): Promise<string[]> {
    const told: string[] = []
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (url) => {
      told.push(String(url))
      return new Response(null, { status: 200 })
    })
    const client = await bodyOf(
      await send('registration', { backchannel_logout_uri, token_endpoint_auth_method: 'none' }),
    )
    const browser = house.browser()
    const pkce = createPkce()
    await house.signIn(browser, house.authorizeUrl({ client_id: client.client_id }, pkce))
    await browser.submit(await browser.open('/account'), { action: '/account/sign-out' })
    const { issuer, storage } = house
    const deliveries = logoutDeliveries({ issuer, secrets: [SERVER_SECRET], storage })
    await deliveries.deliver(Math.floor(Date.now() / 1000) + 61)
    return told.filter((url) => url === backchannel_logout_uri) // an earlier one may still be under way
  }

  it('row 29: §2.5 a stranger’s address is asked if it is public, and not inside a network', async () => {
    expect(await toldAt('https://app.example.com/out')).toContain('https://app.example.com/out')
    const inside = ['https://10.0.0.1/x', 'https://metadata.internal/x', 'https://intranet/x']
    for (const uri of [...inside, 'https://127.0.0.1/x', 'https://[::ffff:10.0.0.1]/x'])
      expect(await toldAt(uri), uri).toEqual([])
  })
})
