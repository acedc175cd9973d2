import { describe, expect, it } from 'vitest'
import { createBff } from '../../src/bff/index.ts'
import { base_url, issuer, secret, setUp } from './support.ts'

const bff = createBff({ issuer, client_id: 'a', base_url, secret, scope: 'openid' })
const answered = (challenge: string, status = 401) =>
  new Response(null, { status, headers: { 'www-authenticate': challenge } })
const wanting = (more: string) =>
  answered(`Bearer scope="a", error="insufficient_user_authentication", ${more}`)

describe('RFC 9470', () => {
  it('§3 a challenge becomes a login that asks for what the API wants', () => {
    const both = wanting('error_description="x", max_age="60", acr_values="urn:a urn:b"')
    expect(bff.stepUp(both, '/notes?x=1')).toBe(
      '/auth/login?return_to=%2Fnotes%3Fx%3D1&acr_values=urn%3Aa+urn%3Ab&max_age=60',
    )
    expect(bff.stepUp(wanting('max_age=60'), '/')).toBe('/auth/login?return_to=%2F&max_age=60')
    expect(bff.stepUp(wanting('max_age="soon", acr_values=""'), '/')).toBe(
      '/auth/login?return_to=%2F',
    )
  })

  it('§3 any other answer is none', () => {
    for (const other of [
      new Response('ok'),
      answered('Bearer error="invalid_token"'),
      answered('Bearer error="insufficient_scope"', 403),
      answered('Bearer error="insufficient_user_authentication"', 200),
    ])
      expect(bff.stepUp(other, '/')).toBeUndefined()
  })

  it('§4 the login asks the issuer for it, and refuses what is no wish', async () => {
    const { visit } = setUp()
    const sent = await visit('/auth/login?acr_values=urn:a%20urn:b&max_age=0&prompt=none')
    const asked = new URL(sent.headers.get('location') ?? '').searchParams
    expect([asked.get('acr_values'), asked.get('max_age')]).toEqual(['urn:a urn:b', '0'])
    expect(asked.has('prompt')).toBe(false)
    for (const wrong of ['max_age=-1', 'max_age=soon', 'acr_values=%0a', 'acr_values=']) {
      expect((await visit(`/auth/login?${wrong}`)).status, wrong).toBe(400)
    }
  })
})
