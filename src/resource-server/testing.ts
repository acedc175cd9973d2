import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Algorithm, Fetch } from './options.ts'

/** What a test says about its issuer. */
export interface TestIssuerOptions {
  readonly issuer: string
  readonly resource: string
  /** Default ES256. */
  readonly alg?: Algorithm
}

/** Claims of a test token; `undefined` leaves a claim out. */
export type TestClaims = Readonly<Record<string, unknown>>

/** An issuer without a network, for the tests of an API. */
export interface TestIssuer {
  /** Signs an access token (RFC 9068 §2); good for 900 s and without scope, if not said otherwise. */
  token(claims?: TestClaims, header?: Readonly<Record<string, unknown>>): Promise<string>
  /** Answers metadata, keys and introspection; give it to `createVerifier` or `protect`. */
  readonly fetch: Fetch
  /** Signs with a new key from now on; the old one is no longer published. */
  rotate(): void
  /** Makes introspection answer `{"active": false}` for this token. */
  revoke(token: string): void
}

interface SigningKey {
  readonly privateKey: CryptoKey
  readonly jwk: Record<string, unknown>
}

/** Makes an issuer whose tokens a verifier with its `fetch` accepts. */
export function createTestIssuer(options: TestIssuerOptions): TestIssuer {
  const { issuer, resource, alg = 'ES256' } = options
  const revoked = new Set<string>()
  let key: Promise<SigningKey> | undefined
  const current = () => {
    key ??= signingKey(alg)
    return key
  }

  return {
    async token(claims = {}, header = {}) {
      const { privateKey, jwk } = await current()
      const protectedHeader = { alg, typ: 'at+jwt', kid: String(jwk['kid']), ...header }
      const payload = { ...defaults(issuer, resource), ...claims }
      return new SignJWT(payload).setProtectedHeader(protectedHeader).sign(privateKey)
    },
    async fetch(url, init) {
      const { pathname } = new URL(url)
      if (pathname.startsWith('/.well-known/')) return Response.json(metadata(issuer))
      if (pathname.endsWith('/introspect')) {
        const token = new URLSearchParams(String(init?.body)).get('token') ?? ''
        return Response.json({ active: !revoked.has(token) })
      }
      return Response.json({ keys: [(await current()).jwk] })
    },
    rotate() {
      key = undefined
    },
    revoke(token) {
      revoked.add(token)
    },
  }
}

function defaults(issuer: string, resource: string) {
  const now = Math.floor(Date.now() / 1000)
  return {
    iss: issuer,
    aud: resource,
    sub: 'test-user',
    client_id: 'test-client',
    jti: crypto.randomUUID(),
    iat: now,
    exp: now + 900,
    auth_time: now,
  }
}

function metadata(issuer: string) {
  return {
    issuer,
    jwks_uri: `${issuer}/jwks`,
    introspection_endpoint: `${issuer}/introspect`,
  }
}

async function signingKey(alg: Algorithm): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg)
  const jwk = await exportJWK(publicKey)
  return { privateKey, jwk: { ...jwk, alg, use: 'sig', kid: await calculateJwkThumbprint(jwk) } }
}
