/** Headers that browser-based clients send. */
const ALLOWED = 'authorization, content-type, mcp-protocol-version, dpop'
const EXPOSED = 'WWW-Authenticate, DPoP-Nonce, ETag, Retry-After'

/** Any origin may read the answer, without cookies: what speaks here is a token or a client, never a session. */
export function withCors(response: Response, methods: readonly string[]): Response {
  const { headers } = response
  headers.set('Access-Control-Allow-Origin', '*')
  headers.set('Access-Control-Expose-Headers', EXPOSED)
  if (response.status === 204) {
    headers.set('Access-Control-Allow-Methods', methods.join(', '))
    headers.set('Access-Control-Allow-Headers', ALLOWED)
    headers.set('Access-Control-Max-Age', '86400')
  }
  return response
}
