import type { JSONWebKeySet } from 'jose'
import { createLocalJWKSet } from 'jose/jwks/local'
import { decodeJwt } from 'jose/jwt/decode'
import { jwtVerify } from 'jose/jwt/verify'
import type { Context } from '../../flow/context.ts'
import { defineError, type OAuthError } from '../../protocol/errors.ts'
import { printable } from '../../protocol/parameters.ts'

// RFC 7591 §3.2.2
const invalidSoftwareStatement = defineError('invalid_software_statement')
const unapprovedSoftwareStatement = defineError('unapproved_software_statement')

const ALGORITHMS = ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA', 'Ed25519']
/** What a JWT says of itself, and not of the software. RFC 7519 §4.1. */
const OF_THE_JWT = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti']

/**
 * What an issuer the operator trusts says of a client's software. RFC 7591 §2.3.
 * @throws invalid_software_statement when it is not a JWT whose signature and times hold; unapproved_software_statement
 * when nobody trusts its issuer here.
 */
export async function verifyStatement(
  statement: unknown,
  { now, options }: Pick<Context, 'now' | 'options'>,
): Promise<Record<string, unknown>> {
  const invalid = (cause: unknown): OAuthError =>
    invalidSoftwareStatement('the software_statement is no JWT, has expired or is not signed', {
      cause,
    })
  if (typeof statement !== 'string') throw invalid('it is not a string')
  const issuer = issuerOf(statement, invalid)
  const known = options.softwareStatementIssuers.find((one) => one.issuer === issuer)
  if (known === undefined) {
    throw unapprovedSoftwareStatement(
      `the issuer of the software_statement is ${printable(issuer)}, which is not trusted here`,
    )
  }
  try {
    const keys = createLocalJWKSet(known.jwks as unknown as JSONWebKeySet) // jose checks each key it uses
    const { payload } = await jwtVerify(statement, keys, {
      issuer,
      algorithms: ALGORITHMS,
      currentDate: new Date(now * 1000),
    })
    return Object.fromEntries(
      Object.entries(payload).filter(([name]) => !OF_THE_JWT.includes(name)),
    )
  } catch (cause) {
    throw invalid(cause)
  }
}

function issuerOf(statement: string, invalid: (cause: unknown) => OAuthError): string {
  try {
    return decodeJwt(statement).iss ?? ''
  } catch (cause) {
    throw invalid(cause)
  }
}
