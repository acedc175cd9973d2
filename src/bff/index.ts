import { createClient } from './client.ts'
import { BffError } from './errors.ts'
import { type BffOptions, isLoopbackHttp, settings } from './options.ts'
import { answerRoute, surround } from './routes.ts'
import { createSeal } from './seal.ts'
import { type Claims, claimsOf, createSessions } from './session.ts'
import { loginFor, stepUpIn } from './step-up.ts'

export { BffError } from './errors.ts'
export type { BffOptions, Fetch } from './options.ts'
export type { Claims } from './session.ts'

/** A signed-in person. */
export interface Session {
  readonly claims: Claims
  /** Stays on the server: send it to your API, never to the page. */
  readonly access_token: string
  /** Set-Cookie headers to append to the answer; empty unless the tokens were refreshed. */
  readonly headers: Headers
}

/** A backend for a frontend (RFC 10017): the browser has a sealed cookie, and never a token. */
export interface Bff {
  /**
   * The whole of it around an application: refuses changes that come from another origin, answers
   * the `/auth/…` routes, and appends the cookies of a refreshed session to what `next` answers.
   */
  handle(request: Request, next: () => Response | Promise<Response>): Promise<Response>
  /**
   * GET /auth/login?return_to=, GET /auth/callback, POST /auth/logout, and GET /auth/session
   * (`{ signed_in, claims }`); `undefined` for every other path.
   */
  routes(request: Request): Promise<Response | undefined>
  /**
   * Who is signed in, with an access token that is good now. Without `handle`, append `headers`.
   * @throws BffError 503 when the token has expired and the issuer cannot be reached
   */
  session(request: Request): Promise<Session | undefined>
  /**
   * Calls an API with the access token of the person; redirects are not followed.
   * @throws BffError 401 `login_required` when nobody is signed in
   * @throws TypeError when the URL is not of the `resource` the token is for
   */
  fetch(request: Request, url: string, init?: RequestInit): Promise<Response>
  /**
   * Where to send the browser when an API answered that the sign-in is not strong or recent enough (RFC 9470 §3): a login
   * that asks for what the API wants and leads back to `return_to`. `undefined` for any other answer.
   */
  stepUp(response: Response, return_to: string): string | undefined
}

/**
 * Makes a backend for a frontend. Make it once for an isolate: it remembers refreshes under way.
 * The session ends with `session_lifetime`, with the grant at the issuer, or, when the issuer gives
 * no refresh token, with the access token.
 * @throws TypeError with one line for each option to fix
 */
export function createBff(options: BffOptions): Bff {
  const set = settings(options)
  const client = createClient(set)
  const seal = createSeal(set.secrets)
  const sessions = createSessions(client, seal)
  const parts = { client, seal, sessions, onError: options.onError }

  const session: Bff['session'] = async (request) => {
    const { tokens, set_cookie } = await sessions.visit(request)
    if (!tokens) return
    const headers = new Headers(set_cookie.map((value): [string, string] => ['set-cookie', value]))
    return { claims: claimsOf(tokens), access_token: tokens.access_token, headers }
  }

  return {
    session,
    routes: (request) => answerRoute(request, parts),
    handle: (request, next) => surround(request, next, parts),
    stepUp(response, return_to) {
      const wish = stepUpIn(response)
      return wish && loginFor(wish, return_to)
    },
    async fetch(request, url, init) {
      checkAddress(url, set.resource)
      const person = await session(request)
      if (!person) throw new BffError(401, 'nobody is signed in', { error: 'login_required' })
      const headers = new Headers(init?.headers)
      headers.set('authorization', `Bearer ${person.access_token}`)
      return set.fetch(url, { redirect: 'manual', ...init, headers })
    },
  }
}

// RFC 9700 §4.9.1: a token goes to the resource it was made for, and to nobody else
function checkAddress(url: string, resource: string | undefined): void {
  const { origin, protocol } = new URL(url)
  const expected = resource && new URL(resource).origin
  if (expected ? origin === expected : protocol === 'https:' || isLoopbackHttp(url)) return
  throw new TypeError(`bff.fetch: received a URL of ${origin}; expected ${expected ?? 'https'}`)
}
