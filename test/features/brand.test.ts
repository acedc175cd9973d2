import { describe, expect, it } from 'vitest'
import { type AuthServerOptions, ConfigurationError } from '../../src/index.ts'
import type { Brand, Client } from '../../src/store/port.ts'
import { testServer } from '../support/test-server.ts'

const LOGO = 'data:image/svg+xml;base64,PHN2Zy8+'
const RED: Brand = { name: 'Acme', logo: LOGO, accent: '#9b1c31', radius: 4 }

const sheetOf = (html: string) =>
  /<link rel="stylesheet" href="([^"]*\/brand\/[^"]*)"/.exec(html)?.[1]
const refusal = async (brand: AuthServerOptions['brand']): Promise<string> => {
  const failed = await testServer({ ...(brand && { brand }) }).catch((error: unknown) => error)
  return failed instanceof ConfigurationError ? failed.message : ''
}

describe('Brand of a house', () => {
  it('is on every page: name, logo, colours, corners', async () => {
    const house = await testServer({ brand: RED })
    const { html } = await house.browser().open('/account')
    expect(html).toContain(`<img src="${LOGO}" alt="Acme"/>`)
    expect(html).toContain(' · Acme</title>')
    expect(html).not.toContain(' style=')
    const sheet = await house.get(sheetOf(html) ?? '')
    expect(sheet.headers.get('content-type')).toBe('text/css; charset=utf-8')
    expect(sheet.headers.get('cache-control')).toContain('immutable')
    const css = await sheet.text()
    expect(css).toContain(':root{--round:4px;--accent:#9b1c31;--on-accent:#ffffff;')
    expect(css).toMatch(/@media \(prefers-color-scheme:dark\)\{:root\{--accent:#[0-9a-f]{6};/)
  })

  it('is a tenant’s own where it has one', async () => {
    const house = await testServer({
      issuer: 'https://id.test.invalid/:tenant',
      tenants: ['default', 'blue'],
      brand: { ...RED, tenants: { blue: { name: 'Blue', accent_dark: '#9fc9ff' } } },
    })
    const red = await house.browser().open('/default/account')
    const blue = await house.browser().open('/blue/account')
    expect(red.html).toContain('alt="Acme"')
    expect(blue.html).toContain('<bdi>Blue</bdi>')
    expect(blue.html).not.toContain('<img')
    expect(sheetOf(blue.html)).toMatch(/^\/blue\/brand\/\w+\.[0-9a-f]{6}-9fc9ff\.\.css$/)
  })

  it('WCAG 2.2 §1.4.3 with a colour that cannot be read is refused at start, in a sentence', async () => {
    expect(await refusal({ accent: '#ffcc00' })).toMatch(
      /brand\.accent: received #ffcc00, which stands out 1\.3\d to 1 .* would do/,
    )
    expect(await refusal({ accent_dark: '#000000' })).toContain(
      'brand.accent_dark: received #000000',
    )
    expect(await refusal({ accent: 'red' })).toContain('expected a colour such as #2a48c8')
    expect(await refusal({ logo: 'https://cdn.example/logo.png' })).toContain(
      'brand.logo: expected',
    )
    expect(await refusal({ tenants: { nobody: {} } })).toContain('nobody is not one of ours')
    expect(await refusal(RED)).toBe('')
  })

  it('row 22: its stylesheet is made of colours and a number, whatever an address says', async () => {
    const house = await testServer()
    for (const file of [
      'x.ffcc00-a9baff..css',
      'x.2a48c8-000000..css',
      'x.red-blue..css',
      'x..99.css',
      'x.}body{display:none}.css',
      'x.2a48c8-a9baff.4.css%0A',
    ]) {
      const sheet = await house.get(`/brand/${encodeURIComponent(file)}`)
      const body = await sheet.text()
      if (sheet.status === 200) expect(body).not.toMatch(/ffcc00|000000;--on|display/)
      else expect(sheet.status).toBe(404)
    }
    const fine = await house.get('/brand/x.2a48c8-a9baff.4.css')
    expect(fine.status).toBe(200)
    expect(fine.headers.get('cache-control')).toBe('no-cache')
  })
})

describe('Brand of a client', () => {
  const pageFor = async (changes: Partial<Client>) => {
    const house = await testServer({ brand: { accent: '#17653a', radius: 2 } })
    house.addClient({ client_id: 'branded', brand: RED, ...changes })
    return (await house.browser().open(house.authorizeUrl({ client_id: 'branded' }))).html
  }

  it('is on pages shown on its behalf, where an administrator answers for it', async () => {
    for (const trust of ['first-party', 'verified'] as const) {
      const html = await pageFor({ trust })
      expect(html).toContain(`<img src="${LOGO}" alt="Acme"/>`)
      expect(sheetOf(html)).toContain('.9b1c31-')
    }
  })

  it('is on no page of a client that only says who it is', async () => {
    for (const trust of ['domain', 'unidentified'] as const) {
      const html = await pageFor({ trust })
      expect(html).not.toContain('Acme')
      expect(sheetOf(html)).toContain('.17653a-')
    }
  })

  it('WCAG 2.2 §1.4.3 a colour that cannot be read is not used, however it came to be stored', async () => {
    const html = await pageFor({ trust: 'verified', brand: { accent: '#ffff00', radius: 400 } })
    expect(sheetOf(html)).toBeUndefined()
    const bent = await pageFor({ trust: 'verified', brand: { logo: 'https://evil.example/x.png' } })
    expect(bent).not.toContain('<img')
  })

  it('leaves the account page as it is', async () => {
    const house = await testServer()
    house.addClient({ client_id: 'branded', brand: RED, trust: 'first-party' })
    const browser = house.browser()
    await house.signIn(browser, house.authorizeUrl({ client_id: 'branded' }))
    expect((await browser.open('/account')).html).not.toContain('Acme')
  })
})
