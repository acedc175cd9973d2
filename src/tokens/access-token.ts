import type { JWTPayload } from 'jose'
import { invalidToken } from '../protocol/errors.ts'
import { formatScope } from '../protocol/scope.ts'
import type { Grant } from '../store/port.ts'
import { makeJti } from './handle.ts'
import type { KeyRing } from './key-ring.ts'
import type { TokenPlan } from './plan.ts'
import type { Sealer } from './seal.ts'
import { readCompact } from './sign.ts'

/** Claims of an access token. RFC 9068 §2.2. */
export interface AccessTokenClaims extends JWTPayload {
  iss: string
  sub: string
  aud: string
  client_id: string
  scope: string
  jti: string
  iat: number
  exp: number
}

/** The claims of the access token a plan describes. RFC 9068 §2.2, `cnf` RFC 7800 §3.1. */
export function accessTokenClaims(plan: TokenPlan, now: number): AccessTokenClaims {
  const { grant } = plan
  return {
    iss: plan.issuer,
    sub: plan.subject,
    aud: plan.audience,
    client_id: plan.client.client_id,
    scope: formatScope(plan.scope),
    jti: makeJti({ cell: plan.cell, id: grant?.id ?? '' }),
    iat: now,
    exp: now + plan.lifetime,
    ...(grant && authentication(grant)),
    ...(plan.act && { act: plan.act }),
    ...(plan.cnf && { cnf: plan.cnf }),
  }
}

/** How the person was authenticated; nothing is said of what a grant by assertion does not know. RFC 9068 §2.2.1. */
const authentication = ({ auth_time, acr, amr, sid }: Grant) => ({
  ...(auth_time > 0 && { auth_time }),
  ...(acr !== '' && { acr }),
  ...(amr.length > 0 && { amr: [...amr] }),
  ...(sid !== '' && { sid }),
})

const OPAQUE = 'spa_'

/** An access token that only its issuer can read: its claims, sealed. Nothing is stored for it. */
export const sealAccessToken = async (sealer: Sealer, claims: AccessTokenClaims): Promise<string> =>
  OPAQUE + (await sealer.seal('access', claims, claims.exp))

interface Reader {
  keys: KeyRing
  sealer: Sealer
  now: number
}

/**
 * The claims of an access token this issuer made and that has not expired. RFC 9068 §4; the algorithm is the key's.
 * @throws invalid_token for anything else.
 */
export async function verifyAccessToken(token: string, issuer: string, reader: Reader) {
  if (!token.startsWith(OPAQUE)) return readJwt(token, issuer, reader)
  const sealed = token.slice(OPAQUE.length)
  const opened = await reader.sealer.open<AccessTokenClaims>('access', sealed, reader.now)
  if (opened === undefined || opened.expired) throw refused()
  return opened.value
}

async function readJwt(token: string, issuer: string, { keys, now }: Reader) {
  const find = (kid: string) => keys.find(kid, now)
  const claims = await readCompact<AccessTokenClaims>(token, 'at+jwt', find)
  if (claims === undefined || claims.iss !== issuer || claims.exp <= now) throw refused()
  return claims
}

const refused = () =>
  invalidToken('the access token is not one this issuer made, or it has expired')
