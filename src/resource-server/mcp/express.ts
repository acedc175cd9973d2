import { createMcpGuard, type McpGuard, type McpOptions } from './guard.ts'
import { EXPOSED, refused } from './messages.ts'

const UNREAD = 'expected application/json, read by express.json() before the guard'

/** What is used of a request of Express or of Node. */
interface NodeRequest {
  readonly method?: string
  readonly url?: string
  readonly originalUrl?: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body?: unknown
  /** An `AuthInfo`, for the transport. */
  auth?: unknown
}

/** What is used of a response of Express or of Node. */
interface NodeResponse {
  statusCode: number
  setHeader(name: string, value: string): unknown
  end(body?: string): unknown
}

/** Middleware of Express, 4 and 5. */
export type Middleware = (
  request: NodeRequest,
  response: NodeResponse,
  next: (error?: unknown) => void,
) => Promise<void>

/** The same as for the web standard, as middleware. */
export interface ExpressGuard extends McpGuard {
  /** Answers the protected resource metadata and lets everything else pass: `app.use(guard.metadata())`. */
  metadata(): Middleware
  /**
   * Lets a request pass whose token is enough, and sets `req.auth` for the transport:
   * `app.use('/mcp', express.json(), guard.require())`.
   */
  require(): Middleware
}

/**
 * Puts an issuer's access tokens in front of an MCP server of sdk 1.x in Express.
 * @throws TypeError with one line for each option to fix
 */
export function protectExpress(options: McpOptions): ExpressGuard {
  const guard = createMcpGuard(options)
  const { origin } = new URL(options.resource)

  const metadata = middleware(async (request) =>
    guard.verifier.metadataResponse(webRequest(request, origin)),
  )

  const require = middleware(async (request, response) => {
    // the transport would read what is left in the request, and nobody has looked at it
    if (hasBody(request) && request.body === undefined) return refused(415, -32000, UNREAD)
    const admitted = await guard.admit(webRequest(request, origin), request.body ?? null)
    if (admitted instanceof Response) return admitted
    request.auth = admitted.authInfo
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-expose-headers', EXPOSED)
    return undefined
  })

  return { ...guard, metadata: () => metadata, require: () => require }
}

type Step = (request: NodeRequest, response: NodeResponse) => Promise<Response | undefined>

/** Sends what a step answers, or goes on when it answers nothing. */
function middleware(step: Step): Middleware {
  return async (request, response, next) => {
    try {
      const answer = await step(request, response)
      if (answer) return await send(answer, response)
    } catch (error) {
      return next(error)
    }
    next()
  }
}

/** Method, path and headers: all that decides. The host is the configured one, never a header's. */
function webRequest({ method = 'GET', url, originalUrl, headers }: NodeRequest, origin: string) {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(':') ? [] : [value ?? []].flat().map((one): [string, string] => [name, one]),
  )
  return new Request(origin + (originalUrl ?? url ?? '/'), { method, headers: pairs })
}

function hasBody({ headers }: NodeRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

async function send(answer: Response, response: NodeResponse): Promise<void> {
  response.statusCode = answer.status
  answer.headers.forEach((value, name) => {
    response.setHeader(name, value)
  })
  response.end(await answer.text())
}
