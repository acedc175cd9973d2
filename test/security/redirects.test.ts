import { beforeAll, describe, expect, it } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { CALLBACK } from '../support/fixtures.ts'
import { hostileLoopback, hostileUris } from '../support/hostile.ts'
import { sentBack } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const REGISTERED = 'https://app.example.com/cb'
let house: TestServer
let browser: Browser

beforeAll(async () => {
  house = await testServer()
  browser = house.browser()
  await house.signIn(browser, house.authorizeUrl({ client_id: 'trusted' }))
  const skip = {
    trust: 'first-party',
    consent: 'skip',
    token_endpoint_auth_method: 'none',
  } as const
  house.addClient({ client_id: 'app', ...skip, redirect_uris: [REGISTERED] })
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].map((host) => `http://${host}/callback`)
  house.addClient({ client_id: 'native', ...skip, redirect_uris: [...loopback, 'cursor://x/cb'] })
})

/** Refused here, by a page: no Location, no refresh, no link that leads there. */
async function expectRefused(client_id: string, redirect_uri: string, more = {}) {
  const url = house.authorizeUrl({ client_id, redirect_uri, ...more })
  const response = await browser.request(url)
  const html = await response.text()
  expect(response.status, redirect_uri).toBe(400)
  expect(response.headers.get('location'), redirect_uri).toBeNull()
  expect(response.headers.get('refresh'), redirect_uri).toBeNull()
  expect(html, redirect_uri).not.toMatch(/http-equiv="refresh"|<a [^>]*href="(?!\/)/)
}

describe('RFC 9700', () => {
  it('row 1: §4.1.3 the registered address is answered', async () => {
    const page = await browser.open(
      house.authorizeUrl({ client_id: 'app', redirect_uri: REGISTERED }),
    )
    expect(page.leavesTo?.href.startsWith(`${REGISTERED}?code=`)).toBe(true)
  })

  // goes red when matchesRegistered compares with startsWith
  it.each([
    ['unregistered', 'https://evil.invalid/cb'],
    ['a prefix', 'https://app.example.com/c'],
    ['the host alone', 'https://app.example.com'],
    ['with a suffix', `${REGISTERED}/more`],
    ['with a suffix of the host', 'https://app.example.com.evil.invalid/cb'],
    ['with an extra query', `${REGISTERED}?next=1`],
    ['with a fragment', `${REGISTERED}#x`],
    ['on another port', 'https://app.example.com:8443/cb'],
    ['on the default port, said aloud', 'https://app.example.com:443/cb'],
    ['in another case of the host', 'https://APP.example.com/cb'],
    ['in another case of the path', 'https://app.example.com/CB'],
    ['by http', 'http://app.example.com/cb'],
    ['by a private-use scheme', 'app://app.example.com/cb'],
    ['by javascript:', 'javascript://app.example.com/%0aalert(1)'],
    ['of another client', CALLBACK],
    ['relative', '/cb'],
  ])('row 1: §4.1.3 an address that is %s is a page with 400, and no Location', async (_, uri) => {
    await expectRefused('app', uri)
  })

  it('row 1: §4.1.3 neither an error nor prompt=none nor response_mode opens another way there', async () => {
    const evil = 'https://evil.invalid/cb'
    for (const more of [
      { prompt: 'none' },
      { response_type: 'token' },
      { scope: '"' },
      { response_mode: 'fragment' },
      { code_challenge: undefined },
      { request: 'a.b.c' },
    ]) {
      await expectRefused('app', evil, more)
    }
  })

  it('row 1: §4.1.3 a POSTed request is checked just the same', async () => {
    const body = new URL(
      house.authorizeUrl({ client_id: 'app', redirect_uri: 'https://evil.invalid/' }),
    )
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const init = { method: 'POST', body: body.search.slice(1), headers }
    expect(await browser.open('/authorize', init)).toMatchObject({
      status: 400,
      leavesTo: undefined,
    })
  })

  it('row 4: §4.1.3 https://appXexample.com/cb is not https://app.example.com/cb', async () => {
    await expectRefused('app', 'https://appXexample.com/cb')
    house.addClient({ client_id: 'pattern', redirect_uris: ['https://.*.example.com/cb'] })
    await expectRefused('pattern', 'https://app.example.com/cb')
  })

  it('row 5: §4.1 sixty addresses that fooled others', async () => {
    for (const uri of hostileUris) await expectRefused('app', uri)
  })
})

describe('RFC 8252', () => {
  const ports = ['', ':1', ':8080', ':49152', ':65535']
  it.each(['127.0.0.1', '[::1]', 'localhost'])(
    'row 5: §7.3 any port of %s is answered',
    async (host) => {
      for (const port of ports) {
        const redirect_uri = `http://${host}${port}/callback`
        const page = await browser.open(house.authorizeUrl({ client_id: 'native', redirect_uri }))
        expect(page.headers.get('location')?.startsWith(`${redirect_uri}?code=`)).toBe(true)
      }
    },
  )

  it('row 5: §7.3 look-alikes of a loopback address are not', async () => {
    for (const uri of hostileLoopback) await expectRefused('native', uri)
  })

  it('§7.1 a private-use scheme is answered as it was registered, and no longer one', async () => {
    const url = house.authorizeUrl({ client_id: 'native', redirect_uri: 'cursor://x/cb' })
    expect(sentBack(await browser.open(url))['code']).toBeDefined()
    for (const uri of ['cursor://x/cb2', 'cursor://y/cb', 'cursor:x/cb', 'vscode://x/cb'])
      await expectRefused('native', uri)
  })
})
