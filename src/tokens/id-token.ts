import * as base64url from 'jose/base64url'
import type { TokenPlan } from './plan.ts'

/** The claims of an ID token beside those of scopes. OpenID Connect Core §2 and §3.1.3.6. */
export async function idTokenClaims(plan: TokenPlan, access_token: string, now: number) {
  const { grant, nonce } = plan
  return {
    iss: plan.issuer,
    sub: plan.subject,
    aud: plan.client.client_id,
    iat: now,
    exp: now + ID_TOKEN_LIFETIME,
    at_hash: await leftHalfHash(access_token),
    ...(grant && {
      auth_time: grant.auth_time,
      acr: grant.acr,
      amr: [...grant.amr],
      sid: grant.sid,
    }),
    ...(nonce !== undefined && { nonce }),
  }
}

/** Seconds. An ID token says that someone signed in just now; it opens nothing. */
const ID_TOKEN_LIFETIME = 900

/** Half of a SHA-256, base64url: `at_hash`. All our signing algorithms use it (EdDSA by custom). */
async function leftHalfHash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return base64url.encode(new Uint8Array(digest).subarray(0, 16))
}
