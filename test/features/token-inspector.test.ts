import { beforeAll, describe, expect, it } from 'vitest'
import { bodyOf } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'none'; " +
  "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

let house: TestServer
beforeAll(async () => {
  house = await testServer()
})

const unescaped = (text = '') => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')

describe('GET /tools/jwt', () => {
  it('CSP Level 3 §6.1 comes with a policy under which nothing can be sent, and sets no cookie', async () => {
    const response = await house.get('/tools/jwt')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-security-policy')).toBe(CSP)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(response.headers.get('x-frame-options')).toBe('DENY')
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('brings the key set along that /jwks has, and the issuer', async () => {
    const html = await (await house.get('/tools/jwt')).text()
    const keys = unescaped(/data-keys="([^"]*)"/.exec(html)?.[1])
    expect(JSON.parse(keys)).toEqual(await bodyOf(await house.get('/jwks')))
    expect(keys).not.toContain('"d"')
    expect(html).toContain(`value="${house.issuer}"`)
  })

  it('serves its script and styles under names that change with them, to be kept for ever', async () => {
    const html = await (await house.get('/tools/jwt')).text()
    const [, script = ''] = /<script type="module" src="([^"]+)"/.exec(html) ?? []
    const styles = /<link rel="stylesheet" href="(\/assets\/inspector[^"]+)"/.exec(html)?.[1] ?? ''
    for (const [path, type] of [
      [script, 'text/javascript; charset=utf-8'],
      [styles, 'text/css; charset=utf-8'],
    ] as const) {
      expect(path).toMatch(/^\/assets\/inspector\.[0-9a-f]{12}\.(js|css)$/)
      const response = await house.get(path)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe(type)
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  it('speaks German, and has its tenant’s prefix and keys', async () => {
    const template = 'https://id.test.invalid/:tenant'
    const tenants = await testServer({ issuer: template, tenants: ['acme', 'other'] })
    const response = await tenants.get('/tools/jwt', { 'Accept-Language': 'de' })
    const html = await response.text()
    expect(html).toContain('Was steckt in diesem Token?')
    expect(html).toMatch(/src="\/acme\/assets\/inspector\.[0-9a-f]+\.js"/)
    const keys = unescaped(/data-keys="([^"]*)"/.exec(html)?.[1])
    expect(JSON.parse(keys)).toEqual(await bodyOf(await tenants.get('/jwks')))
  })
})
