import { describe, expect, it, vi } from 'vitest'
import { createVerifier } from '../../src/resource-server/index.ts'
import { createTestIssuer } from '../../src/resource-server/testing.ts'
import { issuer, now, refusal, resource } from './support.ts'

const introspection = { client_id: 'api', client_secret: 's3cret +:%' }

/** A verifier whose issuer gives this answer to introspection. */
function setUp(answer?: () => Response) {
  const as = createTestIssuer({ issuer, resource })
  const fetch = vi.fn(async (url: string, init?: RequestInit) =>
    answer && url.endsWith('/introspect') ? answer() : as.fetch(url, init),
  )
  const verifier = createVerifier({ issuer, resource, fetch, introspection })
  return { as, fetch, verifier }
}

describe('RFC 7662', () => {
  it('§2.2 refuses a token that is no longer active', async () => {
    const { as, verifier } = setUp()
    const token = await as.token()
    await expect(verifier.verify(token)).resolves.toBeDefined()
    as.revoke(token)
    const error = await refusal(verifier.verify(token))
    expect([error.status, error.error]).toEqual([401, 'invalid_token'])
  })

  it('§2.1 posts the token with Basic credentials, form-encoded', async () => {
    const { as, fetch, verifier } = setUp()
    const token = await as.token()
    await verifier.verify(token)
    const [, init] = fetch.mock.calls.find(([url]) => url.endsWith('/introspect')) ?? []
    const headers = new Headers(init?.headers)
    const basic = atob(headers.get('authorization')?.slice('Basic '.length) ?? '')
    expect(basic).toBe('api:s3cret+%2B%3A%25')
    expect(init?.method).toBe('POST')
    expect(new URLSearchParams(String(init?.body)).get('token')).toBe(token)
  })

  it('§2.1 does not ask about a token whose signature does not verify', async () => {
    const { fetch, verifier } = setUp()
    const forged = await createTestIssuer({ issuer, resource }).token()
    expect((await refusal(verifier.verify(forged))).status).toBe(401)
    expect(fetch.mock.calls.some(([url]) => url.endsWith('/introspect'))).toBe(false)
  })

  it.each([401, 429, 500])('§2.3 answers 503 when the endpoint answers %i', async (status) => {
    const { as, verifier } = setUp(() => new Response('{}', { status }))
    const error = await refusal(verifier.verify(await as.token()))
    expect(error.status).toBe(503)
    expect(`${error.cause}`).not.toContain('s3cret')
  })

  it.each([{}, { active: 'true' }, { active: 1 }])(
    '§2.2 takes %j for not active',
    async (answer) => {
      const { as, verifier } = setUp(() => Response.json(answer))
      expect((await refusal(verifier.verify(await as.token()))).status).toBe(401)
    },
  )

  it('§2.2 reads an opaque token by its introspection answer', async () => {
    const claims = {
      active: true,
      aud: resource,
      sub: 'ada',
      client_id: 'app',
      scope: 'notes:read',
    }
    const { verifier } = setUp(() => Response.json({ ...claims, exp: now() + 60 }))
    expect(await verifier.verify('at_opaque')).toMatchObject({ iss: issuer, sub: 'ada' })
  })

  it.each([
    ['another audience', { aud: 'https://other.example.com' }],
    ['no audience', { aud: undefined }],
    ['another issuer', { iss: 'https://evil.example.com' }],
    ['an expiry in the past', { exp: 1 }],
    ['a bound key', { cnf: { jkt: 'x' } }],
  ])('§4 refuses an opaque token with %s', async (_, claims) => {
    const good = { active: true, aud: resource, sub: 'ada', client_id: 'app', exp: now() + 60 }
    const { verifier } = setUp(() => Response.json({ ...good, ...claims }))
    expect((await refusal(verifier.verify('at_opaque'))).status).toBe(401)
  })

  it('§2 refuses an opaque token when introspection is not set', async () => {
    const as = createTestIssuer({ issuer, resource })
    const verifier = createVerifier({ issuer, resource, fetch: as.fetch })
    expect((await refusal(verifier.verify('at_opaque'))).status).toBe(401)
  })

  it('§2 is not asked with revocation none', async () => {
    const as = createTestIssuer({ issuer, resource })
    const set = { issuer, resource, fetch: as.fetch, introspection, revocation: 'none' } as const
    const token = await as.token()
    as.revoke(token)
    await expect(createVerifier(set).verify(token)).resolves.toBeDefined()
  })
})
