import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Browser } from '../../support/browser.ts'
import { image, images } from '../../support/stand-in-web.ts'
import { BACK, CLIENT, type DocumentHouse, documentHouse, documentOf } from './support.ts'

const LOGO = 'https://cdn.example.net/logo.png'

let house: DocumentHouse
let browser: Browser
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await documentHouse()
  browser = house.browser()
  await house.signIn(browser, house.authorizeUrl())
  house.web.publishJson(CLIENT, documentOf({ logo_uri: LOGO }))
})
afterEach(() => {
  vi.useRealTimers()
})

const shownLogo = async (client_id = CLIENT) =>
  /<img [^>]*src="([^"]*)"/.exec((await house.begin({ client_id }, browser)).html)?.[1]

describe('Client ID Metadata Document', () => {
  it.each([
    ['image/png', images.png],
    ['image/jpeg', images.jpeg],
    ['image/gif', images.gif],
    ['image/webp', images.webp],
  ])(
    '§8.8 a logo that is %s is fetched with the document, and shown from here',
    async (type, bytes) => {
      house.web.publish(LOGO, () => image(bytes, 'image/x-whatever'))
      const address = (await shownLogo()) ?? ''
      expect(address).toMatch(/^https:\/\/id\.test\.invalid\/client-logos\/[\w-]{43}$/)
      expect(house.web.times(LOGO)).toBe(1)
      const response = await house.get(address.slice(house.issuer.length))
      expect(response.status).toBe(200)
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': type,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes)
      expect(house.web.times(LOGO)).toBe(1) // a browser that looks makes nobody fetch
    },
  )

  it('§8.8 the page never names the address of the logo itself', async () => {
    house.web.publish(LOGO, () => image(images.png, 'image/png'))
    const { html } = await house.begin({}, browser)
    expect(html).not.toContain('cdn.example.net')
    house.web.publish(LOGO, () => new Response('', { status: 404 }))
    const other = { ...documentOf({ logo_uri: LOGO }), client_id: `${CLIENT}?2` }
    house.web.publishJson(other.client_id, other)
    expect((await house.begin({ client_id: other.client_id }, browser)).html).not.toContain('cdn.')
  })

  it.each([
    [
      'is SVG',
      () =>
        new Response('<svg xmlns="http://www.w3.org/2000/svg"/>', {
          headers: { 'Content-Type': 'image/svg+xml' },
        }),
    ],
    [
      'is SVG and says PNG',
      () => new Response('<svg/>', { headers: { 'Content-Type': 'image/png' } }),
    ],
    [
      'is HTML and says PNG',
      () => new Response('<html><script>', { headers: { 'Content-Type': 'image/png' } }),
    ],
    ['is a PNG and says HTML', () => image(images.png, 'text/html')],
    [
      'is over 100 KB',
      () => image(new Uint8Array([...images.png, ...new Uint8Array(102_400)]), 'image/png'),
    ],
    ['is nothing', () => image(new Uint8Array(), 'image/png')],
    ['is elsewhere', () => Response.redirect('https://evil.example/logo.png')],
    ['is gone', () => new Response(null, { status: 404 })],
    ['is out of reach', () => Promise.reject(new TypeError('no such host'))],
  ])(
    '§8.8 a logo that %s is left out, and the client is served all the same',
    async (_, answer) => {
      house.web.publish(LOGO, answer)
      const page = await house.begin({}, browser)
      expect(page.status).toBe(200)
      expect(page.html).toContain('name="decision"')
      expect(page.html).not.toContain('<img')
      expect(house.web.asked.map(({ url }) => url)).toEqual([CLIENT, LOGO])
    },
  )

  it.each([
    'http://127.0.0.1/l.png',
    'https://10.0.0.1/l.png',
    'https://localhost/l.png',
    'https://printer.local/l.png',
  ])('row 29: §8.6 a logo at %s is not fetched', async (logo_uri) => {
    house.web.publishJson(CLIENT, documentOf({ logo_uri }))
    expect(await shownLogo()).toBeUndefined()
    expect(house.web.asked.map(({ url }) => url)).toEqual([CLIENT])
  })

  it('§8.8 the former logo stays while the new one cannot be had', async () => {
    house.web.publish(LOGO, () => image(images.png, 'image/png'))
    const before = await shownLogo()
    house.web.publish(LOGO, () => new Response(null, { status: 500 }))
    vi.setSystemTime(Date.now() + 3600_000)
    expect(await shownLogo()).toBe(before)
    expect(house.web.times(LOGO)).toBe(2)
    const other = 'https://cdn.example.net/new.png'
    house.web.publishJson(CLIENT, documentOf({ logo_uri: other }))
    vi.setSystemTime(Date.now() + 3600_000)
    expect(await shownLogo()).toBeUndefined()
  })

  it('§8.8 there is nothing at a name that was not made here', async () => {
    for (const name of ['x', 'x'.repeat(43), '../client', '%2e%2e%2fclient']) {
      const response = await house.get(`/client-logos/${name}`)
      expect(response.status, name).toBe(404)
    }
  })

  it('row 24: §8.8 no header changes where the logo is served from', async () => {
    house.web.publish(LOGO, () => image(images.png, 'image/png'))
    const url = house.authorizeUrl({ client_id: CLIENT, redirect_uri: BACK })
    const headers = {
      Host: 'evil.invalid',
      'X-Forwarded-Host': 'evil.invalid',
      Forwarded: 'host=evil.invalid',
    }
    const html = await (await browser.request(url, { headers })).text()
    expect(html).toContain('src="https://id.test.invalid/client-logos/')
    expect(html).not.toContain('evil')
    expect(house.web.asked.every((one) => !JSON.stringify([...one.headers]).includes('evil'))).toBe(
      true,
    )
  })
})
