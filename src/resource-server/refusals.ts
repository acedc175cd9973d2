import {
  AccessError,
  type Challenge,
  formatChallenge,
  InvalidToken,
  Unavailable,
} from './errors.ts'
import { metadataUrl } from './metadata.ts'
import type { Settings } from './options.ts'
import type { Requirement, Shortfall } from './requirement.ts'

/** Every way in which one resource says no. */
export interface Refusals {
  noToken(requirement: Requirement): AccessError
  malformed(requirement: Requirement): AccessError
  insufficient(lack: Shortfall): AccessError
  /** What a failed check means; an error that is no refusal comes back as it is. */
  explain(cause: unknown, requirement: Requirement): unknown
}

type Said = Challenge & { readonly message: string }

/** Makes the refusals of a resource, with its address and its default scopes in each challenge. */
export function createRefusals(settings: Settings): Refusals {
  const refuse = (status: 400 | 401 | 403, said: Said, cause?: unknown) => {
    const { message, ...challenge } = { scope: settings.scopes, ...said }
    const error_description = said.error && message
    const resource_metadata = metadataUrl(settings.resource)
    return new AccessError(status, message, {
      error: said.error,
      challenge: formatChallenge(resource_metadata, { ...challenge, error_description }),
      cause,
    })
  }

  return {
    // RFC 6750 §3.1: no error code when no token was presented
    noToken(needs) {
      const message = 'no access token; send one as Authorization: Bearer'
      return refuse(401, { ...scopeOf(needs), message })
    },
    malformed(needs) {
      const message = 'Authorization: Bearer cannot be read; expected exactly one token after it'
      return refuse(400, { ...scopeOf(needs), error: 'invalid_request', message })
    },
    insufficient({ status, challenge }) {
      return refuse(status, { ...challenge, message: challenge.error_description })
    },
    explain(cause, needs) {
      if (cause instanceof Unavailable) return unavailable(cause)
      const message = description(cause, settings)
      if (message === undefined) return cause
      return refuse(401, { ...scopeOf(needs), error: 'invalid_token', message }, cause)
    },
  }
}

function scopeOf({ scope }: Requirement): Pick<Challenge, 'scope'> {
  return scope ? { scope } : {}
}

// The token may be good: a 401 would send the client to sign in again for nothing.
function unavailable(cause: Unavailable): AccessError {
  const message = 'the token cannot be checked now; try again shortly'
  return new AccessError(503, message, { error: 'temporarily_unavailable', cause })
}

/** Why a token is not valid, in words; `undefined` when the error is not about the token. */
function description(cause: unknown, { algorithms }: Settings): string | undefined {
  if (cause instanceof InvalidToken) return cause.message
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  switch (code) {
    case 'ERR_JOSE_ALG_NOT_ALLOWED':
      return `the alg of the signature is not accepted; expected ${algorithms.join(', ')}`
    case 'ERR_JWKS_NO_MATCHING_KEY':
      return 'the token is signed with a key that the issuer does not publish'
    case 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED':
      return 'the signature does not verify'
    default:
      // the codes of jose begin so
      return code.startsWith('ERR_J') ? 'the token is not a signed JWT of the issuer' : undefined
  }
}
