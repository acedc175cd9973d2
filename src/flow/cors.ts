/** Headers that browser-based clients send. */
const ALLOWED = 'authorization, content-type, mcp-protocol-version, dpop'
const EXPOSED = 'WWW-Authenticate, DPoP-Nonce, ETag, Retry-After'

/** Any origin may read the answer, without cookies: what speaks here is a token or a client, never a session. */
export function withCors(response: Response): Response {
  const { headers } = response
  headers.set('Access-Control-Allow-Origin', '*')
  headers.set('Access-Control-Expose-Headers', EXPOSED)
  return response
}

/** What a browser asks before it sends such a request. */
export const preflight = (methods: string): Response =>
  withCors(
    new Response(null, {
      status: 204,
      headers: {
        'Access-Control-Allow-Methods': methods,
        'Access-Control-Allow-Headers': ALLOWED,
        'Access-Control-Max-Age': '86400',
      },
    }),
  )
