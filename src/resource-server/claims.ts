import type { AccessToken } from './access-token.ts'
import { InvalidToken } from './errors.ts'
import type { Settings } from './options.ts'

/**
 * Compares the claims of a token whose issuer is known with this resource and this moment.
 * The same rules hold for a JWT (RFC 9068 §4) and an introspection answer (RFC 7662 §2.2).
 * @throws InvalidToken that says which claim is wrong, and what to do
 */
export function checkClaims(claims: Record<string, unknown>, settings: Settings): AccessToken {
  const { resource, clockTolerance } = settings
  const { aud, exp, nbf = 0, iat = 0, cnf, sub, client_id } = claims
  const now = Date.now() / 1000

  // RFC 9068 §4: byte for byte; a prefix or another trailing slash is another resource
  if (![aud].flat().includes(resource)) {
    throw new InvalidToken(`the token is not for ${resource}; ask for it as resource (RFC 8707)`)
  }
  if (!(typeof exp === 'number' && now < exp + clockTolerance)) {
    throw new InvalidToken('the token has expired, or has no exp; get a new one')
  }
  if (!(typeof nbf === 'number' && nbf <= now + clockTolerance)) {
    throw new InvalidToken('the token is not valid yet (nbf)')
  }
  if (!(typeof iat === 'number' && iat <= now + clockTolerance)) {
    throw new InvalidToken('the token was issued in the future (iat); compare the clocks')
  }
  // RFC 9449 §7.2, RFC 8705 §3: a token that is bound to a key is no bearer token
  if (cnf !== undefined) {
    throw new InvalidToken(
      'the token is bound to a key (cnf); this API takes bearer tokens only yet',
    )
  }
  if (typeof sub !== 'string' || typeof client_id !== 'string') {
    throw new InvalidToken('the token has no sub or no client_id (RFC 9068 §2.2)')
  }
  const scope = typeof claims['scope'] === 'string' ? claims['scope'] : ''
  // iss was looked up, and every other claim the type promises was compared above
  return { ...claims, scope } as AccessToken
}
