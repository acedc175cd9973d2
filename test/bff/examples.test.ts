import { describe, expect, it } from 'vitest'
import { createApi } from '../../examples/api/index.ts'
import { createApp } from '../../examples/web-app/index.tsx'
import { createTestIssuer } from '../../src/resource-server/testing.ts'
import { createIssuer, issuer, secret } from './support.ts'

const base_url = 'http://localhost:8788'
const resource = 'http://localhost:8790'

/** Both examples, an issuer, and a browser. */
function setUp() {
  const as = createIssuer()
  const signer = createTestIssuer({ issuer, resource })
  const api = createApi({ ISSUER: issuer, RESOURCE: resource }, signer.fetch)
  const state = { apiUp: true }
  const env = {
    ISSUER: issuer,
    CLIENT_ID: 'demo-app',
    BASE_URL: base_url,
    API_URL: resource,
    CLIENT_SECRET: 's3cret',
    COOKIE_SECRET: secret,
  }
  const app = createApp(env, async (url, init) => {
    if (!url.startsWith(resource)) return as.fetch(url, init)
    if (!state.apiUp) throw new TypeError('fetch failed')
    return api.fetch(new Request(url, init))
  })
  const jar = new Map<string, string>()
  const visit = async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await app.fetch(new Request(new URL(path, base_url), { ...init, headers }))
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
    return response
  }
  const post = (path: string, form: Record<string, string> = {}) =>
    visit(path, {
      method: 'POST',
      headers: { origin: base_url },
      body: new URLSearchParams(form),
    })
  const signIn = async (scope = 'notes:read notes:write') => {
    as.change.answer = { access_token: await signer.token({ sub: 'ada', scope }) }
    const sent = await visit('/auth/login')
    const back = as.authorize(sent.headers.get('location') ?? '')
    return visit(back.pathname + back.search)
  }
  return { api, as, post, signIn, signer, state, visit }
}

describe('examples/web-app', () => {
  it('offers a sign-in to those who are signed out', async () => {
    const { visit } = setUp()
    const page = await visit('/')
    expect(await page.text()).toContain('href="/auth/login?return_to=/"')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe')
  })

  it('shows the person, and keeps notes in the API without JavaScript', async () => {
    const { post, signIn, visit } = setUp()
    await signIn()
    const added = await post('/notes/add', { text: '<b>Buy bread</b>' })
    expect([added.status, added.headers.get('location')]).toEqual([303, '/'])
    const page = await (await visit('/')).text()
    expect(page).toContain('Ada')
    expect(page).toContain('ada@example.com')
    expect(page).toContain('&lt;b&gt;Buy bread&lt;/b&gt;')
    expect(page).not.toMatch(/<script|eyJ/)
  })

  it('RFC 9470 §3 what cannot be undone leads to a stronger sign-in, and back', async () => {
    const { as, post, signIn, signer, visit } = setUp()
    await signIn()
    await post('/notes/add', { text: 'Buy bread' })
    expect(await (await visit('/')).text()).toContain('href="/notes/clear"')
    const refused = await post('/notes/clear')
    const login = refused.headers.get('location') ?? ''
    expect(login).toMatch(/^\/auth\/login\?/)
    const sent = new URL((await visit(login)).headers.get('location') ?? '')
    expect(Object.fromEntries(sent.searchParams)).toMatchObject({
      acr_values: 'urn:sallyport:acr:2fa',
      max_age: '3600',
    })
    const scope = 'notes:read notes:write'
    const acr = 'urn:sallyport:acr:2fa'
    as.change.answer = { access_token: await signer.token({ sub: 'ada', scope, acr }) }
    const back = as.authorize(sent.href)
    const home = await visit(back.pathname + back.search)
    expect(home.headers.get('location')).toBe(`${base_url}/notes/clear`)
    expect((await post('/notes/clear')).headers.get('location')).toBe('/')
    expect(await (await visit('/')).text()).toContain('No notes yet')
  })

  it('refuses a note from another origin', async () => {
    const { signIn, visit } = setUp()
    await signIn()
    const headers = { origin: 'https://evil.example.com' }
    const body = new URLSearchParams({ text: 'x' })
    expect((await visit('/notes/add', { method: 'POST', headers, body })).status).toBe(403)
  })

  it('says in a sentence that the API does not answer, or says no', async () => {
    const { post, signIn, state, visit } = setUp()
    await signIn('notes:read')
    expect(await (await post('/notes/add', { text: 'x' })).text()).toContain('did not allow')
    state.apiUp = false
    expect(await (await visit('/')).text()).toContain('does not answer. Is the API running?')
  })

  it('says in a sentence that the sign-in server does not answer', async () => {
    const { as, visit } = setUp()
    as.change.all = () => Promise.reject(new TypeError('fetch failed'))
    const page = await visit('/auth/login')
    expect(page.status).toBe(503)
    expect(await page.text()).toContain('The sign-in server cannot be reached')
    expect(page.headers.get('content-security-policy')).toBeTruthy()
  })

  it('signs out', async () => {
    const { post, signIn, visit } = setUp()
    await signIn()
    expect((await post('/auth/logout')).headers.get('location')).toContain(`${issuer}/logout?`)
    expect(await (await visit('/')).text()).toContain('Sign in')
  })
})

describe('examples/api', () => {
  it('keeps the notes of each person apart, and needs a scope for each method', async () => {
    const { api, signer } = setUp()
    const call = async (claims: Record<string, unknown>, init: RequestInit = {}) => {
      const authorization = `Bearer ${await signer.token(claims)}`
      const headers = { 'content-type': 'application/json', authorization }
      return api.fetch(new Request(`${resource}/notes`, { ...init, headers }))
    }
    const post = { method: 'POST', body: '{"text":"Buy bread"}' }
    expect((await call({ sub: 'ada', scope: 'notes:read' }, post)).status).toBe(403)
    expect((await call({ sub: 'ada', scope: 'notes:write' }, post)).status).toBe(201)
    expect(await (await call({ sub: 'ada', scope: 'notes:read' })).json()).toMatchObject({
      notes: [{ text: 'Buy bread' }],
    })
    expect(await (await call({ sub: 'eve', scope: 'notes:read' })).json()).toEqual({ notes: [] })
    expect((await call({ scope: 'notes:write' }, { ...post, body: '[]' })).status).toBe(400)
  })

  it('says what it is', async () => {
    const { api } = setUp()
    expect(await (await api.request('/')).json()).toMatchObject({ resource })
    expect((await api.request('/notes')).status).toBe(401)
  })
})
