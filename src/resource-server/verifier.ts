import { type AccessToken, readToken } from './access-token.ts'
import { type Challenge, formatChallenge } from './errors.ts'
import { createIssuer } from './issuer.ts'
import {
  metadataDocument,
  metadataResponse,
  metadataUrl,
  type ProtectedResourceMetadata,
} from './metadata.ts'
import { settings, type VerifierOptions } from './options.ts'
import { createRefusals } from './refusals.ts'
import { type Requirement, shortfall } from './requirement.ts'

/** Checks the access tokens of one API. Make it once; it remembers the issuers' keys. */
export interface Verifier {
  /** Answers the claims of a token that is good here and meets the requirement. @throws AccessError */
  verify(token: string, requirement?: Requirement): Promise<AccessToken>
  /** The same for the token in `Authorization: Bearer`; no other place is read. @throws AccessError */
  verifyRequest(request: Request, requirement?: Requirement): Promise<AccessToken>
  /** Asks more of a token that was verified before. @throws AccessError */
  check(token: AccessToken, requirement: Requirement): void
  /** A `WWW-Authenticate` value of this resource. */
  challenge(challenge?: Challenge): string
  /** RFC 9728 §2 */
  readonly metadata: ProtectedResourceMetadata
  /** The answer when the request is for the metadata, else `undefined` (RFC 9728 §3). */
  metadataResponse(request: Request): Response | undefined
}

/**
 * Makes a verifier of JWT access tokens (RFC 9068 §4) and, with `introspection`, of opaque ones
 * (RFC 7662; of several issuers the first is asked). Nothing is fetched before the first token.
 * @throws TypeError with one line for each option to fix
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const set = settings(options)
  const issuers = new Map(
    set.issuers.map((issuer) => [issuer, createIssuer(issuer, set.jwksMaxAge, set.fetch)]),
  )
  const metadata = metadataDocument(set)
  const refusals = createRefusals(set)

  const check: Verifier['check'] = (token, requirement) => {
    // the issuer's clock may be a little behind
    const now = Date.now() / 1000 - set.clockTolerance
    const lack = shortfall(token, requirement, { now, implies: set.implies })
    if (lack) throw refusals.insufficient(lack)
  }

  const verify: Verifier['verify'] = async (value, requirement = {}) => {
    const token = await readToken(value, issuers, set).catch((cause) => {
      throw refusals.explain(cause, requirement)
    })
    check(token, requirement)
    return token
  }

  return {
    verify,
    check,
    async verifyRequest(request, requirement = {}) {
      const value = bearerToken(request)
      if (value === '') throw refusals.noToken(requirement)
      if (value === undefined) throw refusals.malformed(requirement)
      return verify(value, requirement)
    },
    challenge: (challenge) => formatChallenge(metadataUrl(set.resource), challenge),
    metadata,
    metadataResponse: (request) => metadataResponse(request, metadata),
  }
}

/** RFC 6750 §2.1: the token; '' when there is none; undefined when the header cannot be read. */
export function bearerToken(request: Request): string | undefined {
  const [scheme, ...rest] = (request.headers.get('authorization') ?? '').trim().split(/ +/)
  if (scheme?.toLowerCase() !== 'bearer' || rest.length === 0) return ''
  const [token = ''] = rest
  return rest.length === 1 && /^[\w.~+/-]+=*$/.test(token) ? token : undefined
}
