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

/** Which scopes a scope has in it: `{ 'notes:write': ['notes:read'] }`. */
export type Implies = Readonly<Record<string, readonly string[]>>

/** What a requirement is compared by, besides the token; `now` is epoch seconds. */
interface Measure {
  readonly now: number
  readonly implies: Implies
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

/** These scopes and all that are in them, at whatever depth. */
export function withImplied(scopes: readonly string[], implies: Implies): readonly string[] {
  const all = new Set(scopes)
  // a Set is walked to its end, which moves while it is added to
  for (const scope of all) {
    const others = Object.hasOwn(implies, scope) ? implies[scope] : undefined
    for (const other of others ?? []) all.add(other)
  }
  return [...all]
}

/** Tells what a token lacks; `undefined` when it is enough. */
export function shortfall(
  token: AccessToken,
  requirement: Requirement,
  measure: Measure,
): Shortfall | undefined {
  return lacksScope(token, requirement, measure) ?? lacksAuthentication(token, requirement, measure)
}

// RFC 6750 §3.1. The challenge names what is granted and what is needed, so that a client which
// asks for exactly that loses nothing it already had.
function lacksScope(token: AccessToken, { scope: needed = [] }: Requirement, { implies }: Measure) {
  const granted = scopesOf(token)
  const has = withImplied(granted, implies)
  const missing = needed.filter((scope) => !has.includes(scope))
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
function lacksAuthentication(token: AccessToken, requirement: Requirement, { now }: Measure) {
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
