import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bodyOf } from '../support/house.ts'
import { type RunningWorker, startWorker } from '../support/running-worker.ts'
import { configure, discover, http, whyNot } from './libraries.ts'

let worker: RunningWorker
beforeAll(async () => {
  worker = await startWorker()
})
afterAll(() => worker?.stop())

describe('RFC 8414', () => {
  it('§3 oauth4webapi finds the metadata and every endpoint below the issuer', async () => {
    const as = await discover(worker, 'oauth2')
    const endpoints = Object.entries(as).filter(([name]) => /_endpoint$|^jwks_uri$/.test(name))
    expect(endpoints.map(([name]) => name)).toEqual(
      expect.arrayContaining(['authorization_endpoint', 'token_endpoint', 'jwks_uri']),
    )
    for (const [, url] of endpoints) expect(url).toMatch(`${worker.issuer}/`)
  })

  it('§3 openid-client finds them too', async () => {
    const config = await configure(worker, {}, 'oauth2')
    expect(config.serverMetadata().issuer).toBe(worker.issuer)
    expect(config.serverMetadata().supportsPKCE()).toBe(true)
  })

  it('§3.3 oauth4webapi refuses the document for any other issuer', async () => {
    const url = new URL(worker.issuer)
    const response = await oauth.discoveryRequest(url, { ...http, algorithm: 'oauth2' })
    const wrong = oauth.processDiscoveryResponse(new URL(`${worker.issuer}/other`), response)
    expect(await whyNot(wrong)).toContain('"issuer"')
  })

  it('§2 both documents say the same', async () => {
    const [one, other] = await Promise.all([discover(worker, 'oauth2'), discover(worker, 'oidc')])
    expect(one).toEqual(other)
  })
})

describe('OpenID Connect Discovery', () => {
  it('§4 oauth4webapi and openid-client find the same configuration', async () => {
    const as = await discover(worker)
    const found = (await configure(worker)).serverMetadata()
    expect(found).toMatchObject(as)
  })

  it('§3 the required members are there', async () => {
    expect(await discover(worker)).toMatchObject({
      issuer: worker.issuer,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: expect.arrayContaining(['RS256']),
    })
  })
})

describe('RFC 7517', () => {
  it('§4 the key set has one public key for each algorithm and nothing private', async () => {
    const { keys } = await bodyOf(await worker.get('/jwks'))
    expect(keys.map(({ alg }: { alg: string }) => alg).sort()).toEqual(['ES256', 'EdDSA', 'RS256'])
    for (const key of keys) {
      expect(key).toMatchObject({ kid: expect.any(String), use: 'sig' })
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) {
        expect(key).not.toHaveProperty(secret)
      }
    }
  })

  it('§5 oauth4webapi fetches the key set once for many access tokens', async () => {
    const as = await discover(worker)
    const fetched: string[] = []
    const counting = (url: string) => {
      fetched.push(url)
      return fetch(url)
    }
    const options = {
      ...http,
      [oauth.customFetch]: counting,
      [oauth.jwksCache]: {},
    }
    const { access_token } = await worker.tokens()
    const check = () => {
      const headers = { Authorization: `Bearer ${access_token}` }
      const request = new Request('https://api.test.invalid/notes', { headers })
      return oauth.validateJwtAccessToken(as, request, 'https://api.test.invalid/notes', options)
    }
    await check()
    await check()
    expect(fetched).toEqual([as.jwks_uri])
  })

  it('§5 openid-client fetches the key set once for many ID tokens', async () => {
    const config = await configure(worker)
    const fetched: string[] = []
    config[openid.customFetch] = (url, init) => {
      fetched.push(url)
      return fetch(url, init as RequestInit)
    }
    for (const _ of [1, 2]) {
      const { form, page } = await worker.code()
      await openid.authorizationCodeGrant(config, page.leavesTo ?? new URL(worker.issuer), {
        pkceCodeVerifier: form.code_verifier,
        expectedState: 'the-state',
        expectedNonce: 'the-nonce',
      })
    }
    const { jwks_uri, token_endpoint } = config.serverMetadata()
    expect(fetched.sort()).toEqual([jwks_uri, token_endpoint, token_endpoint])
    expect(openid.getJwksCache(config)?.jwks.keys).toHaveLength(3)
  })
})

describe('RFC 9110', () => {
  it('§13.1.2 the key set asked for again with its ETag is 304 without a body', async () => {
    const first = await worker.get('/jwks')
    const etag = first.headers.get('etag') ?? ''
    expect(first.headers.get('cache-control')).toMatch(/max-age=\d+/)
    const again = await worker.get('/jwks', { 'If-None-Match': etag })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
    expect((await worker.get('/jwks', { 'If-None-Match': '"other"' })).status).toBe(200)
  })
})
