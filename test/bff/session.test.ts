import { afterEach, describe, expect, it, vi } from 'vitest'
import { BffError } from '../../src/bff/index.ts'
import { base_url, resource, secret, setUp } from './support.ts'

afterEach(() => vi.useRealTimers())

/** Moves the clock; timers stay real. */
function later(seconds: number) {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 })
}

const refused = (error: string, status: number) => () => Response.json({ error }, { status })

describe('RFC 10017', () => {
  it('§6.1 keeps every token out of what the page can read', async () => {
    const { jar, signIn, visit } = setUp()
    const back = await signIn()
    const session = await visit('/auth/session')
    expect(await session.text()).not.toMatch(/access-|refresh-|eyJ/)
    expect(session.headers.get('cache-control')).toBe('no-store')
    for (const cookie of back.headers.getSetCookie()) {
      expect(cookie).toMatch(/^__Host-bff/)
      expect(cookie).toMatch(/; Path=\/; Max-Age=\d+; HttpOnly; Secure; SameSite=Lax$/)
      expect(cookie.length).toBeLessThan(4096)
    }
    expect([...jar.values()].join()).not.toMatch(/access-|refresh-|eyJ/)
  })

  it('§6.1 takes no cookie that was changed, or sealed with another secret', async () => {
    const { bff, jar, request, signIn } = setUp()
    await signIn()
    expect(await bff.session(request('/'))).toBeDefined()
    const value = jar.get('__Host-bff') ?? ''
    jar.set('__Host-bff', `${value.slice(0, -2)}${value.endsWith('AA') ? 'BB' : 'AA'}`)
    expect(await bff.session(request('/'))).toBeUndefined()
    jar.set('__Host-bff', value)
    const other = setUp({ secret: `other ${secret}` }).bff
    expect(await other.session(request('/'))).toBeUndefined()
    const both = setUp({ secret: [`other ${secret}`, secret] }).bff
    expect(await both.session(request('/'))).toBeDefined()
  })

  it('§6.1 does not take a sign-in cookie for a session', async () => {
    const { bff, jar, request, visit } = setUp()
    await visit('/auth/login')
    const [value = ''] = jar.values()
    jar.set('__Host-bff', value)
    expect(await bff.session(request('/'))).toBeUndefined()
  })

  it('§6.1 splits a session that is too long for one cookie, and clears what is left over', async () => {
    const { as, bff, jar, request, signIn } = setUp()
    as.change.claims = { groups: Array.from({ length: 300 }, (_, i) => `group-${i}`) }
    await signIn()
    expect([...jar.keys()]).toEqual(['__Host-bff', '__Host-bff.1'])
    for (const [name, value] of jar) expect(name.length + value.length).toBeLessThan(4096)
    expect((await bff.session(request('/')))?.claims['groups']).toHaveLength(300)
    as.change.claims = {}
    await signIn()
    expect([...jar.keys()]).toEqual(['__Host-bff'])
  })

  it('§6.1 says clearly when a session does not fit into cookies', async () => {
    const { as, jar, signIn } = setUp()
    as.change.claims = { groups: Array.from({ length: 2000 }, (_, i) => `group-${i}`) }
    const answer = await signIn()
    expect(answer.status).toBe(500)
    expect(await answer.text()).toMatch(/session is \d+ bytes long.*fewer scopes/)
    expect(jar.has('__Host-bff')).toBe(false)
  })

  it('§6.1 ends with session_lifetime', async () => {
    const { bff, request, signIn } = setUp({ session_lifetime: 60 })
    await signIn()
    expect(await bff.session(request('/'))).toBeDefined()
    later(61)
    expect(await bff.session(request('/'))).toBeUndefined()
  })
})

