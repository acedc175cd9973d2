import { env } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { StorageBindings } from '../../src/store/cloudflare/index.ts'
import { cloudflareStorage } from '../../src/store/cloudflare/index.ts'
import { documentsContract } from '../store/documents-contract.ts'
import { bodyOf, createPkce } from '../support/house.ts'
import { image, images, type StandInWeb, standInWeb } from '../support/stand-in-web.ts'
import { startHouse } from './house.ts'
import { laggingKv } from './lagging-kv.ts'

const cells = { cellsPerRegion: 4 }
documentsContract('KV', async () => cloudflareStorage(env, cells))
documentsContract('a KV that lags', async () =>
  cloudflareStorage({ ...env, KV: laggingKv(env.KV) }, cells),
)

const BACK = 'https://app.example.com/cb'
const LOGO = 'https://app.example.com/logo.webp'
let client_id = ''
let count = 0
let web: StandInWeb

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  web = standInWeb()
  client_id = `https://app.example.com/${count++}.json` // storage outlives a test
  web.publishJson(client_id, {
    client_id,
    client_name: 'Example App',
    redirect_uris: [BACK],
    logo_uri: LOGO,
  })
  web.publish(LOGO, () => image(images.webp, 'image/webp'))
})
afterEach(() => {
  vi.useRealTimers()
})

/** A server that remembers nothing by itself, as in an isolate that has just started. */
const isolate = (bindings: StorageBindings = env) => startHouse({ ...bindings }, web.options)
const ask = { redirect_uri: BACK }

describe('Client ID Metadata Document, on KV', () => {
  it('§5.2 is fetched once for isolates one after another, and its logo is served by each', async () => {
    const first = await isolate()
    const pkce = createPkce()
    const page = await first.signIn(
      first.browser(),
      first.authorizeUrl({ client_id, ...ask }, pkce),
    )
    const code = page.leavesTo?.searchParams.get('code') ?? ''
    const { code_verifier } = pkce
    const form = { grant_type: 'authorization_code', code, client_id, code_verifier, ...ask }
    const second = await isolate()
    const answer = await second.post('/token', form)
    expect(answer.status).toBe(200)
    const { refresh_token } = await bodyOf(answer)
    const third = await isolate()
    const refreshed = { grant_type: 'refresh_token', client_id, refresh_token }
    expect((await third.post('/token', refreshed)).status).toBe(200)
    expect([web.times(client_id), web.times(LOGO)]).toEqual([1, 1])

    const browser = third.browser()
    await third.signIn(browser, third.authorizeUrl())
    const { html } = await browser.open(third.authorizeUrl({ client_id, ...ask }))
    const address = /<img [^>]*src="([^"]*)"/.exec(html)?.[1] ?? ''
    const logo = await third.get(address.slice(third.issuer.length))
    expect(logo.headers.get('content-type')).toBe('image/webp')
    expect(new Uint8Array(await logo.arrayBuffer())).toEqual(images.webp)
  })

  it('RFC 5861 §4 an isolate that starts while the document is out of reach has the copy', async () => {
    const first = await isolate()
    expect((await first.get(pathOf(first.authorizeUrl({ client_id, ...ask })))).status).toBe(200)
    web.publish(client_id, () => new Response('', { status: 500 }))
    vi.setSystemTime(Date.now() + 2 * 3600_000)
    const second = await isolate()
    expect((await second.get(pathOf(second.authorizeUrl({ client_id, ...ask })))).status).toBe(200)
    expect(web.times(client_id)).toBe(2)
  })

  it('§5.2 a KV that fails costs a fetch and no answer', async () => {
    const broken = new Proxy(env.KV, {
      get: (kv, name) =>
        ['get', 'put', 'delete'].includes(String(name))
          ? (key: string, ...more: unknown[]) =>
              key.startsWith('documents/')
                ? Promise.reject(new Error('KV is down'))
                : (Reflect.get(kv, name) as (...all: unknown[]) => unknown).call(kv, key, ...more)
          : Reflect.get(kv, name),
    })
    for (const _ of [1, 2]) {
      const house = await isolate({ ...env, KV: broken })
      const response = await house.get(pathOf(house.authorizeUrl({ client_id, ...ask })))
      expect(response.status).toBe(200)
    }
    expect(web.times(client_id)).toBe(2)
  })

  it('§5.2 asked by twenty at once it is fetched once', async () => {
    const house = await isolate()
    const path = pathOf(house.authorizeUrl({ client_id, ...ask }))
    const answers = await Promise.all(Array.from({ length: 20 }, () => house.get(path)))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(web.times(client_id)).toBe(1)
  })
})

const pathOf = (url: string) => url.slice(new URL(url).origin.length)
