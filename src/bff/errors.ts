import * as oauth from 'oauth4webapi'

/** What went wrong between a browser, this application and the issuer; safe to show. */
export class BffError extends Error {
  override readonly name = 'BffError'
  /** What to answer: 4xx for the browser's part, 502 and 503 for the issuer's. */
  readonly status: number
  /** The specification's word, or one of ours: `login_required`, `login_expired` … */
  readonly error: string

  constructor(status: number, message: string, said: { error: string; cause?: unknown }) {
    super(message, { cause: said.cause })
    this.status = status
    this.error = said.error
  }
}

/** The answer when the application brings no `onError`: one sentence of plain text. */
export function plainAnswer(error: BffError): Response {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  }
  return new Response(`${error.message} (${error.error})\n`, { status: error.status, headers })
}

/** Does what talks to the issuer. @throws BffError for whatever goes wrong there */
export async function explained<T>(talk: () => Promise<T>): Promise<T> {
  try {
    return await talk()
  } catch (cause) {
    throw explain(cause)
  }
}

function explain(cause: unknown): BffError {
  if (cause instanceof BffError) return cause
  // OAuth 2.1 §4.1.2.1: the person or the issuer said no
  if (cause instanceof oauth.AuthorizationResponseError) {
    return new BffError(400, 'the sign-in was not completed', { error: cause.error, cause })
  }
  if (cause instanceof oauth.ResponseBodyError) {
    const message = 'the issuer refused the request of this application'
    return new BffError(502, message, { error: cause.error, cause })
  }
  if (cause instanceof oauth.WWWAuthenticateChallengeError) {
    const message = 'the issuer does not accept the credentials of this application'
    return new BffError(502, message, { error: 'invalid_client', cause })
  }
  if (cause instanceof oauth.OperationProcessingError && !isOutage(cause)) {
    const message = 'the answer of the issuer is not valid'
    return new BffError(502, message, { error: 'invalid_response', cause })
  }
  const message = 'the issuer cannot be reached; try again shortly'
  return new BffError(503, message, { error: 'temporarily_unavailable', cause })
}

function isOutage({ cause }: Error): boolean {
  return cause instanceof Response && cause.status >= 500
}
