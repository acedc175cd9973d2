import type { KeyRing } from './key-ring.ts'
import { readCompact } from './sign.ts'

export interface IdTokenHint {
  sub: string
  aud: string
  sid?: string
  exp: number
  auth_time?: number
  acr?: string
  amr?: readonly string[]
}

/**
 * What an ID token of this issuer says about whom it was made for; an expired one still does. `undefined` for anything
 * else, an access token included. OpenID Connect Core §3.1.2.1, RP-Initiated Logout §2.
 */
export async function readIdTokenHint(
  hint: string | undefined,
  { issuer, keys, now }: { issuer: { identifier: string }; keys: KeyRing; now: number },
): Promise<IdTokenHint | undefined> {
  if (hint === undefined) return undefined
  const find = (kid: string) => keys.find(kid, now)
  const read = await readCompact<IdTokenHint & { iss: string }>(hint, 'JWT', find)
  if (read === undefined) return undefined
  const { iss, ...claims } = read
  return iss === issuer.identifier ? claims : undefined // signed by us, so made by idTokenClaims
}
