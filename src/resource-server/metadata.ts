import type { Settings } from './options.ts'

/** RFC 9728 §2 */
export interface ProtectedResourceMetadata {
  readonly resource: string
  readonly authorization_servers: readonly string[]
  readonly scopes_supported?: readonly string[]
  readonly bearer_methods_supported: readonly ['header']
}

const ROOT = '/.well-known/oauth-protected-resource'

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-headers': 'authorization, content-type, mcp-protocol-version',
  'access-control-max-age': '86400',
}

/** The document that tells a client where to get a token for this resource (RFC 9728 §2). */
export function metadataDocument(settings: Settings): ProtectedResourceMetadata {
  const { resource, issuers, scopes } = settings
  return {
    resource,
    authorization_servers: issuers,
    ...(scopes.length > 0 && { scopes_supported: scopes }),
    bearer_methods_supported: ['header'],
  }
}

/** The address of the document: the well-known part between host and path (RFC 9728 §3.1). */
export function metadataUrl(resource: string): string {
  const { origin, pathname, search } = new URL(resource)
  return `${origin}${ROOT}${pathname === '/' ? '' : pathname}${search}`
}

/**
 * Answers GET, HEAD and OPTIONS for the document, at its own address and at the root, where older
 * clients look; `undefined` for every other request.
 */
export function metadataResponse(
  request: Request,
  document: ProtectedResourceMetadata,
): Response | undefined {
  const { pathname } = new URL(request.url)
  if (pathname !== ROOT && pathname !== new URL(metadataUrl(document.resource)).pathname) return
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: CORS })
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return new Response(null, { status: 405, headers: { ...CORS, allow: 'GET, HEAD, OPTIONS' } })
  }
  return Response.json(document, { headers: { ...CORS, 'cache-control': 'public, max-age=300' } })
}
