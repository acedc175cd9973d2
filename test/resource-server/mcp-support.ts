import type { AuthInfo, McpOptions } from '../../src/resource-server/mcp.ts'
import { protectMcp } from '../../src/resource-server/mcp.ts'
import { createTestIssuer } from '../../src/resource-server/testing.ts'
import { issuer } from './support.ts'

export const mcp = 'https://mcp.example.com/mcp'
export const mcp_metadata = 'https://mcp.example.com/.well-known/oauth-protected-resource/mcp'

export const access = {
  scopes: ['notes:read'],
  tools: { add_note: ['notes:write'], delete_note: { scope: ['notes:delete'], max_age: 300 } },
  implies: { 'notes:write': ['notes:read'], 'notes:admin': ['notes:write'] },
} satisfies Partial<McpOptions>

/** What a handler behind the guard was given. */
export interface Served {
  request: Request
  authInfo: AuthInfo
  parsedBody?: unknown
}

/** An issuer, a guarded handler that keeps what reaches it, and how to ask it. */
export function setUpMcp(options: Partial<McpOptions> = {}, answer = () => new Response('served')) {
  const as = createTestIssuer({ issuer, resource: options.resource ?? mcp })
  const served: Served[] = []
  const handler = async (request: Request, info: Omit<Served, 'request'>) => {
    served.push({ request, ...info })
    return answer()
  }
  const given = { issuer, resource: mcp, fetch: as.fetch, ...access, ...options }
  const server = protectMcp(handler, given)
  const ask = async (claims: Record<string, unknown> | undefined, body: unknown = list()) => {
    const headers = new Headers({ 'content-type': 'application/json' })
    if (claims) headers.set('authorization', `Bearer ${await as.token(claims)}`)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return server.fetch(new Request(mcp, { method: 'POST', headers, body: text }))
  }
  return { as, ask, given, served, server }
}

export const list = () => ({ jsonrpc: '2.0', id: 1, method: 'tools/list' })

export const call = (name: unknown) => ({
  jsonrpc: '2.0',
  id: 2,
  method: 'tools/call',
  params: { name, arguments: {} },
})

/** Status and challenge, which is all a client goes by. */
export const verdict = ({ status, headers }: Response) => ({
  status,
  challenge: headers.get('www-authenticate'),
})
