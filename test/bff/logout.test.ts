import { describe, expect, it } from 'vitest'
import { base_url, issuer, setUp } from './support.ts'

describe('RP-Initiated Logout', () => {
  const post = { method: 'POST', headers: { origin: base_url } }

  it('§2 ends the session here and goes on to the issuer', async () => {
    const { as, jar, signIn, visit } = setUp()
    await signIn()
    const answer = await visit('/auth/logout', post)
    expect(answer.status).toBe(303)
    const url = new URL(answer.headers.get('location') ?? '')
    expect(url.origin + url.pathname).toBe(`${issuer}/logout`)
    expect(url.searchParams.get('client_id')).toBe('demo-app')
    expect(url.searchParams.get('post_logout_redirect_uri')).toBe(`${base_url}/`)
    expect(url.searchParams.get('id_token_hint')).toMatch(/^eyJ/)
    expect(jar.size).toBe(0)
    expect(as.to('/revoke')[0]?.form.get('token')).toBe('refresh-1')
  })

  it.each([
    ['another origin', { origin: 'https://evil.example.com' }],
    ['the origin null', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['no origin', {}],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }],
  ])('§6 refuses a request from %s', async (_, headers) => {
    const { as, jar, signIn, visit } = setUp()
    await signIn()
    expect((await visit('/auth/logout', { method: 'POST', headers })).status).toBe(403)
    expect(jar.has('__Host-bff')).toBe(true)
    expect(as.to('/revoke')).toEqual([])
  })

  it('§6 accepts a request from a page with the referrer policy no-referrer', async () => {
    const { signIn, visit } = setUp()
    await signIn()
    const headers = { origin: 'null', 'sec-fetch-site': 'same-origin' }
    expect((await visit('/auth/logout', { method: 'POST', headers })).status).toBe(303)
  })

  it('§2 signs out here when the issuer cannot be reached', async () => {
    const { as, jar, signIn, visit } = setUp()
    await signIn()
    as.change.all = () => Promise.reject(new TypeError('fetch failed'))
    const answer = await visit('/auth/logout', post)
    expect(answer.status).toBe(303)
    expect(jar.size).toBe(0)
  })

  it('§2 goes home when the issuer has no end_session_endpoint, or nobody is signed in', async () => {
    const { as, signIn, visit } = setUp()
    as.change.metadata = { end_session_endpoint: undefined }
    expect((await visit('/auth/logout', post)).headers.get('location')).toBe(`${base_url}/`)
    await signIn()
    expect((await visit('/auth/logout', post)).headers.get('location')).toBe(`${base_url}/`)
  })
})
