import type { MiddlewareHandler } from 'hono'
import {
  AccessError,
  type AccessToken,
  createVerifier,
  type Requirement,
  type Verifier,
  type VerifierOptions,
} from './index.ts'

/** What `guard.require()` gives to the handlers after it. */
export interface GuardEnv {
  Variables: { token: AccessToken }
}

/** The three things an API says about its tokens. */
export interface Guard {
  readonly verifier: Verifier
  /** Answers the protected resource metadata and lets everything else pass (RFC 9728 §3). */
  metadata(): MiddlewareHandler
  /** Lets a request pass whose token has all these scopes, and sets `c.var.token`. */
  require(...scopes: string[]): MiddlewareHandler<GuardEnv>
  /** The same, with a wish about the sign-in (RFC 9470). */
  require(requirement: Requirement): MiddlewareHandler<GuardEnv>
}

/**
 * Protects a Hono app with the access tokens of an issuer. A refusal is answered here and stands
 * in `c.error` for your log; a CORS middleware of the app has the last word on its headers.
 * @throws TypeError with one line for each option to fix
 */
export function protect(options: VerifierOptions): Guard {
  const verifier = createVerifier(options)
  return {
    verifier,
    metadata: () => async (c, next) => verifier.metadataResponse(c.req.raw) ?? next(),
    require: (...needs: (string | Requirement)[]) => {
      const requirement = requirementOf(needs)
      return async (c, next) => {
        // a preflight request has no credentials (Fetch, CORS protocol)
        if (c.req.method === 'OPTIONS') return next()
        try {
          c.set('token', await verifier.verifyRequest(c.req.raw, requirement))
        } catch (error) {
          if (!(error instanceof AccessError)) throw error
          c.error = error
          return error.toResponse()
        }
        return next()
      }
    },
  }
}

function requirementOf(needs: (string | Requirement)[]): Requirement {
  const scope = needs.filter((need) => typeof need === 'string')
  const [requirement = {}] = needs.filter((need) => typeof need !== 'string')
  return scope.length > 0 ? { scope } : requirement
}
