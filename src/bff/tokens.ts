import * as oauth from 'oauth4webapi'
import type { Client } from './client.ts'
import { BffError, explained } from './errors.ts'

/** What a browser's sign-in leaves behind until it comes back. */
export interface PendingLogin {
  readonly state: string
  readonly nonce: string
  readonly code_verifier: string
  readonly return_to: string
}

/** What the session cookie holds; moments are epoch seconds. */
export interface Tokens {
  readonly access_token: string
  readonly refresh_token?: string
  readonly id_token: string
  readonly sub: string
  /** What userinfo says about the person beside `sub`. */
  readonly claims: Readonly<Record<string, unknown>>
  readonly refresh_at: number
  readonly expires_at: number
  readonly signed_in_at: number
}

// seconds
const EARLY = 60
const UNSAID_LIFETIME = 300

/**
 * Checks `state` and `iss` of a callback (RFC 9207 §2.4), redeems the code (RFC 7636 §4.5), and
 * validates the ID token (OpenID Connect Core §3.1.3.7).
 * @throws BffError
 */
export async function redeem(client: Client, callback: URL, login: PendingLogin): Promise<Tokens> {
  const { metadata, authentication, http } = client
  const as = await client.issuer()
  return explained(async () => {
    const parameters = oauth.validateAuthResponse(as, metadata, callback, login.state)
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      metadata,
      authentication,
      parameters,
      client.redirect_uri,
      login.code_verifier,
      { ...http, additionalParameters: client.resource },
    )
    const answer = await oauth.processAuthorizationCodeResponse(as, metadata, response, {
      expectedNonce: login.nonce,
      requireIdToken: true,
    })
    await oauth.validateApplicationLevelSignature(as, response, http)
    const tokens = tokensOf(answer)
    return { ...tokens, claims: await userinfo(client, as, tokens) }
  })
}

/** OpenID Connect Core §5.4: the claims of a scope come from userinfo, not with the ID token. */
async function userinfo(client: Client, as: oauth.AuthorizationServer, tokens: Tokens) {
  if (!as.userinfo_endpoint) return {}
  const { http, metadata } = client
  const response = await oauth.userInfoRequest(as, metadata, tokens.access_token, http)
  const { sub, ...claims } = await oauth.processUserInfoResponse(as, metadata, tokens.sub, response)
  return claims
}

/**
 * Gets new tokens for the same person (OAuth 2.1 §4.3); `undefined` when the grant has ended.
 * @throws BffError when the issuer gives no usable answer
 */
export async function refresh(client: Client, tokens: Tokens): Promise<Tokens | undefined> {
  const { metadata, authentication } = client
  const { refresh_token = '' } = tokens
  const options = { ...client.http, additionalParameters: client.resource }
  const as = await client.issuer()
  const request = () =>
    oauth.refreshTokenGrantRequest(as, metadata, authentication, refresh_token, options)
  try {
    return await explained(async () =>
      tokensOf(await oauth.processRefreshTokenResponse(as, metadata, await request()), tokens),
    )
  } catch (error) {
    if (error instanceof BffError && error.error === 'invalid_grant') return
    throw error
  }
}

function tokensOf(answer: oauth.TokenEndpointResponse, before?: Tokens): Tokens {
  const now = Math.floor(Date.now() / 1000)
  const { expires_in = UNSAID_LIFETIME } = answer
  const sub = oauth.getValidatedIdTokenClaims(answer)?.sub ?? before?.sub ?? ''
  // OpenID Connect Core §12.2: a refreshed ID token is about the same person
  if (before && sub !== before.sub) {
    const message = 'the refreshed ID token is about another person'
    throw new BffError(502, message, { error: 'invalid_response' })
  }
  const refresh_token = answer.refresh_token ?? before?.refresh_token
  return {
    access_token: answer.access_token,
    ...(refresh_token && { refresh_token }),
    id_token: answer.id_token ?? before?.id_token ?? '',
    sub,
    claims: before?.claims ?? {},
    refresh_at: now + expires_in - Math.min(EARLY, expires_in / 4),
    expires_at: now + expires_in,
    signed_in_at: before?.signed_in_at ?? now,
  }
}
