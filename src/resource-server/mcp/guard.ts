import type { AccessError } from '../errors.ts'
import { metadataUrl } from '../metadata.ts'
import type { VerifierOptions } from '../options.ts'
import type { Requirement } from '../requirement.ts'
import { bearerToken, createVerifier, type Verifier } from '../verifier.ts'
import { messagesOf, preflight, readBody, refused, toolOf } from './messages.ts'
import { createReporter, type Report } from './report.ts'
import {
  type AuthInfo,
  authInfoOf,
  type BearerAuth,
  type ScopeChallengeHandler,
  type SdkErrors,
  scopeChallenge,
  translate,
} from './sdk.ts'

/** What an MCP server can be told about its tokens. */
export interface McpOptions extends VerifierOptions {
  /**
   * What every request needs, a connection begins with and the metadata lists. Keep it to the
   * least: whatever else a tool needs is asked for when it is called.
   */
  readonly scopes?: readonly string[]
  /** What single tools need besides, by name: scopes, or a requirement about the sign-in as well. */
  readonly tools?: Readonly<Record<string, readonly string[] | Requirement>>
  /** The person must have signed in within so many seconds, whatever they call (RFC 9470). */
  readonly max_age?: number
  /** One of these authentication context classes, whatever is called (RFC 9470). */
  readonly acr_values?: readonly string[]
  /**
   * Origins of the web pages that may call, spelled as browsers do. Default: all; a page that has no
   * token gets nothing, and a token never comes by itself as a cookie would.
   */
  readonly origins?: readonly string[]
  /** Hears of every refusal; its `cause` is for your log. */
  readonly onRefusal?: (error: AccessError) => void
  /** Hears of the steps of a connection: challenge, metadata, first use of a token. For development. */
  readonly report?: Report
}

/** A request that may go on. */
export interface Admitted {
  /** Its body can be read, also where it was looked at. */
  readonly request: Request
  readonly authInfo: AuthInfo
  /** The JSON-RPC message, or a list of them. */
  readonly parsedBody?: unknown
}

/** Decides over the requests to one MCP server. */
export interface McpGuard {
  readonly verifier: Verifier
  /**
   * Answers the response to send back (metadata, preflight or refusal), or the request to go on
   * with. `parsedBody` is the JSON body where a framework has read it already.
   */
  admit(request: Request, parsedBody?: unknown): Promise<Admitted | Response>
  /**
   * The options of `requireBearerAuth` of the MCP SDKs. They know errors by their class, so they
   * are given: `{ OAuthError }` of server 2.x, or all of sdk 1.x's `server/auth/errors.js`.
   */
  bearerAuth(errors: SdkErrors): BearerAuth
  /** `scopeChallenge` of a tool, resource or prompt of server 2.x: it needs all these scopes. */
  needs(...scopes: string[]): ScopeChallengeHandler
}

/**
 * Makes the guard of an MCP server: `protectMcp` without a handler, for other frameworks.
 * @throws TypeError with one line for each option to fix
 */
export function createMcpGuard(options: McpOptions): McpGuard {
  const { implies = {}, scopes = [], resource } = options
  // MCP authorization, Scope Selection Strategy: refresh is a matter of client and issuer
  if (scopes.includes('offline_access')) {
    throw new TypeError('createMcpGuard: `scopes` has offline_access; leave it out')
  }
  const verifier = createVerifier(options)
  const requirements = requirementsOf(options)
  const { saw, heard } = createReporter(options)
  const resourceMetadataUrl = metadataUrl(resource)
  const known = { implies, resource, resourceMetadataUrl }

  const letIn = async (request: Request, given: unknown): Promise<Admitted | Response> => {
    // who asks comes first: nobody else's body is read
    const claims = await verifier.verifyRequest(request)
    saw(claims)
    const body = await readBody(request, given)
    if (body instanceof Response) return body
    for (const message of messagesOf(body.parsedBody)) {
      verifier.check(claims, requirements(message))
    }
    return { ...body, authInfo: authInfoOf(claims, bearerToken(request) ?? '', known) }
  }

  const verifyAccessToken = async (token: string, errors: SdkErrors): Promise<AuthInfo> => {
    // the SDK compares the scopes
    const { scope: _, ...signIn } = requirements(undefined)
    const claims = await verifier.verify(token, signIn).catch((error) => {
      throw translate(heard(error), errors)
    })
    saw(claims)
    return authInfoOf(claims, token, known)
  }

  return {
    verifier,
    async admit(request, parsedBody) {
      const metadata = verifier.metadataResponse(request)
      if (metadata && request.method === 'GET') saw()
      if (metadata) return metadata
      const origin = request.headers.get('origin')
      // MCP Streamable HTTP, Security: an Origin that may not call is 403
      if (origin && options.origins && !options.origins.includes(origin)) {
        return refused(403, -32000, 'pages of this origin may not call')
      }
      // a preflight request has no credentials (Fetch, CORS protocol)
      if (request.method === 'OPTIONS') return preflight(request)
      return letIn(request, parsedBody).catch((error) => heard(error).toResponse())
    },
    bearerAuth: (errors) => ({
      requiredScopes: [...scopes],
      resourceMetadataUrl,
      expectedResource: new URL(resource),
      verifier: { verifyAccessToken: (token) => verifyAccessToken(token, errors) },
    }),
    needs: (...needed) => scopeChallenge(needed),
  }
}

/** What a message needs: what every request does, and what the tool it calls does. */
function requirementsOf(options: McpOptions): (message: unknown) => Requirement {
  const { scopes = [], max_age, acr_values } = options
  const every: Requirement = {
    scope: scopes,
    ...(max_age !== undefined && { max_age }),
    ...(acr_values && { acr_values }),
  }
  const tools = new Map(
    Object.entries(options.tools ?? {}).map(([name, needs]): [string, Requirement] => {
      const { scope = [], ...signIn } = isList(needs) ? { scope: needs } : needs
      return [name, { ...every, ...signIn, scope: [...new Set([...scopes, ...scope])] }]
    }),
  )
  return (message) => tools.get(toolOf(message) ?? '') ?? every
}

const isList = (needs: readonly string[] | Requirement): needs is readonly string[] =>
  Array.isArray(needs)
