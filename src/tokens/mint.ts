import { formatScope } from '../protocol/scope.ts'
import { ID_JAG_TYPE } from '../protocol/token-type.ts'
import { type AccessTokenClaims, accessTokenClaims, sealAccessToken } from './access-token.ts'
import { idJagClaims } from './id-jag.ts'
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

/**
 * Makes the token a plan describes, and decides nothing: an access token, signed for APIs to read (RFC 9068) or opaque; or an
 * assertion for another authorization server.
 */
export async function mint(plan: TokenPlan, { keys, sealer, now, claims }: Press): Promise<Minted> {
  if (plan.assertion !== undefined) {
    const said = idJagClaims(plan, plan.assertion, now)
    return { access_token: await keys.sign(plan.signing_alg, ID_JAG_TYPE, said), jti: said.jti }
  }
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
  // what an assertion carries is narrowed by its audience, and may be nothing
  ...((plan.assertion === undefined || plan.scope.length > 0) && {
    scope: formatScope(plan.scope),
  }),
  ...(plan.issued_token_type !== undefined && { issued_token_type: plan.issued_token_type }),
  ...(plan.refresh_token !== undefined && { refresh_token: plan.refresh_token }),
  ...Object.assign({}, ...extras),
})
