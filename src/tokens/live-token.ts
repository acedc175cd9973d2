import { OAuthError } from '../protocol/errors.ts'
import { placeNamed, runningOf } from '../protocol/status-list.ts'
import type { Grant, Store } from '../store/port.ts'
import { type AccessTokenClaims, verifyAccessToken } from './access-token.ts'
import { grantOfJti } from './handle.ts'
import type { KeyRing } from './key-ring.ts'
import type { Sealer } from './seal.ts'

interface House {
  issuer: { identifier: string }
  keys: KeyRing
  sealer: Sealer
  now: number
  store: Pick<Store, 'grants'>
}

export interface LiveToken {
  claims: AccessTokenClaims
  grant?: Grant
}

/** The claims of an access token of this issuer, verified by its signature alone; `undefined` for anything else. */
export async function ownAccessToken(
  token: string,
  { issuer, ...reader }: House,
): Promise<AccessTokenClaims | undefined> {
  try {
    return await verifyAccessToken(token, issuer.identifier, reader)
  } catch (error) {
    if (error instanceof OAuthError && error.status === 401) return undefined
    throw error
  }
}

/** The same, if the token was not taken back and its grant is open: one read of one cell. */
export async function liveAccessToken(token: string, house: House): Promise<LiveToken | undefined> {
  const claims = await ownAccessToken(token, house)
  const ref = claims && grantOfJti(claims.jti)
  if (claims === undefined || ref === undefined) return undefined
  const named = placeNamed(claims['status'])
  const behind = await house.store.grants.behind(ref, claims.jti, named && runningOf(named))
  return behind && { claims, ...behind }
}
