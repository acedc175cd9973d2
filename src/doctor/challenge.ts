import { type Answer, ask, hasCors, ORIGIN, postJson, said } from './ask.ts'
import { type Finding, Step } from './finding.ts'

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'sallyport-doctor', version: '1' },
  },
}

export interface Challenged {
  findings: readonly Finding[]
  /** The address of the resource metadata that the challenge names. */
  resource_metadata?: string
  scope?: string
}

/** The first call, without a token. RFC 9728 §5.1, RFC 6750 §3. */
export async function challenge(url: string): Promise<Challenged> {
  const step = new Step('challenge')
  const answer = await postJson(url, initialize, { Origin: ORIGIN })
  if (!step.check(answer.status === 401, said(answer), RULES.is401)) return step
  const header = answer.headers.get('www-authenticate') ?? ''
  const found = parametersOf(header)
  const isBearer = /^bearer\b/i.test(header)
  step.check(isBearer, header || 'no WWW-Authenticate', RULES.isBearer)
  const { resource_metadata, scope, error } = found
  step.check(resource_metadata !== undefined, header, RULES.metadata)
  step.check(scope !== undefined, header, RULES.scope)
  step.check(error === undefined, header, RULES.noError)
  cors(step, answer, await preflight(url))
  await wrongToken(step, url)
  return {
    findings: step.findings,
    ...(resource_metadata !== undefined && { resource_metadata }),
    ...(scope !== undefined && { scope }),
  }
}

const preflight = (url: string) =>
  ask(url, {
    method: 'OPTIONS',
    headers: {
      Origin: ORIGIN,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization, content-type, mcp-protocol-version',
    },
  })

function cors(step: Step, answer: Answer, options: Answer) {
  const exposed = answer.headers.get('access-control-expose-headers') ?? ''
  const isReadable = hasCors(answer) && /www-authenticate|^\*$/i.test(exposed)
  const received = hasCors(answer)
    ? `Access-Control-Expose-Headers: ${exposed || 'none'}`
    : 'no Access-Control-Allow-Origin'
  step.check(isReadable, received, RULES.cors)
  step.check([200, 204].includes(options.status), `OPTIONS: ${said(options)}`, RULES.preflight)
}

async function wrongToken(step: Step, url: string) {
  const answer = await postJson(url, initialize, { Authorization: 'Bearer not-a-token' })
  const { error } = parametersOf(answer.headers.get('www-authenticate') ?? '')
  const ok = answer.status === 401 && error === 'invalid_token'
  step.check(ok, `a wrong token: ${answer.status}, error=${error ?? 'none'}`, RULES.invalidToken)
}

/** The parameters of a challenge. RFC 9110 §11.2. */
export const parametersOf = (header: string): Readonly<Partial<Record<string, string>>> =>
  Object.fromEntries(
    [...header.matchAll(/([a-z_]+)=(?:"([^"]*)"|([^\s,"]+))/gi)].map(
      ([, name = '', quoted, bare]) => [name.toLowerCase(), quoted ?? bare ?? ''],
    ),
  )

const RULES = {
  is401: {
    rule: 'a call without a token is answered with 401',
    fix: 'Answer 401 before anything of MCP happens; 403, 404, a page or a JSON-RPC error leave clients without a way in.',
  },
  isBearer: {
    rule: 'the challenge is Bearer',
    clause: 'RFC 6750 §3',
    fix: 'Send WWW-Authenticate: Bearer resource_metadata="…", scope="…".',
  },
  metadata: {
    rule: 'the challenge says where the resource metadata is',
    fix: 'Add resource_metadata="https://<host>/.well-known/oauth-protected-resource/<path>" to WWW-Authenticate.',
  },
  scope: {
    rule: 'the challenge says which scopes are needed',
    clause: 'RFC 6750 §3',
    level: 'SHOULD',
    fix: 'Add scope="…" with the scopes of a first connection, so that clients do not guess.',
  },
  noError: {
    rule: 'no error is named when no token was sent',
    clause: 'RFC 6750 §3.1',
    level: 'SHOULD',
    fix: 'Leave error out of the challenge when there was no token: clients throw their tokens away on invalid_token.',
  },
  cors: {
    rule: 'a page of another origin can read the 401',
    clause: 'Fetch §3.2',
    level: 'SHOULD',
    fix: 'Send Access-Control-Allow-Origin: * and Access-Control-Expose-Headers: WWW-Authenticate with the 401 too.',
  },
  preflight: {
    rule: 'OPTIONS is answered without a token',
    clause: 'Fetch §4.8',
    level: 'SHOULD',
    fix: 'Answer OPTIONS before the token is looked at: browsers never send one with it.',
  },
  invalidToken: {
    rule: 'a token that is no good is answered with 401 and error="invalid_token"',
    clause: 'RFC 6750 §3.1',
    fix: 'Answer 401 with error="invalid_token", so that clients refresh or ask again instead of failing.',
  },
} as const
