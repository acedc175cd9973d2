import { afterEach, describe, expect, it, vi } from 'vitest'
import { createVerifier } from '../../src/resource-server/index.ts'
import { singleFlight } from '../../src/resource-server/single-flight.ts'
import { createTestIssuer } from '../../src/resource-server/testing.ts'
import { issuer, refusal, resource, setUp } from './support.ts'

const well_known = `${issuer}/.well-known/oauth-authorization-server`
const jwks_uri = `${issuer}/jwks`

afterEach(() => vi.useRealTimers())

/** Moves the clock; timers stay real. */
function later(seconds: number) {
  const now = Date.now() + seconds * 1000
  vi.useFakeTimers({ toFake: ['Date'], now })
}

describe('RFC 8414', () => {
  it('§3.1 puts the well-known part between host and path', async () => {
    const tenant = 'https://id.example.com/acme'
    const as = createTestIssuer({ issuer: tenant, resource })
    const fetched: string[] = []
    const verifier = createVerifier({
      issuer: tenant,
      resource,
      fetch: (url, init) => {
        fetched.push(url)
        return as.fetch(url, init)
      },
    })
    await verifier.verify(await as.token())
    expect(fetched[0]).toBe('https://id.example.com/.well-known/oauth-authorization-server/acme')
  })

  it('§3.3 does not use metadata of another issuer, and does not blame the token', async () => {
    const { as } = setUp()
    const metadata = { issuer: `${issuer}/`, jwks_uri }
    const verifier = createVerifier({
      issuer,
      resource,
      fetch: async () => Response.json(metadata),
    })
    const error = await refusal(verifier.verify(await as.token()))
    expect(error.status).toBe(503)
    expect(String(error.cause)).toMatch(/names the issuer https:\/\/id\.example\.com\/;/)
  })

  it('§3 follows no redirect, and waits five seconds at most', async () => {
    const { as } = setUp()
    const fetch = vi.fn(as.fetch)
    await createVerifier({ issuer, resource, fetch }).verify(await as.token())
    for (const [, init] of fetch.mock.calls) {
      expect(init?.redirect).toBe('manual')
      expect(init?.signal).toBeInstanceOf(AbortSignal)
    }
  })

  it('§2 does not fetch keys over http from elsewhere', async () => {
    const { as } = setUp()
    const fetch = vi.fn(async () => Response.json({ issuer, jwks_uri: 'http://evil.example.com' }))
    const verifier = createVerifier({ issuer, resource, fetch })
    expect((await refusal(verifier.verify(await as.token()))).status).toBe(503)
    expect(fetch).toHaveBeenCalledTimes(1)
  })
})

describe('RFC 7517', () => {
  it('§5 fetches the keys once for many tokens, also at the same time', async () => {
    const { as, fetched, verifier } = setUp()
    const token = await as.token()
    await Promise.all(Array.from({ length: 10 }, () => verifier.verify(token)))
    await verifier.verify(token)
    expect(fetched).toEqual([well_known, jwks_uri])
  })

  it('§5 fetches them again when they are no longer fresh', async () => {
    const { as, fetched, verifier } = setUp({ jwksMaxAge: 60 })
    await verifier.verify(await as.token())
    later(61)
    await verifier.verify(await as.token())
    expect(fetched).toHaveLength(4)
  })

  it('§4.5 fetches once more for an unknown kid, then cools down', async () => {
    const { as, fetched, verifier } = setUp()
    await verifier.verify(await as.token())
    as.rotate()
    later(31)
    const fresh = await as.token()
    await Promise.all([verifier.verify(fresh), verifier.verify(fresh)])
    expect(fetched).toHaveLength(4)
    as.rotate()
    const fresher = await as.token()
    for (let i = 0; i < 5; i++) {
      const error = await refusal(verifier.verify(fresher))
      expect([error.status, error.error]).toEqual([401, 'invalid_token'])
    }
    expect(fetched).toHaveLength(4)
    later(31)
    await verifier.verify(fresher)
    expect(fetched).toHaveLength(6)
  })

  it.each([
    ['the network fails', () => Promise.reject(new TypeError('fetch failed'))],
    ['the issuer answers 500', async () => new Response('', { status: 500 })],
    ['the issuer answers 404', async () => new Response('', { status: 404 })],
    ['the issuer redirects', async () => Response.redirect('https://evil.example.com', 302)],
    ['the answer is not JSON', async () => new Response('<html>')],
    ['the answer is no key set', async () => Response.json({ keys: 'none' })],
    ['the answer is null', async () => Response.json(null)],
  ])('§5 answers 503 with Retry-After, not 401, when %s', async (_, answer) => {
    const as = createTestIssuer({ issuer, resource })
    const verifier = createVerifier({
      issuer,
      resource,
      fetch: (url, init) => (url === jwks_uri ? answer() : as.fetch(url, init)),
    })
    const error = await refusal(verifier.verify(await as.token()))
    expect(error.status).toBe(503)
    expect(error.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(error.headers.get('www-authenticate')).toBeNull()
    expect(await error.toResponse().json()).toMatchObject({ error: 'temporarily_unavailable' })
  })

  it('§5 does not hammer an issuer that is down, and comes back when it is up', async () => {
    const as = createTestIssuer({ issuer, resource })
    let up = false
    const fetch = vi.fn(async (url: string, init?: RequestInit) => {
      if (!up) throw new TypeError('fetch failed')
      return as.fetch(url, init)
    })
    const verifier = createVerifier({ issuer, resource, fetch })
    const token = await as.token()
    for (let i = 0; i < 5; i++) expect((await refusal(verifier.verify(token))).status).toBe(503)
    expect(fetch).toHaveBeenCalledTimes(1)
    up = true
    later(3)
    expect((await verifier.verify(token)).sub).toBe('test-user')
  })

  it('§5 keeps known keys for an hour while the issuer is down', async () => {
    const as = createTestIssuer({ issuer, resource })
    let up = true
    const fetch = async (url: string, init?: RequestInit) => {
      if (!up) throw new TypeError('fetch failed')
      return as.fetch(url, init)
    }
    const verifier = createVerifier({ issuer, resource, fetch, jwksMaxAge: 60 })
    const token = await as.token({ exp: Date.now() / 1000 + 9000 })
    await verifier.verify(token)
    up = false
    later(600)
    await expect(verifier.verify(token)).resolves.toBeDefined()
    later(3600)
    expect((await refusal(verifier.verify(token))).status).toBe(503)
  })
})

describe('singleFlight', () => {
  it('does not wait for ever for a run whose request has gone', async () => {
    const run = vi.fn<() => Promise<string>>()
    run.mockReturnValueOnce(new Promise(() => {})).mockResolvedValue('second')
    const fly = singleFlight(run, 20)
    void fly()
    expect(await Promise.all([fly(), fly()])).toContain('second')
    expect(await fly()).toBe('second')
  })
})
