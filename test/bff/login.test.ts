import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { base_url, issuer, resource, setUp } from './support.ts'

afterEach(() => vi.useRealTimers())

const location = (response: Response) => new URL(response.headers.get('location') ?? '')

describe('OAuth 2.1', () => {
  it('§4.1.1 asks for a code with PKCE S256, state, nonce and the resource', async () => {
    const { visit } = setUp({ resource })
    const sent = await visit('/auth/login')
    expect(sent.status).toBe(303)
    const asked = Object.fromEntries(location(sent).searchParams)
    expect(location(sent).href).toContain(`${issuer}/authorize?`)
    expect(asked).toMatchObject({
      response_type: 'code',
      client_id: 'demo-app',
      redirect_uri: `${base_url}/auth/callback`,
      scope: 'openid profile',
      code_challenge_method: 'S256',
      resource,
    })
    expect(asked['code_challenge']).toMatch(/^[\w-]{43}$/)
    expect(asked['state']).toBeTruthy()
    expect(asked['nonce']).toBeTruthy()
  })

  it('§4.1.3 redeems the code with the verifier and Basic credentials', async () => {
    const { as, signIn } = setUp({ resource })
    await signIn()
    const [{ form, headers } = { form: new URLSearchParams(), headers: new Headers() }] =
      as.to('/token')
    expect(form.get('code_verifier')).toMatch(/^[\w-]{43,}$/)
    expect(form.get('resource')).toBe(resource)
    expect(form.get('client_secret')).toBeNull()
    const basic = atob(headers.get('authorization')?.slice('Basic '.length) ?? '')
    expect(decodeURIComponent(basic)).toBe('demo-app:s3cret')
  })

  it('§2.4 sends only the client_id of a public client', async () => {
    const { as, signIn } = setUp({ client_secret: '' })
    await signIn()
    expect(as.to('/token')[0]?.headers.get('authorization')).toBeNull()
    expect(as.to('/token')[0]?.form.get('client_id')).toBe('demo-app')
  })

  it('§4.1.2 signs the person in and goes on to return_to', async () => {
    const { signIn, visit } = setUp()
    const back = await signIn('/notes?page=2#top')
    expect(back.status).toBe(303)
    expect(back.headers.get('location')).toBe(`${base_url}/notes?page=2#top`)
    expect(await (await visit('/auth/session')).json()).toMatchObject({
      signed_in: true,
      claims: { sub: 'ada', name: 'Ada', email: 'ada@example.com' },
    })
  })

  it('§4.1.2 keeps two sign-ins in two tabs apart', async () => {
    const { as, visit } = setUp()
    const one = location(await visit('/auth/login?return_to=/one')).href
    const two = location(await visit('/auth/login?return_to=/two')).href
    expect(location(await visit(as.authorize(one))).pathname).toBe('/one')
    expect(location(await visit(as.authorize(two))).pathname).toBe('/two')
  })

  it('§4.1.2 does not pile up cookies of abandoned sign-ins', async () => {
    const { jar, visit } = setUp()
    for (let i = 0; i < 20; i++) await visit('/auth/login')
    expect(jar.size).toBeLessThanOrEqual(5)
  })

  it('§4.1.2 refuses a callback that this browser did not begin', async () => {
    const { as, jar, visit } = setUp()
    const back = as.authorize(location(await visit('/auth/login')).href)
    jar.clear()
    const answer = await visit(back)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('login_expired')
    expect(as.to('/token')).toEqual([])
  })

  it('§4.1.2 refuses another state', async () => {
    const { as, visit } = setUp()
    const back = as.authorize(location(await visit('/auth/login')).href)
    const state = back.searchParams.get('state') ?? ''
    back.searchParams.set('state', `${state.slice(0, 8)}x`)
    expect((await visit(back)).status).toBe(400)
    expect(as.to('/token')).toEqual([])
  })

  it('§4.1.2 refuses a sign-in that took longer than ten minutes', async () => {
    const { as, visit } = setUp()
    const back = as.authorize(location(await visit('/auth/login')).href)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 })
    expect((await visit(back)).status).toBe(400)
  })

  it('§4.1.2.1 shows the error of the issuer, through onError too', async () => {
    const onError = vi.fn(() => new Response('shown', { status: 400 }))
    const { as, visit } = setUp({ onError })
    const back = as.authorize(location(await visit('/auth/login')).href)
    back.searchParams.delete('code')
    back.searchParams.set('error', 'access_denied')
    expect(await (await visit(back)).text()).toBe('shown')
    expect(onError).toHaveBeenCalledWith(
      expect.objectContaining({ error: 'access_denied', status: 400 }),
      expect.any(Request),
    )
  })
})

