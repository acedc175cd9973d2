import { formatScope } from '../protocol/scope.ts'
import { accessTokenClaims } from './access-token.ts'
import type { KeyRing } from './key-ring.ts'
import type { Minted, TokenPlan } from './plan.ts'

/** Signs the access token a plan describes, and decides nothing. RFC 9068 §2. */
export async function mint(
  plan: TokenPlan,
  { keys, now }: { keys: KeyRing; now: number },
): Promise<Minted> {
  const claims = accessTokenClaims(plan, now)
  return { access_token: await keys.sign('ES256', 'at+jwt', claims), jti: claims.jti }
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
