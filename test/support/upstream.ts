import { createHash } from 'node:crypto'
import type { AuthServerOptions } from '../../src/index.ts'
import { jwt, now, type Signer, signer } from './assertions.ts'
import type { Browser, Page } from './browser.ts'
import { type StandInWeb, standInWeb } from './stand-in-web.ts'
import { type TestServer, testServer } from './test-server.ts'

type Upstreams = NonNullable<AuthServerOptions['upstreams']>
export type Upstream = Upstreams[number]

/** An upstream as an operator configures it, and the account somebody has there. */
export const ACME: Upstream = {
  id: 'acme',
  name: 'Acme',
  kind: 'oidc',
  issuer: 'https://login.acme.example',
  client_id: 'sallyport',
  client_secret: 'the secret of sallyport at acme',
}

/** What an OpenID provider answers with; each member may be changed by a test. */
export interface Provider {
  issuer: string
  key: Signer
  /** What its token endpoint answers, made for the nonce that was sent. */
  answer(): object | Promise<object>
  /** The claims of an honest ID token, with changes. */
  claims(changes?: object): Record<string, unknown>
  /** What the browser was sent with, the last time. */
  sent: URLSearchParams
}

export const ACCESS_TOKEN = 'access-token-of-the-upstream'
export const hashOf = (text: string, algorithm = 'sha256') => {
  const digest = createHash(algorithm).update(text).digest()
  return digest.subarray(0, digest.length / 2).toString('base64url')
}

/** An OpenID provider on the stand-in web: honest until a test says otherwise. */
export function provider(
  web: StandInWeb,
  issuer: string,
  { metadata = {}, at = issuer, key = signer('ES256', `${issuer} key`) } = {},
): Provider {
  const it: Provider = {
    issuer,
    key,
    sent: new URLSearchParams(),
    claims: (changes = {}) => ({
      iss: issuer,
      sub: 'u-1001',
      aud: it.sent.get('client_id'),
      nonce: it.sent.get('nonce'),
      iat: now(),
      exp: now() + 300,
      at_hash: hashOf(ACCESS_TOKEN),
      email: 'grace@acme.example',
      email_verified: true,
      name: 'Grace Hopper',
      ...changes,
    }),
    answer: () => tokens(jwt(it.key, it.claims())),
  }
  web.publishJson(`${at}/.well-known/openid-configuration`, {
    issuer,
    authorization_endpoint: `${at}/authorize`,
    token_endpoint: `${at}/token`,
    jwks_uri: `${at}/jwks`,
    // more than anybody should: what counts is what the one who reads it takes
    id_token_signing_alg_values_supported: ['ES256', 'RS256', 'PS256', 'EdDSA', 'HS256', 'none'],
    ...metadata,
  })
  web.publish(`${at}/jwks`, () => Response.json({ keys: [it.key.jwk] }))
  web.publish(`${at}/token`, async () => Response.json(await it.answer()))
  return it
}

export const tokens = (id_token: string) => ({
  access_token: ACCESS_TOKEN,
  token_type: 'Bearer',
  expires_in: 3600,
  id_token,
})

export interface UpstreamHouse extends TestServer {
  web: StandInWeb
}

export async function upstreamHouse(
  upstreams: Upstreams,
  options: Partial<AuthServerOptions> = {},
): Promise<UpstreamHouse> {
  const web = standInWeb()
  return Object.assign(await testServer({ ...web.options, upstreams, ...options }), { web })
}

/** Presses "Continue with …" on a page, the sign-in page by default; answers where the browser was sent. */
export async function leave(
  browser: Browser,
  id: string,
  from?: Page | string,
): Promise<URLSearchParams> {
  const page = typeof from === 'object' ? from : await browser.open(from ?? '/sign-in')
  const away = await browser.submit(page, { upstream: id })
  if (away.leavesTo === undefined) throw new Error(`nobody was sent away:\n${away.html}`)
  return new URLSearchParams([...away.leavesTo.searchParams, ['at', away.leavesTo.href]])
}

/** Comes back from where the browser was sent with a code, or with what else is said. */
export function comeBack(
  browser: Browser,
  sent: URLSearchParams,
  changes: Record<string, string> = {},
): Promise<Page> {
  const back = new URL(sent.get('redirect_uri') ?? '')
  const answer = { code: 'the-code', state: sent.get('state') ?? '', ...changes }
  return browser.open(`${back.pathname}?${new URLSearchParams(answer)}`)
}

/** There and back again: a whole sign-in at a provider that is in this process. */
export async function visit(
  browser: Browser,
  it: Provider,
  { id = 'acme', from }: { id?: string; from?: Page | string } = {},
): Promise<Page> {
  it.sent = await leave(browser, id, from)
  return comeBack(browser, it.sent)
}
