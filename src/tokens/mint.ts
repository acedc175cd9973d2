import { formatScope } from '../protocol/scope.ts'
import { type AccessTokenClaims, accessTokenClaims, sealAccessToken } from './access-token.ts'
import type { KeyRing } from './key-ring.ts'
import type { Minted, TokenPlan } from './plan.ts'
import type { Sealer } from './seal.ts'

interface Press {
  keys: KeyRing
  sealer: Sealer
  now: number
  /** Claims that features add. */
  claims: readonly object[]
}

/** Makes the access token a plan describes, and decides nothing: signed for APIs to read (RFC 9068), or opaque. */
export async function mint(plan: TokenPlan, { keys, sealer, now, claims }: Press): Promise<Minted> {
  const all: AccessTokenClaims = Object.assign(accessTokenClaims(plan, now), ...claims)
  const access_token =
    plan.format === 'opaque'
      ? await sealAccessToken(sealer, all)
      : await keys.sign(plan.signing_alg, 'at+jwt', all)
  return { access_token, jti: all.jti }
}

/** The successful token response. RFC 6749 §5.1; `scope` is always said. */
export const tokenResponse = (
  plan: TokenPlan,
  minted: Minted,
  extras: readonly object[],
): object => ({
  access_token: minted.access_token,
  token_type: plan.token_type,
  expires_in: plan.lifetime,
  scope: formatScope(plan.scope),
  ...(plan.refresh_token !== undefined && { refresh_token: plan.refresh_token }),
  ...Object.assign({}, ...extras),
})
