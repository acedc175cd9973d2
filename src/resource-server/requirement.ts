import type { AccessToken } from './access-token.ts'
import type { Challenge } from './errors.ts'

/** What one request needs, beyond a good token. */
export interface Requirement {
  /** All of these. */
  readonly scope?: readonly string[]
  /** The person must have signed in within so many seconds (RFC 9470). */
  readonly max_age?: number
  /** One of these authentication context classes (RFC 9470). */
  readonly acr_values?: readonly string[]
}

/** Why a token is not enough: a status and what the challenge says. */
export interface Shortfall {
  readonly status: 401 | 403
  readonly challenge: Challenge & { readonly error: string; readonly error_description: string }
}

/** The scopes of a token as a list. */
export function scopesOf(token: AccessToken): readonly string[] {
  return token.scope.split(' ').filter((scope) => scope !== '')
}

/** Tells what a token lacks; `undefined` when it is enough. `now` is epoch seconds. */
export function shortfall(
  token: AccessToken,
  requirement: Requirement,
  now: number,
): Shortfall | undefined {
  return lacksScope(token, requirement) ?? lacksAuthentication(token, requirement, now)
}

// RFC 6750 §3.1. The challenge names what is granted and what is needed, so that a client which
// asks for exactly that loses nothing it already had.
function lacksScope(token: AccessToken, { scope: needed = [] }: Requirement) {
  const granted = scopesOf(token)
  const missing = needed.filter((scope) => !granted.includes(scope))
  if (missing.length === 0) return
  return {
    status: 403,
    challenge: {
      error: 'insufficient_scope',
      error_description: `the token lacks ${missing.join(' ')}`,
      scope: [...granted, ...missing],
    },
  } as const
}

// RFC 9470 §3
function lacksAuthentication(token: AccessToken, requirement: Requirement, now: number) {
  const { max_age, acr_values } = requirement
  const stale = max_age !== undefined && !((token.auth_time ?? -Infinity) >= now - max_age)
  const weak = acr_values !== undefined && !acr_values.includes(token.acr ?? '')
  if (!stale && !weak) return
  const wishes = [stale && 'a more recent sign-in', weak && 'a stronger sign-in'].filter(Boolean)
  return {
    status: 401,
    challenge: {
      error: 'insufficient_user_authentication',
      error_description: `this needs ${wishes.join(' and ')}`,
      scope: [...new Set([...scopesOf(token), ...(requirement.scope ?? [])])],
      max_age,
      acr_values,
    },
  } as const
}
