import * as oauth from 'oauth4webapi'
import type { Client } from './client.ts'
import { readCookies, setCookie } from './cookie.ts'
import { BffError } from './errors.ts'
import type { Seal } from './seal.ts'
import { type StepUp, stepUpOf } from './step-up.ts'
import { type PendingLogin, redeem, type Tokens } from './tokens.ts'

const LOGIN_LIFETIME = 600
const MOST_LOGINS = 4

/** What a sign-in works with. */
export interface LoginParts {
  readonly client: Client
  readonly seal: Seal
}

/**
 * Sends the browser to the issuer: code with PKCE S256, state and nonce (OAuth 2.1 §4.1.1).
 * Each sign-in has its own cookie, so that two tabs do not disturb each other.
 * With `acr_values` and `max_age` in the address, that is asked of the sign-in (RFC 9470 §4).
 * @throws BffError when `return_to` leads elsewhere, or the issuer cannot be reached
 */
export async function login(request: Request, { client, seal }: LoginParts): Promise<Response> {
  const { cookie_name, origin } = client.set
  const { searchParams } = new URL(request.url)
  const pending: PendingLogin = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    code_verifier: oauth.generateRandomCodeVerifier(),
    return_to: returnAddress(searchParams.get('return_to') ?? '/', origin),
  }
  const headers = new Headers({ 'cache-control': 'no-store' })
  headers.set('location', await authorizationUrl(client, pending, stepUpOf(searchParams)))

  const abandoned = [...readCookies(request).keys()].filter((name) =>
    name.startsWith(`${cookie_name}-login-`),
  )
  if (abandoned.length >= MOST_LOGINS) {
    for (const name of abandoned) headers.append('set-cookie', setCookie(name, '', 0))
  }
  const sealed = await seal.seal('login', pending, Date.now() / 1000 + LOGIN_LIFETIME)
  const name = loginCookie(cookie_name, pending.state)
  headers.append('set-cookie', setCookie(name, sealed, LOGIN_LIFETIME))
  return new Response(null, { status: 303, headers })
}

/** A sign-in that came back: the tokens, the path to go on to, and the cookie that is done with. */
export interface FinishedLogin {
  readonly tokens: Tokens
  readonly return_to: string
  readonly clear: string
}

/** Finishes the sign-in that this browser began (OAuth 2.1 §4.1.3). @throws BffError */
export async function callback(
  request: Request,
  { client, seal }: LoginParts,
): Promise<FinishedLogin> {
  const url = new URL(request.url)
  const state = url.searchParams.get('state') ?? ''
  const name = loginCookie(client.set.cookie_name, state)
  // a value that opens with our key for this purpose is one that login() sealed
  const pending = (await seal.open('login', readCookies(request).get(name) ?? '')) as
    | PendingLogin
    | undefined
  if (!pending || pending.state !== state) {
    const message =
      'this browser did not begin the sign-in, or began it more than ten minutes ago; sign in again'
    throw new BffError(400, message, { error: 'login_expired' })
  }
  const tokens = await redeem(client, url, pending)
  return { tokens, return_to: pending.return_to, clear: setCookie(name, '', 0) }
}

function loginCookie(cookie_name: string, state: string): string {
  return `${cookie_name}-login-${state.replace(/[^\w-]/g, '').slice(0, 8)}`
}

async function authorizationUrl(
  client: Client,
  pending: PendingLogin,
  wish: StepUp,
): Promise<string> {
  const { authorization_endpoint } = await client.issuer()
  if (!authorization_endpoint) {
    const message = 'the metadata of the issuer has no authorization_endpoint'
    throw new BffError(502, message, { error: 'invalid_response' })
  }
  const url = new URL(authorization_endpoint)
  const parameters = {
    response_type: 'code',
    client_id: client.set.client_id,
    redirect_uri: client.redirect_uri,
    scope: client.set.scope,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.code_verifier),
    code_challenge_method: 'S256',
    ...client.resource,
    ...wish,
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

/** RFC 9700 §4.11: only a path of this application, never `//host`, `/\host` or a whole URL. */
function returnAddress(return_to: string, origin: string): string {
  const local = /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(return_to)
  if (local && URL.canParse(return_to, origin)) {
    const url = new URL(return_to, origin)
    // the same rule again for what the URL became, and no way back into the sign-in
    if (url.origin === origin && !/^\/(\/|auth\/)/.test(url.pathname)) {
      return url.pathname + url.search + url.hash
    }
  }
  const message =
    'return_to is not a path of this application; expected one that begins with a single slash'
  throw new BffError(400, message, { error: 'invalid_request' })
}
