/** A body is read up to this many bytes, as many as the MCP SDKs read. */
const BODY_LIMIT = 4 * 1024 * 1024

/** What a page of another origin may read of an answer. */
export const EXPOSED = 'WWW-Authenticate, Mcp-Session-Id, Mcp-Protocol-Version'

const METHODS = 'GET, POST, DELETE, OPTIONS'
const HEADERS =
  'authorization, content-type, accept, last-event-id, mcp-protocol-version, mcp-session-id, mcp-method, mcp-name'

/** What was read of a body, and a request whose body can be read again. */
export interface Body {
  readonly request: Request
  readonly parsedBody?: unknown
}

/**
 * Reads the JSON of a request; `given` is what a framework has read before. Answers a JSON-RPC error
 * (400, 413) instead when it cannot: what nobody has looked at reaches no tool.
 */
export async function readBody(request: Request, given: unknown): Promise<Body | Response> {
  if (given !== undefined) return { request, parsedBody: given }
  if (request.method !== 'POST' && !request.body) return { request }
  const text = await readText(request)
  if (text === undefined) return refused(413, -32000, `at most ${BODY_LIMIT} bytes are read`)
  const headers = new Headers(request.headers)
  headers.delete('content-length')
  try {
    const parsedBody: unknown = JSON.parse(text)
    return { request: new Request(request, { headers, body: text }), parsedBody }
  } catch {
    return refused(400, -32700, 'Parse error: the body is not JSON')
  }
}

/** The messages of a body: one, or what a batch of the revision 2025-03-26 has. */
export function messagesOf(parsed: unknown): readonly unknown[] {
  return Array.isArray(parsed) && parsed.length > 0 ? parsed : [parsed]
}

/** The name of the tool that a message calls. */
export function toolOf(message: unknown): string | undefined {
  const { method, params } = membersOf(message)
  if (method !== 'tools/call') return
  const { name } = membersOf(params)
  return typeof name === 'string' ? name : undefined
}

/** Tells a browser what a page of any origin may send: a page without a token gets nothing. */
export function preflight(request: Request): Response {
  const asked = request.headers.get('access-control-request-headers')
  const headers = {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': METHODS,
    // `*` does not stand for Authorization (Fetch, CORS protocol)
    'access-control-allow-headers': asked ?? HEADERS,
    'access-control-max-age': '86400',
    vary: 'Access-Control-Request-Headers',
  }
  return new Response(null, { status: 204, headers })
}

async function readText(request: Request): Promise<string | undefined> {
  const decoder = new TextDecoder()
  let [text, bytes] = ['', 0]
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > BODY_LIMIT) return
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** The answer to a body that cannot be read. */
export function refused(status: number, code: number, message: string): Response {
  const headers = { 'access-control-allow-origin': '*' }
  const body = { jsonrpc: '2.0', error: { code, message }, id: null }
  return Response.json(body, { status, headers })
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
