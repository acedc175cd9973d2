import type { Client } from './client.ts'
import { BffError, plainAnswer } from './errors.ts'
import { callback, login } from './login.ts'
import { checkOrigin, endGrant } from './logout.ts'
import type { BffOptions } from './options.ts'
import type { Seal } from './seal.ts'
import { claimsOf, type Sessions } from './session.ts'

/** What the routes work with. */
export interface Parts {
  readonly client: Client
  readonly seal: Seal
  readonly sessions: Sessions
  readonly onError: BffOptions['onError']
}

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS']

interface Route {
  readonly method: string
  answer(request: Request, parts: Parts): Promise<Response>
}

const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['/auth/login', { method: 'GET', answer: login }],
  ['/auth/callback', { method: 'GET', answer: finishLogin }],
  ['/auth/logout', { method: 'POST', answer: logout }],
  ['/auth/session', { method: 'GET', answer: showSession }],
])

/** Answers the four `/auth/…` routes; `undefined` for every other path. */
export async function answerRoute(request: Request, parts: Parts): Promise<Response | undefined> {
  const route = ROUTES.get(new URL(request.url).pathname)
  if (!route) return
  if (request.method !== route.method) {
    return new Response(null, { status: 405, headers: { allow: route.method } })
  }
  return answered(request, parts, () => route.answer(request, parts))
}

/** The routes, and around everything else the Origin check and the cookies; see `Bff.handle`. */
export async function surround(
  request: Request,
  next: () => Response | Promise<Response>,
  parts: Parts,
): Promise<Response> {
  const { sessions, client } = parts
  const route = await answerRoute(request, parts)
  if (route) return route
  return answered(request, parts, async () => {
    // without a cookie there is nothing that another site could make use of
    if (!SAFE_METHODS.includes(request.method) && (await sessions.read(request))) {
      checkOrigin(request, client.set.origin)
    }
    const response = await next()
    const { set_cookie } = await sessions.visited(request)
    return set_cookie.length === 0 ? response : withCookies(response, set_cookie)
  })
}

async function answered(
  request: Request,
  { onError }: Parts,
  answer: () => Promise<Response>,
): Promise<Response> {
  try {
    return await answer()
  } catch (error) {
    if (!(error instanceof BffError)) throw error
    return onError ? onError(error, request) : plainAnswer(error)
  }
}

function withCookies(response: Response, set_cookie: readonly string[]): Response {
  const own = new Response(response.body, response)
  for (const value of set_cookie) own.headers.append('set-cookie', value)
  return own
}

async function finishLogin(request: Request, parts: Parts): Promise<Response> {
  const { tokens, return_to, clear } = await callback(request, parts)
  const session = await parts.sessions.cookies(request, tokens)
  return redirect(`${parts.client.set.origin}${return_to}`, [clear, ...session])
}

async function logout(request: Request, { client, sessions }: Parts): Promise<Response> {
  checkOrigin(request, client.set.origin)
  const address = await endGrant(client, await sessions.read(request))
  return redirect(address, await sessions.cookies(request))
}

async function showSession(request: Request, { sessions }: Parts): Promise<Response> {
  const { tokens, set_cookie } = await sessions.visit(request)
  const body = tokens ? { signed_in: true, claims: claimsOf(tokens) } : { signed_in: false }
  const headers = { 'cache-control': 'no-store' }
  return withCookies(Response.json(body, { headers }), set_cookie)
}

function redirect(location: string, set_cookie: readonly string[]): Response {
  const headers = { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }
  return withCookies(new Response(null, { status: 303, headers }), set_cookie)
}
