import type { AccessToken } from '../access-token.ts'
import type { AccessError } from '../errors.ts'
import { type Implies, scopesOf, withImplied } from '../requirement.ts'

/** `AuthInfo` of the MCP SDKs, 1.x and 2.x, complete. */
export interface AuthInfo {
  /** For the SDKs; never pass it on to another server. */
  readonly token: string
  readonly clientId: string
  /** What was granted and what is in it: `notes:read` too where `notes:write` implies it. */
  readonly scopes: string[]
  /** Epoch seconds. */
  readonly expiresAt: number
  readonly resource: URL
  readonly resourceMetadataUrl: string
  /** The claims of the token (RFC 9068 §2.2). */
  readonly extra: AccessToken
}

/** The options of `requireBearerAuth`. */
export interface BearerAuth {
  readonly verifier: { verifyAccessToken(token: string): Promise<AuthInfo> }
  readonly requiredScopes: string[]
  readonly resourceMetadataUrl: string
  readonly expectedResource: URL
}

type Make<Given extends unknown[]> = new (...given: Given) => Error

/** The classes by which the SDKs tell a refusal from a failure. */
export type SdkErrors =
  | { readonly OAuthError: Make<[code: string, message: string]> }
  | {
      readonly InvalidTokenError: Make<[message: string]>
      readonly ServerError: Make<[message: string]>
    }

/** `scopeChallenge` of server 2.x: asked before a call is answered, and so before a stream begins. */
export type ScopeChallengeHandler = (context: {
  readonly authInfo?: { readonly scopes: string[]; readonly extra?: Record<string, unknown> }
}) => { scopes: [string, ...string[]]; errorDescription: string } | undefined

interface Known {
  readonly implies: Implies
  readonly resource: string
  readonly resourceMetadataUrl: string
}

/** What the SDKs are told of a token. */
export function authInfoOf(claims: AccessToken, token: string, known: Known): AuthInfo {
  return {
    token,
    clientId: claims.client_id,
    scopes: [...withImplied(scopesOf(claims), known.implies)],
    expiresAt: claims.exp,
    resource: new URL(known.resource),
    resourceMetadataUrl: known.resourceMetadataUrl,
    extra: claims,
  }
}

/** The error by which an SDK answers 401 or, when the issuer cannot be asked, 500. Scopes it compares itself. */
export function translate(error: AccessError, errors: SdkErrors): Error {
  const { message, status } = error
  if ('InvalidTokenError' in errors) {
    if (status === 401) return new errors.InvalidTokenError(message)
    return new errors.ServerError(message)
  }
  if (status === 401) return new errors.OAuthError('invalid_token', message)
  return new errors.OAuthError('server_error', message)
}

/** A challenge with what is granted and what is missing, so that nothing granted is lost. */
export function scopeChallenge(needed: readonly string[]): ScopeChallengeHandler {
  return ({ authInfo }) => {
    // whoever has no token was refused before
    const missing = needed.filter((scope) => !authInfo?.scopes.includes(scope))
    const [first, ...others] = missing
    if (first === undefined) return
    const scope = String(authInfo?.extra?.['scope'] ?? '')
    const granted = scope.split(' ').filter((name) => name !== '')
    const scopes = [...granted, first, ...others] as [string, ...string[]] // `first` is in it
    return { scopes, errorDescription: `the token lacks ${missing.join(' ')}` }
  }
}
