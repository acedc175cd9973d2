import { compactVerify, decodeJwt } from 'jose'
import { checkClaims } from './claims.ts'
import { InvalidToken, Unavailable } from './errors.ts'
import { introspect } from './introspection.ts'
import type { Issuer } from './issuer.ts'
import type { Settings } from './options.ts'

/** The claims of a valid access token (RFC 9068 §2.2); moments are epoch seconds. */
export interface AccessToken {
  readonly iss: string
  readonly sub: string
  readonly aud: string | readonly string[]
  readonly client_id: string
  /** Space-separated; empty when the token has none. */
  readonly scope: string
  readonly exp: number
  readonly iat?: number
  readonly jti?: string
  readonly auth_time?: number
  readonly acr?: string
  readonly amr?: readonly string[]
  readonly sid?: string
  readonly [claim: string]: unknown
}

/** The trusted issuers by their identifiers; the first is asked about opaque tokens. */
export type Issuers = ReadonlyMap<string, Issuer>

/**
 * Answers the claims of a token that is good for this resource now.
 * @throws InvalidToken, or an error of jose, when it is not
 * @throws Unavailable when the issuer cannot be asked
 */
export function readToken(token: string, issuers: Issuers, set: Settings): Promise<AccessToken> {
  const read = token.split('.').length === 3 ? readJwt : readOpaque
  return read(token, issuers, set)
}

// RFC 9068 §4
async function readJwt(token: string, issuers: Issuers, set: Settings): Promise<AccessToken> {
  const claims = decodeJwt(token)
  const issuer = issuers.get(claims.iss ?? '')
  if (!issuer) throw new InvalidToken(`the token is not from ${[...issuers.keys()].join(' or ')}`)

  const options = { algorithms: [...set.algorithms] }
  const { protectedHeader } = await compactVerify(token, issuer.key, options)
  if (!/^(application\/)?at\+jwt$/i.test(protectedHeader.typ ?? '')) {
    throw new InvalidToken('the token is not an access token; expected typ at+jwt (RFC 9068)')
  }
  // RFC 7515 §4.1.11: no extension is understood here
  if (protectedHeader.crit) throw new InvalidToken('the header has crit; nothing can be critical')
  for (const name of ['iat', 'jti']) {
    if (claims[name] === undefined) throw new InvalidToken(`the token has no ${name}`)
  }
  const checked = checkClaims(claims, set)
  if (set.introspection) await introspect(token, issuer, set)
  await checkStatus(checked, issuer, set)
  return checked
}

/** The operator decides what counts when the list cannot be had. */
async function checkStatus(token: AccessToken, issuer: Issuer, set: Settings): Promise<void> {
  try {
    await set.statusLists?.check(token, issuer)
  } catch (error) {
    if (!(error instanceof Unavailable && set.whenUnavailable === 'open')) throw error
  }
}

// RFC 7662 §2.2: the answer has the claims; an opaque token does not say who issued it
async function readOpaque(token: string, issuers: Issuers, set: Settings): Promise<AccessToken> {
  const [issuer] = issuers.values()
  if (!issuer) throw new InvalidToken('there is no issuer that could be asked about the token')
  const iss = issuer.identifier
  const claims = { iss, ...(await introspect(token, issuer, set)) }
  if (claims.iss === iss) return checkClaims(claims, set)
  throw new InvalidToken(`the token is not from ${iss}`)
}
