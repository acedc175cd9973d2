import { createMcpGuard, type McpOptions } from './mcp/guard.ts'
import { EXPOSED } from './mcp/messages.ts'
import type { AuthInfo } from './mcp/sdk.ts'

export { type ExpressGuard, protectExpress } from './mcp/express.ts'
export { type Admitted, createMcpGuard, type McpGuard, type McpOptions } from './mcp/guard.ts'
export type { Report, SeenStep } from './mcp/report.ts'
export type { AuthInfo, BearerAuth, ScopeChallengeHandler, SdkErrors } from './mcp/sdk.ts'

/** What an MCP handler is told beside the request: the second argument of `createMcpHandler`'s `fetch`. */
export interface McpRequestInfo {
  /** Whose token came with the request; `extra` has its claims, `sub` among them. */
  readonly authInfo: AuthInfo
  /** The JSON-RPC message, when there is one. */
  readonly parsedBody?: unknown
}

/** Serves one MCP request. */
export type McpFetch = (request: Request, info: McpRequestInfo) => Promise<Response> | Response

/**
 * Puts an issuer's access tokens in front of an MCP server, such as `createMcpHandler` of
 * `@modelcontextprotocol/server` makes it. Serves the protected resource metadata (RFC 9728),
 * answers browsers' preflight requests, and lets nothing pass without a token that is enough.
 * @throws TypeError with one line for each option to fix
 */
export function protectMcp(
  handler: McpFetch | { readonly fetch: McpFetch },
  options: McpOptions,
): { fetch(request: Request): Promise<Response> } {
  const guard = createMcpGuard(options)
  const serve = typeof handler === 'function' ? handler : handler.fetch
  return {
    async fetch(request) {
      const admitted = await guard.admit(request)
      if (admitted instanceof Response) return admitted
      const { request: forward, ...info } = admitted
      return readable(await serve(forward, info))
    },
  }
}

/** An answer that a page of another origin may read; an answer that says so itself stays as it is. */
function readable(response: Response): Response {
  if (response.headers.has('access-control-allow-origin')) return response
  const copy = new Response(response.body, response)
  copy.headers.set('access-control-allow-origin', '*')
  copy.headers.set('access-control-expose-headers', EXPOSED)
  return copy
}
