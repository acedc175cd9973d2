import { looksLike } from '../protocol/lookalike.ts'
import { hostOf } from '../protocol/redirect-uri.ts'
import type { Client } from '../store/port.ts'
import { csrfToken } from './browser.ts'
import type { Context } from './context.ts'
import { page, pageProps } from './render.ts'

export type Pages = typeof import('../pages/index.ts')
export type Common = ReturnType<typeof pageProps<ReturnType<Pages['chooseLanguage']>>> & {
  csrf: string
  languages: { csrf: string; to: string } | undefined
}

/** Shows a page of ours; pages are loaded when the first one is shown, never by `/token`. */
export async function show(
  context: Context,
  render: (pages: Pages, common: Common) => string,
  answer: { status?: number; ui_locales?: string | undefined; retryAfter?: number } = {},
): Promise<Response> {
  const pages = await import('../pages/index.ts')
  const common = pageProps(context, pages.chooseLanguage, answer.ui_locales)
  const csrf = await csrfToken(context)
  const html = render(pages, { ...common, csrf, languages: again(context, csrf) })
  const headers = answer.retryAfter ? { 'Retry-After': String(answer.retryAfter) } : {}
  return page(html, answer.status ?? 200, headers)
}

/** A page that came by GET is there again in another language; what a form answered is not. */
function again({ request }: Context, csrf: string) {
  const { pathname, search } = new URL(request.url)
  return request.method === 'GET' ? { csrf, to: pathname + search } : undefined
}

/** What a person is told of a client: facts we know, and the name it gave itself. */
export function clientFacts(client: Client, redirect_uri: string | undefined) {
  const where = redirect_uri === undefined ? undefined : hostOf(redirect_uri)
  // whose document it is that we fetched: Client ID Metadata Document §8.5
  const domain = client.source === 'document' ? new URL(client.client_id).hostname : undefined
  return {
    domain,
    lookalike: looksLike(client.client_name ?? '', [domain, where?.host]),
    client_id: client.client_id,
    client_name: client.client_name,
    client_uri: client.client_uri,
    trust: client.trust,
    redirect_host: where?.host,
    loopback: where?.loopback,
    // of a document that we fetched, a copy that we serve; of others nobody fetched one
    logo: client.source === 'document' ? client.logo_uri : undefined,
    first_seen_at: client.created_at,
    brand: isOurs(client) ? client.brand : undefined,
  }
}

/** Whose look an administrator answers for: a stranger's pages must never look like somebody's. */
const isOurs = ({ trust }: Client) => trust === 'first-party' || trust === 'verified'
