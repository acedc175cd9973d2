import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { bodyOf } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const SNAPSHOT = new URL('./server-metadata.txt', import.meta.url).pathname
const DOCUMENTS = ['oauth-authorization-server', 'openid-configuration']
let house: TestServer
beforeAll(async () => {
  house = await testServer()
})

describe('RFC 8414', () => {
  // a change here is a change of what every client reads: make it on purpose
  it('row 31: §3.2 the document is what the snapshot says, byte for byte', async () => {
    const expected = (await readFile(SNAPSHOT, 'utf8')).trimEnd()
    for (const document of DOCUMENTS) {
      const response = await house.get(`/.well-known/${document}`)
      expect(response.status).toBe(200)
      expect(await response.text()).toBe(expected)
    }
  })

  it('row 31: §2 what is advertised is there, and what is not is not', async () => {
    const metadata = await bodyOf(await house.get('/.well-known/oauth-authorization-server'))
    expect(metadata.issuer).toBe(house.issuer)
    const endpoints = Object.keys(metadata).filter((name) => /_(endpoint|uri)$/.test(name))
    for (const name of endpoints) {
      expect(metadata[name].startsWith(`${house.issuer}/`)).toBe(true)
      const response = await house.get(metadata[name].slice(house.issuer.length))
      expect(response.status, name).not.toBe(404)
    }
    for (const path of ['/register', '/par', '/admin', '/dev/inbox']) {
      expect((await house.get(path)).status, path).toBe(404)
    }
  })

  it('§3 an issuer with a path has its documents at both well-known forms, and no others', async () => {
    const deep = await testServer({ issuer: 'https://id.test.invalid/auth/eu' })
    const at = async (path: string) => deep.fetch(new Request(`https://id.test.invalid${path}`))
    for (const document of DOCUMENTS) {
      for (const path of [`/.well-known/${document}/auth/eu`, `/auth/eu/.well-known/${document}`]) {
        const response = await at(path)
        expect(response.status, path).toBe(200)
        const { issuer, token_endpoint, jwks_uri } = await bodyOf(response)
        expect(issuer).toBe('https://id.test.invalid/auth/eu')
        expect([token_endpoint, jwks_uri]).toEqual([`${issuer}/token`, `${issuer}/jwks`])
      }
      for (const path of [`/.well-known/${document}`, `/.well-known/${document}/other`]) {
        expect((await at(path)).status, path).toBe(404)
      }
    }
    for (const name of ['oauth-protected-resource', 'nonsense', 'webfinger']) {
      expect((await at(`/.well-known/${name}/auth/eu`)).status).toBe(404)
    }
  })

  it('§3 the main job works below a path', async () => {
    const deep = await testServer({ issuer: 'https://id.test.invalid/auth' })
    const { refresh_token } = await deep.tokens()
    expect((await deep.refresh(refresh_token)).status).toBe(200)
  })
})

describe('RFC 9110', () => {
  const paths = ['/jwks', ...DOCUMENTS.map((name) => `/.well-known/${name}`)]

  it.each(paths)('§8.8.3 %s has an ETag, and is 304 when it is known', async (path) => {
    const first = await house.get(path)
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[\w-]{20,}"$/)
    expect(first.headers.get('cache-control')).toMatch(/^public, max-age=\d+$/)
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await house.get(path, { 'If-None-Match': known })
      expect(again.status, known).toBe(304)
      expect(await again.text()).toBe('')
      expect(again.headers.get('etag')).toBe(etag)
    }
    for (const other of ['"x"', etag.slice(1, -1), `x${etag}`]) {
      expect((await house.get(path, { 'If-None-Match': other })).status).toBe(200)
    }
  })

  it.each(paths)('§9.3.7 %s may be read by any site, also after a preflight', async (path) => {
    const headers = { Origin: 'https://x.test.invalid' }
    const preflight = new Request(house.issuer + path, { method: 'OPTIONS', headers })
    for (const response of [await house.get(path, headers), await house.fetch(preflight)]) {
      expect(response.status).toBeLessThan(300)
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      expect(response.headers.get('access-control-allow-credentials')).toBeNull()
    }
  })

  it('§9.3.2 HEAD answers like GET, without a body, and changes nothing', async () => {
    for (const path of [...paths, '/', '/sign-in', '/sign-up', '/account', '/logout']) {
      const head = await house.fetch(new Request(house.issuer + path, { method: 'HEAD' }))
      expect(head.status, path).toBe((await house.get(path)).status)
      expect(await head.text()).toBe('')
    }
  })
})

describe('RFC 7517', () => {
  it('§5 the key set has one public key per algorithm, and nothing private', async () => {
    const response = await house.get('/jwks')
    expect(response.headers.get('content-type')).toBe('application/jwk-set+json')
    const { keys } = await bodyOf(response)
    expect(keys.map((key: { alg: string }) => key.alg).sort()).toEqual(['ES256', 'EdDSA', 'RS256'])
    for (const key of keys) {
      expect(key).toMatchObject({ use: 'sig', kid: expect.stringMatching(/^[\w-]{43}$/) })
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'])
        expect(key).not.toHaveProperty(secret)
    }
  })

  it('row 21: §4 what rests in storage has no private key in the open', async () => {
    await house.tokens()
    const stored = house.storage.data().keys
    expect(stored.length).toBe(3)
    for (const key of stored) {
      expect(key.public_jwk).not.toHaveProperty('d')
      expect(key.sealed_private_jwk).toMatch(/^[\w-]+$/)
      expect(Buffer.from(key.sealed_private_jwk, 'base64url').toString('latin1')).not.toContain(
        '"d"',
      )
    }
  })
})