describe('OAuth 2.1', () => {
  it('§4.3 refreshes shortly before the access token expires', async () => {
    const { as, bff, keep, request, signIn } = setUp({ resource })
    await signIn()
    expect((await bff.session(request('/')))?.access_token).toBe('access-1')
    later(850)
    const session = await bff.session(request('/'))
    expect(session?.access_token).toBe('access-2')
    const [, refresh] = as.to('/token')
    expect(refresh?.form.get('refresh_token')).toBe('refresh-1')
    expect(refresh?.form.get('resource')).toBe(resource)
    keep(session?.headers ?? new Headers())
    expect((await bff.session(request('/')))?.access_token).toBe('access-2')
    expect(as.to('/token')).toHaveLength(2)
  })

  it('§4.3 refreshes once for ten requests together', async () => {
    const { as, bff, request, signIn } = setUp()
    await signIn()
    later(850)
    const sessions = await Promise.all(Array.from({ length: 10 }, () => bff.session(request('/'))))
    expect(new Set(sessions.map((session) => session?.access_token))).toEqual(new Set(['access-2']))
    expect(as.to('/token')).toHaveLength(2)
  })

  it('§4.3 answers a request that still has the cookie of before', async () => {
    const { as, bff, request, signIn } = setUp()
    await signIn()
    later(850)
    await bff.session(request('/'))
    expect((await bff.session(request('/')))?.access_token).toBe('access-2')
    expect(as.to('/token')).toHaveLength(2)
  })

  it('§4.3 keeps the refresh token when no new one is issued', async () => {
    const { as, bff, keep, request, signIn } = setUp()
    await signIn()
    as.change.token = () =>
      Response.json({ access_token: 'access-x', token_type: 'Bearer', expires_in: 900 })
    for (let i = 0; i < 2; i++) {
      later(850)
      const session = await bff.session(request('/'))
      expect(session?.claims.sub).toBe('ada')
      keep(session?.headers ?? new Headers())
      expect(as.to('/token').at(-1)?.form.get('refresh_token')).toBe('refresh-1')
    }
  })

  it.each([
    ['the network fails', () => Promise.reject(new TypeError('fetch failed'))],
    ['the issuer answers 500', () => new Response('', { status: 500 })],
    ['the issuer answers 503 as JSON', refused('temporarily_unavailable', 503)],
    ['the issuer answers 429', refused('slow_down', 429)],
    ['the client is refused', refused('invalid_client', 401)],
  ])('§4.3 keeps the session while the access token is good, when %s', async (_, answer) => {
    const { as, bff, request, signIn } = setUp()
    await signIn()
    as.change.token = answer
    later(850)
    const session = await bff.session(request('/'))
    expect(session?.access_token).toBe('access-1')
    expect(session?.headers.getSetCookie()).toEqual([])
    await bff.session(request('/'))
    expect(as.to('/token')).toHaveLength(2)

    later(100)
    const error = await bff.session(request('/')).catch((cause) => cause)
    expect(error).toBeInstanceOf(BffError)
    as.change.token = undefined
    later(10)
    expect((await bff.session(request('/')))?.access_token).toBe('access-2')
  })

  it('§4.3 ends the session with invalid_grant, though the access token is good', async () => {
    const { as, bff, request, signIn, visit } = setUp()
    await signIn()
    as.change.token = refused('invalid_grant', 400)
    later(850)
    expect(await bff.session(request('/'))).toBeUndefined()
    const answer = await visit('/auth/session')
    expect(await answer.json()).toEqual({ signed_in: false })
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-bff=;.*Max-Age=0/)
  })

  it('§4.3 ends the session with the access token when there is no refresh token', async () => {
    const { as, bff, request, signIn } = setUp()
    as.change.answer = { refresh_token: undefined }
    await signIn()
    later(890)
    expect(await bff.session(request('/'))).toBeDefined()
    later(20)
    expect(await bff.session(request('/'))).toBeUndefined()
  })
})

describe('OpenID Connect Core', () => {
  it('§12.2 refuses a refreshed ID token about another person', async () => {
    const { as, bff, request, signIn } = setUp()
    await signIn()
    as.change.claims = { sub: 'eve' }
    later(901)
    const error = await bff.session(request('/')).catch((cause) => cause)
    expect(error).toMatchObject({ status: 502, error: 'invalid_response' })
  })
})

describe('bff.fetch', () => {
  it('calls the API with the token of the person', async () => {
    const { as, bff, request, signIn } = setUp({ resource })
    await signIn()
    await bff.fetch(request('/'), `${resource}/notes`, { headers: { accept: 'application/json' } })
    const [call] = as.to('/notes')
    expect(call?.headers.get('authorization')).toBe('Bearer access-1')
    expect(call?.headers.get('cookie')).toBeNull()
    expect(call?.headers.get('accept')).toBe('application/json')
  })

  it('sends the token nowhere else', async () => {
    const { as, bff, request, signIn } = setUp({ resource })
    await signIn()
    const elsewhere = 'https://api.example.com.evil.example/notes'
    await expect(bff.fetch(request('/'), elsewhere)).rejects.toThrow(/expected https:\/\/api/)
    expect(as.to('/notes')).toEqual([])
    const open = setUp()
    await expect(open.bff.fetch(open.request('/'), 'http://api.example.com')).rejects.toThrow(
      /https/,
    )
  })

  it('refuses with login_required when nobody is signed in', async () => {
    const { bff, request } = setUp()
    const call = bff.fetch(request('/'), `${resource}/notes`)
    await expect(call).rejects.toMatchObject({ status: 401, error: 'login_required' })
  })
})

describe('bff.handle', () => {
  it('appends the cookies of a session that was refreshed on the way', async () => {
    const { bff, keep, request, signIn } = setUp({ resource })
    await signIn()
    later(850)
    const here = request('/')
    const answer = await bff.handle(here, async () => {
      await bff.fetch(here, `${resource}/notes`)
      return Response.redirect(`${base_url}/next`, 303)
    })
    expect(answer.status).toBe(303)
    keep(answer.headers)
    expect((await bff.session(request('/')))?.headers.getSetCookie()).toEqual([])
  })

  it('refuses a change from another origin when a session comes with it', async () => {
    const { bff, request, signIn } = setUp()
    const next = vi.fn(async () => new Response('changed'))
    const post = (headers: Record<string, string>) => request('/notes', { method: 'POST', headers })
    const evil = { origin: 'https://evil.example.com' }
    expect((await bff.handle(post(evil), next)).status).toBe(200)
    await signIn()
    expect((await bff.handle(post(evil), next)).status).toBe(403)
    expect((await bff.handle(post({}), next)).status).toBe(403)
    expect(next).toHaveBeenCalledTimes(1)
    expect((await bff.handle(post({ origin: base_url }), next)).status).toBe(200)
  })

  it('answers the routes before the application', async () => {
    const { bff, request } = setUp()
    const answer = await bff.handle(request('/auth/session'), () => new Response('app'))
    expect(await answer.json()).toEqual({ signed_in: false })
  })
})
