import { describe, expect, it } from 'vitest'
import { Browser } from '../support/browser.ts'
import { SERVER_SECRET } from '../support/fixtures.ts'
import { bodyOf, House } from '../support/house.ts'
import { testServer } from '../support/test-server.ts'

const tenants = ['acme', 'globex']
const shapes = [
  { name: 'a path per tenant', issuer: 'https://id.test.invalid/:tenant' },
  { name: 'a path below a path', issuer: 'https://id.test.invalid/auth/:tenant' },
  { name: 'a host per tenant', issuer: 'https://:tenant.test.invalid' },
]

describe('issuers', () => {
  it('RFC 8414 §3 a path per tenant has its documents at both well-known forms', async () => {
    const server = await testServer({ issuer: 'https://id.test.invalid/:tenant', tenants })
    for (const document of ['oauth-authorization-server', 'openid-configuration']) {
      for (const path of [`/.well-known/${document}/acme`, `/acme/.well-known/${document}`]) {
        const response = await server.fetch(new Request(`https://id.test.invalid${path}`))
        expect(response.status).toBe(200)
        expect((await bodyOf(response)).issuer).toBe('https://id.test.invalid/acme')
      }
    }
    const unknown = await server.fetch(
      new Request('https://id.test.invalid/umbrella/.well-known/openid-configuration'),
    )
    expect(unknown.status).toBe(404)
    expect(await bodyOf(unknown)).toMatchObject({ error: 'not_found' })
  })

  for (const { name, issuer } of shapes) {
    it(`${name}: the main job works in each tenant`, async () => {
      const server = await testServer({ issuer, tenants })
      for (const tenant of tenants) {
        const house = new House(issuer.replace(':tenant', tenant), server.fetch)
        const tokens = await house.tokens()
        const refreshed = await house.refresh(tokens.refresh_token)
        expect(refreshed.status).toBe(200)
        const bearer = { Authorization: `Bearer ${tokens.access_token}` }
        expect((await house.get('/userinfo', bearer)).status).toBe(200)
      }
    })

    it(`${name}: row 9, row 12, row 25: nothing of one tenant is good in another`, async () => {
      const server = await testServer({ issuer, tenants })
      const [acme, globex] = tenants.map(
        (tenant) => new House(issuer.replace(':tenant', tenant), server.fetch),
      )
      if (!acme || !globex) throw new Error('two tenants')
      const { form } = await acme.code()
      expect(await bodyOf(await globex.token(form))).toMatchObject({ error: 'invalid_grant' })
      const tokens = await acme.tokens()
      expect(await bodyOf(await globex.refresh(tokens.refresh_token))).toMatchObject({
        error: 'invalid_grant',
      })
      const bearer = { Authorization: `Bearer ${tokens.access_token}` }
      expect((await globex.get('/userinfo', bearer)).status).toBe(401)
      const introspected = await globex.postAs('web', '/introspect', { token: tokens.access_token })
      expect(await bodyOf(introspected)).toEqual({ active: false })
      await globex.postAs('web', '/revoke', { token: tokens.refresh_token })
      expect((await acme.refresh(tokens.refresh_token)).status).toBe(200)
      const keys = await Promise.all(
        [acme, globex].map(async (house) => bodyOf(await house.get('/jwks'))),
      )
      const kids = keys.flatMap(({ keys }) => keys.map(({ kid }: { kid: string }) => kid))
      expect(new Set(kids).size).toBe(kids.length)
    })

    it(`${name}: row 25: cookies and pages of one tenant open nothing in another`, async () => {
      const server = await testServer({ issuer, tenants })
      const [acme, globex] = tenants.map(
        (tenant) => new House(issuer.replace(':tenant', tenant), server.fetch),
      )
      if (!acme || !globex) throw new Error('two tenants')
      const { browser } = await acme.code()
      const elsewhere = new Browser(server.fetch, new URL(globex.issuer).origin)
      // the same values, under the names the other tenant would look for
      const [from, to] = [acme, globex].map(({ issuer }) =>
        new URL(issuer).pathname.replaceAll('/', '.'),
      )
      for (const [cookie, value] of browser.cookies) {
        elsewhere.cookies.set(cookie, value)
        if (from !== '.' && from && to) elsewhere.cookies.set(cookie.replace(from, to), value)
      }
      const page = await elsewhere.open(globex.authorizeUrl())
      expect(page.leavesTo).toBeUndefined()
      expect(page.html).toContain('value="identifier"')

      const sealed = (await acme.browser().open(acme.authorizeUrl())).forms[0]?.hidden ?? []
      const crossed = await elsewhere.request(`${globex.issuer}/sign-in`, {
        method: 'POST',
        body: new URLSearchParams([
          ...sealed,
          ['step', 'identifier'],
          ['email', 'ada@example.com'],
        ]).toString(),
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      })
      expect(crossed.status).toBe(403)
    })
  }

  it('row 24: hosts and forwarding headers never make an issuer', async () => {
    const server = await testServer()
    const headers = {
      'X-Forwarded-Host': 'evil.invalid',
      'X-Forwarded-Proto': 'http',
      Forwarded: 'host=evil.invalid;proto=http',
      Host: 'evil.invalid',
    }
    for (const origin of ['https://id.test.invalid', 'https://evil.invalid']) {
      const request = new Request(`${origin}/.well-known/openid-configuration`, { headers })
      const metadata = await (await server.fetch(request)).text()
      expect(metadata).toContain('"issuer":"https://id.test.invalid"')
      expect(metadata).not.toContain('evil')
    }
  })

  it('a tenant that is not configured is nobody’s', async () => {
    const server = await testServer({ issuer: 'https://:tenant.test.invalid', tenants })
    const request = new Request('https://umbrella.test.invalid/.well-known/openid-configuration')
    expect((await server.fetch(request)).status).toBe(404)
  })

  it('several secrets: what the former sealed still opens, what a stranger sealed does not', async () => {
    const former = await testServer()
    await former.tokens() // makes its keys
    const { form } = await former.code()
    const next = 'Zx8Kq1Wv5Tn3Rb7Lm0Hc6Jd2Fg9Ys4PeUaQoIiVb'
    const { storage } = former
    const turned = await testServer({ storage, secrets: [next, SERVER_SECRET] })
    expect((await turned.token(form)).status).toBe(200)
    const tokens = await turned.tokens()
    const stranger = await testServer({ storage, secrets: [next] })
    expect((await stranger.refresh(tokens.refresh_token)).status).toBe(500) // its keys are sealed under the former
  })
})
