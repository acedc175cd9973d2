import * as oauth from 'oauth4webapi'
import type { Client } from './client.ts'
import { BffError } from './errors.ts'
import type { Tokens } from './tokens.ts'

/**
 * Makes sure that a request which changes something comes from this application's own pages
 * (RFC 10017: a cookie alone does not prove it).
 * @throws BffError
 */
export function checkOrigin(request: Request, origin: string): void {
  const from = request.headers.get('origin') ?? 'null'
  // a page with the referrer policy no-referrer sends `null`; Sec-Fetch-Site, which no page can
  // set, then tells it from a stranger
  const site = request.headers.get('sec-fetch-site')
  const same = from === 'null' ? site === 'same-origin' : from === origin
  if (same) return
  const message = `the request comes from the origin ${from}; expected ${origin}`
  throw new BffError(403, message, { error: 'invalid_request' })
}

/**
 * Ends the grant at the issuer, as well as that can be done now (RFC 7009 §2), and answers where
 * to send the browser so that its session there ends too (RP-Initiated Logout §2).
 */
export async function endGrant(client: Client, tokens: Tokens | undefined): Promise<string> {
  const home = `${client.set.origin}/`
  if (!tokens) return home
  try {
    const as = await client.issuer()
    await revoke(client, as, tokens).catch(() => undefined)
    return endSessionUrl(client, as, tokens)
  } catch {
    // the cookie is gone either way; what is left at the issuer expires there
    return home
  }
}

async function revoke(client: Client, as: oauth.AuthorizationServer, tokens: Tokens) {
  if (!as.revocation_endpoint || !tokens.refresh_token) return
  await oauth.revocationRequest(as, client.metadata, client.authentication, tokens.refresh_token, {
    ...client.http,
    additionalParameters: { token_type_hint: 'refresh_token' },
  })
}

function endSessionUrl(client: Client, as: oauth.AuthorizationServer, tokens: Tokens): string {
  const home = `${client.set.origin}/`
  if (!as.end_session_endpoint) return home
  const url = new URL(as.end_session_endpoint)
  url.searchParams.set('id_token_hint', tokens.id_token)
  url.searchParams.set('client_id', client.set.client_id)
  url.searchParams.set('post_logout_redirect_uri', home)
  return url.href
}