describe('RFC 9207', () => {
  it.each(['https://evil.example.com', undefined])('§2.4 refuses iss %s', async (iss) => {
    const { as, jar, visit } = setUp()
    const back = as.authorize(location(await visit('/auth/login')).href)
    back.searchParams.delete('iss')
    if (iss) back.searchParams.set('iss', iss)
    expect((await visit(back)).status).toBe(502)
    expect(as.to('/token')).toEqual([])
    expect([...jar.keys()].filter((name) => name === '__Host-bff')).toEqual([])
  })
})

describe('OpenID Connect Core', () => {
  it.each([
    ['another nonce', { nonce: 'other' }],
    ['another audience', { aud: 'other-app' }],
    ['another issuer', { iss: 'https://evil.example.com' }],
    ['an expiry in the past', { exp: 1 }],
  ])('§3.1.3.7 refuses an ID token with %s', async (_, claims) => {
    const { as, jar, signIn } = setUp()
    as.change.claims = claims
    expect((await signIn()).status).toBe(502)
    expect(jar.has('__Host-bff')).toBe(false)
  })

  it('§5.3.2 refuses userinfo about somebody else', async () => {
    const { as, jar, signIn } = setUp()
    as.change.userinfo = { sub: 'eve' }
    expect((await signIn()).status).toBe(502)
    expect(jar.has('__Host-bff')).toBe(false)
  })

  it('§3.1.3.7 refuses an ID token whose signature does not verify', async () => {
    const { as, jar, signIn } = setUp()
    const { publicKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk = await exportJWK(publicKey)
    as.change.jwks = async () => Response.json({ keys: [{ ...jwk, kid: 'k', alg: 'ES256' }] })
    expect((await signIn()).status).toBe(502)
    expect(jar.has('__Host-bff')).toBe(false)
  })

  it('§3.1.3.7 refuses an answer without an ID token, and alg HS256', async () => {
    const { as, signIn } = setUp()
    const token = { access_token: 'a', token_type: 'Bearer', expires_in: 60 }
    as.change.token = () => Response.json(token)
    expect((await signIn()).status).toBe(502)
    const id_token = await new SignJWT({ iss: issuer, aud: 'demo-app', sub: 'ada' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode('s3cret'.repeat(8)))
    as.change.token = () => Response.json({ ...token, id_token })
    expect((await signIn()).status).toBe(502)
  })
})

describe('RFC 9700', () => {
  it.each([
    'https://evil.example.com',
    '//evil.example.com',
    '/\\evil.example.com',
    '/\t/evil.example.com',
    '/a\\b',
    '/.//evil.example.com',
    '/x/../..//evil.example.com',
    'javascript:alert(1)',
    'notes',
    '',
    '/auth/login',
    '/a/../auth/login',
  ])('§4.11 refuses return_to %j', async (return_to) => {
    const { as, visit } = setUp()
    const answer = await visit(`/auth/login?return_to=${encodeURIComponent(return_to)}`)
    expect(answer.status).toBe(400)
    expect(answer.headers.get('location')).toBeNull()
    expect(as.requests).toEqual([])
  })
})

describe('createBff', () => {
  it('says in one message all there is to fix, and how to make a secret', () => {
    const make = () =>
      setUp({
        issuer: 'http://id.example.com',
        base_url: `${base_url}/app`,
        secret: 'short',
        scope: 'a',
      })
    expect(make).toThrow(/issuer.*base_url.*openid.*5 bytes.*openssl rand -base64 32/)
    expect(make).not.toThrow(/short/)
  })

  it('answers 503 in a sentence when the issuer cannot be reached', async () => {
    const { as, visit } = setUp()
    as.change.all = () => Promise.reject(new TypeError('fetch failed'))
    const answer = await visit('/auth/login')
    expect(answer.status).toBe(503)
    expect(await answer.text()).toMatch(/cannot be reached/)
    as.change.all = undefined
    expect((await visit('/auth/login')).status).toBe(303)
  })

  it('answers 503, not 502, when the issuer answers 500', async () => {
    const { as, visit } = setUp()
    as.change.all = async () => new Response('', { status: 500 })
    expect((await visit('/auth/login')).status).toBe(503)
  })

  it('leaves other paths alone and answers 405 for other methods', async () => {
    const { bff, request, visit } = setUp()
    expect(await bff.routes(request('/auth/other'))).toBeUndefined()
    expect(await bff.routes(request('/'))).toBeUndefined()
    const answer = await visit('/auth/logout')
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
  })
})
