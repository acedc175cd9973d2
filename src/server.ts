import { Hono } from 'hono'
import { record } from './flow/audit.ts'
import type { Context, NotedStep } from './flow/context.ts'
import { createCookies } from './flow/cookies.ts'
import { preflight, withCors } from './flow/cors.ts'
import type { Endpoint } from './flow/feature.ts'
import type { Issuer, Issuers } from './flow/issuer.ts'
import type { Registry } from './flow/registry.ts'
import { renderError } from './flow/render.ts'
import { housesOf, type Standing } from './houses.ts'
import type { AuthServerOptions, Options } from './options.ts'
import { methodNotAllowed, notFound } from './protocol/errors.ts'
import { wellKnownPaths } from './protocol/metadata.ts'
import { printable } from './protocol/parameters.ts'

/**
 * The authorization server as a Hono app: run it by itself, or mount it with `app.route('/', authServer({ … }))`. The host
 * keeps its own routes, errors and 404s. OAuth 2.1, OpenID Connect Core.
 * @throws ConfigurationError listing everything to fix; Error when two features claim the same name.
 */
export function authServer(given: AuthServerOptions): Hono {
  const { options, registry, issuers, of } = housesOf(given)
  const app = new Hono()

  for (const [path, endpoints] of routes(registry, issuers)) {
    const answer = answerOf(endpoints)
    app.all(path, async (c, next) => {
      const issuer = issuers.of(c.req.url, c.req.param('tenant'))
      if (issuer === undefined) return next()
      const waitUntil = (promise: Promise<unknown>) => later(promise, () => c.executionCtx)
      const context = contextOf(c.req.raw, of(issuer), waitUntil)
      context.keys.keepFresh(context.now, waitUntil)
      return watched(answer, context)
    })
  }
  // only by itself: mounted, the host answers for paths that are not ours
  app.notFound((c) => nothingHere(c.req.raw, issuers, options))
  return app
}

/** A page for a person, JSON for a program: told apart by what the request accepts. */
async function nothingHere(
  request: Request,
  issuers: Issuers,
  options: Options,
): Promise<Response> {
  const url = new URL(request.url)
  const issuer = issuers.of(request.url, undefined)
  const error = notFound(`there is nothing at ${printable(url.pathname)}`)
  const audience =
    request.headers.get('accept')?.includes('text/html') && issuer ? 'person' : 'program'
  const fallback: Issuer = { identifier: url.origin, tenant: '', origin: url.origin, path: '' }
  const shown = { request, options, request_id: crypto.randomUUID(), issuer: issuer ?? fallback }
  return renderError(error, audience, shown)
}

/** Endpoints by route: several may share a path under different methods. */
function routes(registry: Registry, issuers: Issuers): Map<string, Endpoint[]> {
  const byPath = new Map<string, Endpoint[]>()
  for (const endpoint of registry.endpoints) {
    const paths = endpoint.wellKnown
      ? wellKnownPaths(issuers.prefix, endpoint.path)
      : [issuers.prefix + (endpoint.path === '/' && issuers.prefix ? '' : endpoint.path)]
    for (const path of paths) byPath.set(path, [...(byPath.get(path) ?? []), endpoint])
  }
  return byPath
}

function contextOf(sent: Request, house: Standing, waitUntil: Context['waitUntil']): Context {
  // HEAD is GET without the body, which Hono leaves out: RFC 9110 §9.3.2
  const request = sent.method === 'HEAD' ? new Request(sent, { method: 'GET' }) : sent
  const context: Context = {
    ...house,
    request,
    request_id: request.headers.get('cf-ray') ?? crypto.randomUUID(),
    cookies: createCookies(request, house.issuer),
    now: Math.floor(Date.now() / 1000),
    waitUntil,
    event: (name, details) => record(name, details, context),
    note: () => {},
  }
  return context
}

/** Answers, and lets features that observe see what came of it, after the answer has left. */
async function watched(answer: Answer, context: Context): Promise<Response> {
  const { registry, waitUntil } = context
  if (registry.observers.length === 0) return (await answer(context)).response
  const request = context.request.clone()
  const notes: NotedStep[] = []
  const noting = { ...context, note: (step: NotedStep) => void notes.push(step) }
  const { response, endpoint, error } = await answer(noting)
  if (endpoint === undefined) return response
  const seen = { endpoint, request, response: response.clone(), error, notes }
  for (const observe of registry.observers) waitUntil(observe(seen, context))
  return response
}

type Answer = (context: Context) => Promise<Answered>

interface Answered {
  response: Response
  endpoint: Endpoint | undefined
  error?: unknown
}

/** One request to one path: method, endpoint, cookies, and the one place where errors are answered. */
function answerOf(endpoints: readonly Endpoint[]): Answer {
  const [any] = endpoints
  const cors = endpoints.some((endpoint) => endpoint.cors)
  const byMethod = new Map<string, Endpoint>(
    endpoints.flatMap((endpoint) => endpoint.methods.map((method) => [method, endpoint])),
  )
  const methods = [...byMethod.keys()].join(', ')

  return async (context) => {
    const { request, cookies } = context
    const endpoint = byMethod.get(request.method)
    if (cors && request.method === 'OPTIONS') return { response: preflight(methods), endpoint }
    let response: Response
    let refused: unknown
    try {
      if (endpoint === undefined) throw methodNotAllowed(methods, request.method)
      response = await endpoint.handle(context)
    } catch (error) {
      refused = error
      response = await renderError(error, any?.audience ?? 'program', context)
    }
    for (const cookie of cookies.toSet()) response.headers.append('Set-Cookie', cookie)
    return { response: cors ? withCors(response) : response, endpoint, error: refused }
  }
}

function later(
  promise: Promise<unknown>,
  executionContext: () => { waitUntil(promise: Promise<unknown>): void },
) {
  const noted = promise.catch((error) => console.error(error))
  try {
    executionContext().waitUntil(noted)
  } catch {
    // no execution context in this runtime: the promise runs all the same
  }
}
