import {
  isSoleAudience,
  said,
  typeOf,
  type UnverifiedJwt,
  whyNotHeader,
  whyNotNow,
  whyNotOnce,
} from './signed-jwt.ts'

/** RFC 10070 §4: the explicit type is checked; one without it is not refused for that. */
const TYPES = [undefined, 'jwt', 'client-authentication+jwt']

/**
 * Why a JWT does not authenticate a client at an issuer, whoever has signed it; `undefined` when it does if the client has.
 * RFC 7523 §3 with RFC 10070 §4, OpenID Connect Core §9.
 */
export function whyNotClientAssertion(
  jwt: UnverifiedJwt,
  { issuer, now }: { issuer: string; now: number },
): string | undefined {
  const { iss, sub, aud } = jwt.claims
  if (!TYPES.includes(typeOf(jwt))) {
    return `its typ is ${said(jwt.header['typ'])}, expected client-authentication+jwt`
  }
  if (typeof sub !== 'string' || iss !== sub) {
    return `its iss is ${said(iss)} and its sub ${said(sub)}, expected the client_id in both`
  }
  // the token endpoint, or others beside us, would let another server present it here
  if (!isSoleAudience(aud, issuer)) {
    return `its aud is ${said(aud)}, expected the issuer ${issuer} and nothing else`
  }
  return whyNotHeader(jwt) ?? whyNotNow(jwt.claims, now) ?? whyNotOnce(jwt.claims)
}
