import * as base64url from 'jose/base64url'
import { invalidGrant, invalidRequest } from './errors.ts'
import type { Parameters } from './parameters.ts'

const CHALLENGE = /^[A-Za-z0-9_-]{43}$/
const VERIFIER = /^[A-Za-z0-9\-._~]{43,128}$/

/**
 * The `code_challenge` of an authorization request; S256 for every client. RFC 7636 §4.3, OAuth 2.1 §7.5.
 * @throws invalid_request when it is missing, of another method, or not the 43 characters of a SHA-256.
 */
export function requireCodeChallenge({
  code_challenge,
  code_challenge_method,
}: Parameters): string {
  if (code_challenge === undefined) {
    throw invalidRequest(
      'code_challenge is missing; send the S256 challenge of a fresh code_verifier (PKCE)',
    )
  }
  // RFC 7636 §4.3: an absent method means plain, which is not accepted here
  if (code_challenge_method !== 'S256') {
    throw invalidRequest(
      'code_challenge_method must be S256; plain and an absent method are refused',
    )
  }
  if (!CHALLENGE.test(code_challenge)) {
    throw invalidRequest('code_challenge must be the 43 base64url characters of a SHA-256')
  }
  return code_challenge
}

/** Whether a `code_verifier` has the form of RFC 7636 §4.1 and hashes to the challenge (§4.6). */
export async function provesChallenge(code_verifier: string | undefined, code_challenge: string) {
  if (code_verifier === undefined || !VERIFIER.test(code_verifier)) return false
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code_verifier))
  return base64url.encode(new Uint8Array(digest)) === code_challenge
}

export const verifierRefused = () =>
  invalidGrant(
    'code_verifier does not match the code_challenge of the authorization request; the code is used up',
  )
