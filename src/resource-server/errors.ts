/** What a challenge can say (RFC 6750 §3, RFC 9470 §3); `scope` is what the client should ask for. */
export interface Challenge {
  readonly scope?: readonly string[] | undefined
  readonly error?: string | undefined
  readonly error_description?: string | undefined
  /** Seconds. */
  readonly max_age?: number | undefined
  readonly acr_values?: readonly string[] | undefined
}

/** Inside the verifier: the token is not good; the message goes to the client's developer. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken'
}

/** Inside the verifier: whether the token is good cannot be told now. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
}

/** The parts of an `AccessError` besides its status and message. */
export interface Refusal {
  /** The specification's word: `invalid_token`, `insufficient_scope` … */
  readonly error?: string | undefined
  /** The value for `WWW-Authenticate`. */
  readonly challenge?: string
  readonly cause?: unknown
}

const RETRY_AFTER = '5'

/**
 * Why a request was not let through: 400, 401 and 403 with a challenge (RFC 6750 §3.1), 503 when
 * the issuer cannot be asked. The message is for the client's developer; `cause` is for your log.
 */
export class AccessError extends Error {
  override readonly name = 'AccessError'
  readonly status: 400 | 401 | 403 | 503
  readonly error: string | undefined
  readonly challenge: string | undefined

  constructor(status: 400 | 401 | 403 | 503, message: string, refusal: Refusal = {}) {
    super(message, { cause: refusal.cause })
    this.status = status
    this.error = refusal.error
    this.challenge = refusal.challenge
  }

  /** The headers of the answer. A page of another origin may read the challenge. */
  get headers(): Headers {
    const headers = new Headers({ 'cache-control': 'no-store' })
    if (this.challenge === undefined) headers.set('retry-after', RETRY_AFTER)
    else headers.set('www-authenticate', this.challenge)
    headers.set('access-control-allow-origin', '*')
    headers.set('access-control-expose-headers', 'WWW-Authenticate, Retry-After')
    return headers
  }

  /** The answer to send: JSON with `error` and `error_description`. */
  toResponse(): Response {
    const body = { error: this.error, error_description: this.message }
    return Response.json(body, { status: this.status, headers: this.headers })
  }
}

/**
 * Spells a `WWW-Authenticate` value: `resource_metadata` and `scope` first, so that a client which
 * reads no further can still begin (RFC 9728 §5.1, RFC 6750 §3).
 */
export function formatChallenge(resource_metadata: string, challenge: Challenge = {}): string {
  const parameters = {
    resource_metadata,
    scope: challenge.scope?.join(' '),
    error: challenge.error,
    error_description: challenge.error_description,
    max_age: challenge.max_age?.toString(),
    acr_values: challenge.acr_values?.join(' '),
  }
  const spelled = Object.entries(parameters)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}="${quotable(value ?? '')}"`)
  return `Bearer ${spelled.join(', ')}`
}

// RFC 6750 §3: printable ASCII without the quotation mark and the backslash
function quotable(value: string): string {
  return value.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "'")
}
