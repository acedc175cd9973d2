import type { Brand } from '../protocol/brand.ts'
import { type ErrorKind, OAuthError, serverError } from '../protocol/errors.ts'
import { printable } from '../protocol/parameters.ts'
import type { Context } from './context.ts'

/** `no-store` JSON: answers that carry tokens or speak of them. RFC 6749 §5.1. */
export const json = (body: object, status = 200, headers: Readonly<Record<string, string>> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers },
  })

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A page: framed by nobody, cached nowhere, referring to nothing. RFC 9700 §4.16. */
export const page = (html: string, status = 200, headers: Readonly<Record<string, string>> = {}) =>
  new Response(html, {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      ...headers,
    },
  })

type Shown = Pick<Context, 'request' | 'issuer' | 'request_id' | 'options'> &
  Partial<Pick<Context, 'registry' | 'cookies'>>

/**
 * The answer to any error: the one place that makes one. RFC 6749 §5.2 for programs, a page for persons. What is not an
 * error of the protocol becomes server_error with a request id, and its cause goes to the log.
 */
export async function renderError(
  error: unknown,
  audience: 'person' | 'program',
  context: Shown,
): Promise<Response> {
  const known = error instanceof OAuthError ? error : unexpected(error, context)
  if (known.status >= 500) report(known, context)
  if (audience === 'person') return errorPage(known, context)
  const body = {
    error: known.error,
    error_description: printable(known.message, 1000),
    ...explained(context), // RFC 6749 §5.2: a page for the client's developer
    ...(known.status >= 500 && { request_id: context.request_id }),
  }
  return json(body, known.status, known.headers)
}

function explained({ issuer, registry, request_id }: Shown): { error_uri?: string } {
  const explains = registry?.explanations[0]
  return explains ? { error_uri: issuer.identifier + explains(request_id) } : {}
}

const unexpected = (cause: unknown, { request_id }: Shown): OAuthError =>
  serverError(`something went wrong here; quote the request id ${request_id}`, { cause })

function report(error: OAuthError, { request, request_id }: Shown): void {
  const { pathname } = new URL(request.url) // a query may hold a code
  console.error(
    JSON.stringify({ request_id, path: pathname, error: error.error, cause: causes(error.cause) }),
  )
}

const causes = (cause: unknown): string =>
  cause instanceof Error
    ? `${cause.stack ?? cause.message}${cause.cause ? `\ncaused by ${causes(cause.cause)}` : ''}`
    : String(cause)

async function errorPage(error: OAuthError, context: Shown): Promise<Response> {
  const pages = await import('../pages/index.ts')
  const retryAfter = Number(error.headers['Retry-After'])
  const html = pages.errorPage({
    ...pageProps(context, pages.chooseLanguage),
    kind: error.page satisfies ErrorKind,
    detail: `${error.error}: ${error.message}`,
    request_id: context.request_id,
    explained_at: explained(context).error_uri,
    ...(retryAfter > 0 && { retryAfter }),
  })
  return page(html, error.status, error.headers)
}

interface Wishes {
  chosen?: string | undefined
  ui_locales?: string | undefined
  acceptLanguage?: string | undefined
}

/** What every page is given: language, link prefix, the name of the house. */
export function pageProps<L>(
  { request, issuer, options, cookies }: Omit<Shown, 'request_id' | 'registry'>,
  chooseLanguage: (wishes: Wishes) => L,
  ui_locales?: string,
) {
  const lang = chooseLanguage({
    chosen: cookies?.get('language'),
    ui_locales,
    acceptLanguage: request.headers.get('accept-language') ?? undefined,
  })
  return { lang, base: issuer.path, brand: houseBrand(options, issuer.tenant) }
}

/** A tenant's own look is instead of the one that all have. */
function houseBrand({ name, brand }: Context['options'], tenant: string): Brand & { name: string } {
  const { tenants, ...all } = brand
  const look = tenants[tenant] ?? all
  return { ...look, name: look.name ?? name }
}
