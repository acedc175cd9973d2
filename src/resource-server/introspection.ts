import { InvalidToken } from './errors.ts'
import { fetchJson, type Issuer } from './issuer.ts'
import type { Settings } from './options.ts'

/**
 * Asks the issuer about a token and answers what it says (RFC 7662 §2).
 * @throws InvalidToken when the token is not active
 * @throws Unavailable when the issuer gives no answer
 */
export async function introspect(
  token: string,
  issuer: Issuer,
  { introspection, fetch }: Settings,
): Promise<Record<string, unknown>> {
  if (!introspection) throw new InvalidToken('the token is not a JWT access token (RFC 9068)')
  const { client_id, client_secret } = introspection
  // RFC 6749 §2.3.1: both halves are form-encoded before they become Basic
  const credentials = btoa(`${formEncode(client_id)}:${formEncode(client_secret)}`)
  const answer = await fetchJson(await issuer.introspectionEndpoint(), fetch, {
    method: 'POST',
    headers: {
      authorization: `Basic ${credentials}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ token, token_type_hint: 'access_token' }).toString(),
  })
  if (answer['active'] === true) return answer
  throw new InvalidToken('the token is not active: it was revoked, has expired, or is not known')
}

function formEncode(value: string): string {
  return new URLSearchParams({ _: value }).toString().slice(2)
}
