import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createVerifier, type VerifierOptions } from '../../src/resource-server/index.ts'
import { API } from '../support/fixtures.ts'
import { bodyOf, claimsIn, type Tokens } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let fetched: string[]
/** What happens to the next fetch of a list. */
let trouble: (() => Response) | undefined

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
  fetched = []
  trouble = undefined
})
afterEach(() => {
  vi.useRealTimers()
})

const verifierWith = (more: Partial<VerifierOptions> = {}) =>
  createVerifier({
    issuer: house.issuer,
    resource: API,
    revocation: 'status-list',
    fetch: async (url, init) => {
      if (url.includes('/status-lists/')) {
        fetched.push(url)
        if (trouble) return trouble()
      }
      return house.fetch(new Request(url, init))
    },
    ...more,
  })

const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const revoke = ({ refresh_token }: Tokens) =>
  house.postAs('web', '/revoke', { token: refresh_token })

describe('Token Status List', () => {
  it('§8.3 a token is good until its entry is set, and refused within the ttl', async () => {
    const { verify } = verifierWith()
    const tokens = await house.tokens()
    expect((await verify(tokens.access_token)).sub).toBe('ada')
    await revoke(tokens)
    later(13) // ten seconds of ttl, and what the issuer's isolate keeps
    await expect(verify(tokens.access_token)).rejects.toMatchObject({
      status: 401,
      error: 'invalid_token',
    })
    expect((await verify((await house.tokens()).access_token)).sub).toBe('ada')
  })

  it('§13.7 a list is fetched once for all who wait, and once per ttl', async () => {
    const { verify } = verifierWith()
    const { access_token } = await house.tokens()
    await Promise.all(Array.from({ length: 20 }, () => verify(access_token)))
    expect(fetched).toHaveLength(1)
    later(9)
    await verify(access_token)
    expect(fetched).toHaveLength(1)
    later(2)
    await verify(access_token)
    expect(fetched).toHaveLength(2)
  })

  it('a list that cannot be had refuses with 503, unless the operator says otherwise', async () => {
    const { access_token } = await house.tokens()
    const failures = [
      () => new Response('no', { status: 500 }),
      () => new Response('no list'),
      () => {
        throw new TypeError('network')
      },
    ]
    for (const failure of failures) {
      trouble = failure
      await expect(verifierWith().verify(access_token)).rejects.toMatchObject({ status: 503 })
      const open = verifierWith({ whenUnavailable: 'open' })
      expect((await open.verify(access_token)).sub).toBe('ada')
    }
  })

  it('§5.1 a list about another address is not taken for this one', async () => {
    const { access_token } = await house.tokens()
    const { uri } = claimsIn(access_token).status.status_list
    const other = await (await house.fetch(new Request(uri.replace(/\d+$/, '100777')))).text()
    trouble = () => new Response(other)
    await expect(verifierWith().verify(access_token)).rejects.toMatchObject({ status: 503 })
  })

  it('§8.3 an access token of ours is no status list', async () => {
    const { access_token } = await house.tokens()
    trouble = () => new Response(access_token)
    await expect(verifierWith().verify(access_token)).rejects.toMatchObject({ status: 503 })
  })

  it('§6.1 a token without a place is refused', async () => {
    const { clients } = house.storage.data()
    const service = clients.get('service')
    if (service) {
      const { status_number, ...unnumbered } = service
      clients.set('service', unnumbered)
    }
    const form = { grant_type: 'client_credentials', resource: API }
    const { access_token } = await bodyOf(await house.token(form, 'service'))
    await expect(verifierWith().verify(access_token)).rejects.toMatchObject({ status: 401 })
    expect((await verifierWith({ revocation: 'none' }).verify(access_token)).sub).toBe('service')
  })
})
