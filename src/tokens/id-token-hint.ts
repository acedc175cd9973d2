import { compactVerify, decodeProtectedHeader, errors } from 'jose'
import type { KeyRing } from './key-ring.ts'

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
  try {
    const { kid = '', alg, typ } = decodeProtectedHeader(hint)
    const key = await keys.find(kid, now)
    if (key === undefined || key.alg !== alg || typ !== 'JWT') return undefined
    const { payload } = await compactVerify(hint, key.key, { algorithms: [key.alg] })
    const { iss, ...claims } = JSON.parse(new TextDecoder().decode(payload)) as IdTokenHint & {
      iss: string
    }
    return iss === issuer.identifier ? claims : undefined // signed by us, so made by idTokenClaims
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined
    throw error
  }
}
