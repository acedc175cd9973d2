/** What a person's browser shows for an error: fifteen classes, each with a page of its own. */
export type ErrorKind =
  | 'unknown-client'
  | 'client-unavailable'
  | 'client-refused'
  | 'client-not-admitted'
  | 'redirect-mismatch'
  | 'bad-request'
  | 'expired'
  | 'wrong-browser'
  | 'form-rejected'
  | 'not-found'
  | 'method-not-allowed'
  | 'too-large'
  | 'throttled'
  | 'unavailable'
  | 'server-error'

interface Details {
  /** Goes to the log, never to the wire. */
  cause?: unknown
  headers?: Readonly<Record<string, string>>
}

/**
 * An error of the protocol: thrown where it is noticed, answered in `flow/render.ts` only.
 * `message` is read by the client's developer: what was received, what was expected, what to change.
 * RFC 6749 §5.2 (`error`, `error_description`).
 */
export class OAuthError extends Error {
  readonly error: string
  readonly status: number
  readonly page: ErrorKind
  readonly headers: Readonly<Record<string, string>>

  constructor(word: ErrorWord, description: string, details: Details = {}) {
    super(description, { cause: details.cause })
    this.name = 'OAuthError'
    this.error = word.error
    this.status = word.status
    this.page = word.page
    this.headers = details.headers ?? {}
  }
}

interface ErrorWord {
  error: string
  status: number
  page: ErrorKind
}

/** A thrower's helper for one word of a specification: code, status and page are said here, once. */
export function defineError(error: string, { status = 400, page }: Partial<ErrorWord> = {}) {
  const word: ErrorWord = { error, status, page: page ?? 'bad-request' }
  return (description: string, details?: Details) => new OAuthError(word, description, details)
}

// RFC 6749 §4.1.2.1 and §5.2
export const invalidRequest = defineError('invalid_request')
export const invalidClient = defineError('invalid_client', { status: 401, page: 'unknown-client' })
export const invalidGrant = defineError('invalid_grant')
export const unauthorizedClient = defineError('unauthorized_client')
export const unsupportedGrantType = defineError('unsupported_grant_type')
export const unsupportedResponseType = defineError('unsupported_response_type')
export const invalidScope = defineError('invalid_scope')
export const accessDenied = defineError('access_denied', { status: 403 })
export const serverError = defineError('server_error', { status: 500, page: 'server-error' })

// RFC 8707 §2
export const invalidTarget = defineError('invalid_target')

// RFC 6750 §3.1
export const invalidToken = defineError('invalid_token', { status: 401 })
export const insufficientScope = defineError('insufficient_scope', { status: 403 })

// the door's own
export const notFound = defineError('not_found', { status: 404, page: 'not-found' })
export const tooLarge = defineError('invalid_request', { status: 413, page: 'too-large' })
export const unsupportedMediaType = defineError('invalid_request', { status: 415 })
export const methodNotAllowed = (allow: string, received: string) =>
  new OAuthError(
    { error: 'invalid_request', status: 405, page: 'method-not-allowed' },
    `received ${received}, expected ${allow}`,
    { headers: { Allow: allow } },
  )
export const throttled = (description: string, retryAfter: number) =>
  new OAuthError({ error: 'too_many_requests', status: 429, page: 'throttled' }, description, {
    headers: { 'Retry-After': String(retryAfter) },
  })

/** Another server that is needed for the answer does not give its own: 503, and the same request may be sent again. */
export const temporarilyUnavailable = (description: string, cause?: unknown) =>
  new OAuthError(
    { error: 'temporarily_unavailable', status: 503, page: 'unavailable' },
    description,
    { cause, headers: { 'Retry-After': '5' } },
  )

/** A store that failed: 503 with `Retry-After`, never a 200. `cause` is what the store said. */
export const storageFault = (cause: unknown) =>
  new OAuthError(
    { error: 'temporarily_unavailable', status: 503, page: 'unavailable' },
    'the storage behind this server did not answer; nothing was changed for you, try again',
    { cause, headers: { 'Retry-After': '1' } },
  )
