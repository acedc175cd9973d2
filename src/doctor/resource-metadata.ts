import { ask, hasCors, isJson, ORIGIN, said } from './ask.ts'
import { type Finding, Step } from './finding.ts'

export interface ResourceFound {
  findings: readonly Finding[]
  resource?: string
  issuer?: string
  scopes_supported?: readonly string[]
}

/** The metadata of the server that is protected. RFC 9728 §3. */
export async function resourceMetadata(url: string, named?: string): Promise<ResourceFound> {
  const step = new Step('resource_metadata')
  const { origin, pathname } = new URL(url)
  const atPath = `${origin}/.well-known/oauth-protected-resource${pathname === '/' ? '' : pathname}`
  const headers = { Origin: ORIGIN }
  const answer = await ask(named ?? atPath, { headers })
  const ok = answer.status === 200 && isJson(answer)
  if (!step.check(ok, `${answer.url}: ${said(answer)}`, RULES.isThere)) return step
  const { resource, authorization_servers, scopes_supported } = answer.json ?? {}

  const path = answer.url === atPath ? answer : await ask(atPath, { headers })
  step.check(path.status === 200 && isJson(path), `${atPath}: ${said(path)}`, RULES.atPath)
  const root = `${origin}/.well-known/oauth-protected-resource`
  const atRoot = await ask(root, { headers })
  step.check(atRoot.status === 200 && isJson(atRoot), `${root}: ${said(atRoot)}`, RULES.atRoot)

  step.check(sameResource(resource, url), `resource: ${String(resource)}`, RULES.resource)
  step.check(hasCors(answer), corsSaid(answer.headers), RULES.cors)
  const issuer = Array.isArray(authorization_servers) ? authorization_servers[0] : undefined
  const hasIssuer = typeof issuer === 'string' && URL.canParse(issuer)
  step.check(
    hasIssuer,
    `authorization_servers: ${JSON.stringify(authorization_servers)}`,
    RULES.servers,
  )
  return {
    findings: step.findings,
    ...(typeof resource === 'string' && { resource }),
    ...(hasIssuer && { issuer }),
    ...(isStrings(scopes_supported) && { scopes_supported }),
  }
}

/** One trailing slash apart is the same, as clients in the field compare. */
const sameResource = (resource: unknown, url: string) =>
  typeof resource === 'string' && bare(resource) === bare(url)
const bare = (url: string) => (URL.canParse(url) ? new URL(url).href.replace(/\/$/, '') : url)

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')

export const corsSaid = (headers: Headers) =>
  `Access-Control-Allow-Origin: ${headers.get('access-control-allow-origin') ?? 'none'}`

const RULES = {
  isThere: {
    rule: 'the resource metadata is JSON',
    fix: 'Serve the document as application/json with 200, without a token and without a redirect.',
  },
  atPath: {
    rule: 'it is at the path form',
    clause: 'RFC 9728 §3.1',
    fix: 'Serve it at /.well-known/oauth-protected-resource/<path of the server> as well: clients build that address themselves.',
  },
  atRoot: {
    rule: 'it is at the root',
    clause: 'MCP authorization, protected resource metadata discovery',
    level: 'SHOULD',
    fix: 'Serve it at /.well-known/oauth-protected-resource too, for clients that look there only.',
  },
  resource: {
    rule: 'resource is the URL that people type, with its path',
    clause: 'RFC 9728 §3.3',
    fix: 'Set resource to the full URL of the MCP server, path included; clients refuse a document of another resource.',
  },
  cors: {
    rule: 'a page of another origin can read it',
    clause: 'RFC 9728 §3',
    level: 'SHOULD',
    fix: 'Send Access-Control-Allow-Origin: *.',
  },
  servers: {
    rule: 'it names the authorization server',
    clause: 'RFC 9728 §2',
    fix: 'Set authorization_servers to ["<issuer>"], spelled exactly as the issuer spells itself.',
  },
} as const
