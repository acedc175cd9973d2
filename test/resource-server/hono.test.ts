import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { describe, expect, it } from 'vitest'
import { protect } from '../../src/resource-server/hono.ts'
import { createTestIssuer } from '../../src/resource-server/testing.ts'
import { issuer, resource, resource_metadata } from './support.ts'

function setUp(of = resource) {
  const as = createTestIssuer({ issuer, resource: of })
  const guard = protect({ issuer, resource: of, scopes: ['notes:read'], fetch: as.fetch })
  const app = new Hono()
  app.use(guard.metadata())
  app.all('/notes', guard.require('notes:read'), (c) => c.json({ sub: c.var.token.sub }))
  app.get('/recent', guard.require({ max_age: 60 }), (c) => c.json({ sub: c.var.token.sub }))
  return { as, app, guard }
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

describe('RFC 9728', () => {
  it.each(['', '/notes'])('§3.1 serves the metadata at the well-known path%s', async (path) => {
    const { app } = setUp()
    const response = await app.request(`/.well-known/oauth-protected-resource${path}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await response.json()).toEqual({
      resource,
      authorization_servers: [issuer],
      scopes_supported: ['notes:read'],
      bearer_methods_supported: ['header'],
    })
  })

  it('§3.1 leaves out the slash of a resource without a path', async () => {
    const { app, guard } = setUp('https://api.example.com')
    expect(guard.verifier.challenge()).toContain('/.well-known/oauth-protected-resource"')
    const response = await app.request('/.well-known/oauth-protected-resource')
    expect(await response.json()).toMatchObject({ resource: 'https://api.example.com' })
  })

  it('§3.1 answers a preflight request, and no other method', async () => {
    const { app } = setUp()
    const path = '/.well-known/oauth-protected-resource'
    const preflight = await app.request(path, { method: 'OPTIONS' })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-methods')).toContain('GET')
    expect((await app.request(path, { method: 'POST' })).status).toBe(405)
  })

  it('§3 lets every other request pass', async () => {
    const { app } = setUp()
    expect((await app.request('/.well-known/oauth-protected-resource/other')).status).toBe(404)
    expect((await app.request('/.well-known/oauth-protected-resource2')).status).toBe(404)
  })

  it('§5.1 names the metadata in the challenge', async () => {
    const { app } = setUp()
    const response = await app.request('/notes')
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer resource_metadata="${resource_metadata}", scope="notes:read"`,
    )
  })
})

describe('protect', () => {
  it('gives the claims to the handler', async () => {
    const { app, as } = setUp()
    const token = await as.token({ sub: 'ada', scope: 'notes:read' })
    const response = await app.request('/notes', bearer(token))
    expect(await response.json()).toEqual({ sub: 'ada' })
  })

  it('refuses with 403 when the scope is missing, and does not call the handler', async () => {
    const { app, as } = setUp()
    const response = await app.request('/notes', bearer(await as.token({ scope: 'openid' })))
    expect(response.status).toBe(403)
    expect(response.headers.get('www-authenticate')).toContain('scope="openid notes:read"')
    expect(response.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate')
  })

  it('asks for a recent sign-in', async () => {
    const { app, as } = setUp()
    const response = await app.request('/recent', bearer(await as.token({ auth_time: 1 })))
    expect(response.headers.get('www-authenticate')).toContain('max_age="60"')
  })

  it('lets OPTIONS pass before it asks for a token', async () => {
    const app = new Hono()
    app.use(setUp().guard.require('notes:read'))
    app.options('/notes', (c) => c.text('passed'))
    expect(await (await app.request('/notes', { method: 'OPTIONS' })).text()).toBe('passed')
  })

  it('leaves the last word on CORS to the app', async () => {
    const app = new Hono()
    app.use(cors({ origin: 'https://app.example.com', exposeHeaders: ['WWW-Authenticate'] }))
    app.get('/notes', setUp().guard.require('notes:read'), (c) => c.text(''))
    const response = await app.request('/notes', { headers: { origin: 'https://app.example.com' } })
    expect(response.status).toBe(401)
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example.com')
  })

  it('shows the refusal to a logger as c.error', async () => {
    const app = new Hono()
    let seen: Error | undefined
    app.use(async (c, next) => {
      await next()
      seen = c.error
    })
    app.get('/notes', setUp().guard.require('notes:read'), (c) => c.text(''))
    await app.request('/notes')
    expect(seen?.name).toBe('AccessError')
  })
})
