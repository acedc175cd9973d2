import { type Answer, post, postJson, said } from './ask.ts'
import { parametersOf } from './challenge.ts'
import { type Finding, Step } from './finding.ts'

/** A connection with a person in it. */
export interface Visit {
  authorization_endpoint: string
  token_endpoint: string
  client_id: string
  redirect_uri: string
  resource: string
  scope?: string | undefined
  /** The tool to try for the way to more scopes. */
  tool?: string | undefined
  /** Opens the address for a person and answers with the one the browser was sent back to. */
  person(url: string): Promise<string>
}

interface Tokens {
  access_token: string
  refresh_token?: string
  scope?: string
}

/** Signs in once and uses what comes of it as a client would: first call, refresh, more scopes. */
export async function session(visit: Visit): Promise<readonly Finding[]> {
  const token = new Step('token')
  const use = new Step('first_use')
  const tokens = await connect(visit, visit.scope, token)
  if (tokens === undefined) return token.findings
  const { access_token, refresh_token, scope } = tokens
  token.check(refresh_token !== undefined, `${kinds(tokens)}, scope ${scope}`, RULES.refreshToken)
  const aud = audienceOf(access_token)
  if (aud !== undefined) token.check(aud.includes(visit.resource), `aud: ${aud}`, RULES.audience)
  const call = await callTool(visit.resource, access_token, undefined)
  use.check(call.status < 400 && call.status > 0, said(call), RULES.firstUse)
  if (refresh_token) await together(token, visit, refresh_token)
  if (visit.tool) await stepUp(use, visit, { ...tokens, refresh_token: '' })
  return [...token.findings, ...use.findings]
}

const kinds = (tokens: Tokens) => Object.keys(tokens).join(', ')

async function connect(
  visit: Visit,
  scope: string | undefined,
  step: Step,
): Promise<Tokens | undefined> {
  const code_verifier = random(32)
  const url = new URL(visit.authorization_endpoint)
  const { client_id, redirect_uri, resource } = visit
  const state = random(16)
  const parameters = {
    ...{ response_type: 'code', client_id, redirect_uri, resource, state },
    ...{ code_challenge: await s256(code_verifier), code_challenge_method: 'S256' },
    ...(scope !== undefined && { scope }),
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  const back = new URL(await visit.person(url.href)).searchParams
  const received = back.get('error') ?? [...back.keys()].join(', ')
  const code = back.get('code')
  if (!step.check(code !== null && back.get('state') === state, received, RULES.code))
    return undefined
  const form = { grant_type: 'authorization_code', code: code ?? '', code_verifier }
  const answer = await post(visit.token_endpoint, { ...form, redirect_uri, client_id, resource })
  const tokens = answer.json as unknown as Tokens | undefined
  const ok = answer.status === 200 && typeof tokens?.access_token === 'string'
  return step.check(ok, said(answer), RULES.token) ? tokens : undefined
}

/** Two windows of one client wake at once. */
async function together(step: Step, { client_id, token_endpoint }: Visit, refresh_token: string) {
  const refresh = (token: string) =>
    post(token_endpoint, { grant_type: 'refresh_token', refresh_token: token, client_id })
  const both = await Promise.all([refresh(refresh_token), refresh(refresh_token)])
  const next = both.flatMap(({ json }) => (json?.['refresh_token'] as string | undefined) ?? [])
  const after = await Promise.all([...new Set(next)].map(refresh))
  const ok = [...both, ...after].every(({ status }) => status === 200)
  const received = `${both.map(said).join(' and ')}; then ${after.map(said).join(' and ') || 'nothing'}`
  step.check(ok, received, RULES.together)
}

/** A tool that needs more than was granted has to lead somewhere. */
async function stepUp(step: Step, visit: Visit, tokens: Tokens) {
  const refused = await callTool(visit.resource, tokens.access_token, visit.tool)
  if (refused.status !== 403) return
  const { error, scope = '' } = parametersOf(refused.headers.get('www-authenticate') ?? '')
  const before = (tokens.scope ?? '').split(' ').filter((one) => one !== '')
  const named = scope.split(' ').filter((one) => one !== '')
  const isWhole = error === 'insufficient_scope' && named.some((one) => !before.includes(one))
  const keeps = before.every((one) => named.includes(one))
  const received = `error=${error ?? 'none'}, scope="${scope}", granted "${before.join(' ')}"`
  if (!step.check(isWhole && keeps, received, RULES.challenge)) return
  const more = await connect(visit, scope, step)
  if (more === undefined) return
  const then = await callTool(visit.resource, more.access_token, visit.tool)
  step.check(then.status !== 403 && then.status !== 401, said(then), RULES.stepUp)
}

const headersOf = (access_token: string, mcpSession: string | null) => ({
  Authorization: `Bearer ${access_token}`,
  'MCP-Protocol-Version': '2025-06-18',
  ...(mcpSession && { 'Mcp-Session-Id': mcpSession }),
})

/** Begins to speak MCP, and calls a tool when one is named. */
async function callTool(
  url: string,
  access_token: string,
  name: string | undefined,
): Promise<Answer> {
  const params = {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'sallyport-doctor', version: '1' },
  }
  const hello = { jsonrpc: '2.0', id: 1, method: 'initialize', params }
  const begun = await postJson(url, hello, headersOf(access_token, null))
  if (name === undefined || begun.status >= 400) return begun
  const headers = headersOf(access_token, begun.headers.get('mcp-session-id'))
  const call = { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name, arguments: {} } }
  return postJson(url, call, headers)
}

/** The audience of a JWT; `undefined` for a token that says nothing. */
function audienceOf(token: string): readonly string[] | undefined {
  const [, payload, signature] = token.split('.')
  if (payload === undefined || signature === undefined) return undefined
  const text = atob(payload.replaceAll('-', '+').replaceAll('_', '/'))
  const { aud } = JSON.parse(text) as { aud?: string | string[] }
  return [aud ?? []].flat()
}

const base64url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const random = (bytes: number) => base64url(crypto.getRandomValues(new Uint8Array(bytes)))

const s256 = async (verifier: string) =>
  base64url(
    new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))),
  )

const RULES = {
  code: {
    rule: 'the browser comes back with code and state',
    clause: 'OAuth 2.1 §4.1.2',
    fix: 'Send code and the state of the request to the redirect URI.',
  },
  token: {
    rule: 'the code is redeemed',
    fix: 'Answer 200 with access_token to a public client that sends its client_id and the right code_verifier.',
  },
  refreshToken: {
    rule: 'a refresh token is given without offline_access',
    clause: 'MCP authorization, refresh tokens',
    level: 'SHOULD',
    fix: 'Give a refresh token to every client registered for refresh_token; MCP clients do not ask for offline_access.',
  },
  audience: {
    rule: 'aud is the resource, with its path',
    clause: 'RFC 8707 §2, RFC 9068 §3',
    fix: 'Put the whole resource into aud: an origin alone is good at every server on it.',
  },
  firstUse: {
    rule: 'the token is taken where it was made for',
    fix: 'Check iss, aud and the keys at the MCP server: they have to be spelled as the authorization server spells them.',
  },
  together: {
    rule: 'two refreshes at once do not sign the person out',
    clause: 'RFC 9700 §4.14.2',
    level: 'SHOULD',
    fix: 'Answer the same successor to the immediate predecessor for some seconds; take it for theft only after that.',
  },
  challenge: {
    rule: 'a 403 names the scopes that were granted and those that are needed',
    clause: 'RFC 6750 §3.1',
    fix: 'Send error="insufficient_scope", scope="<granted and needed>": clients ask for exactly what it says.',
  },
  stepUp: {
    rule: 'the scopes that were named are enough',
    clause: 'MCP authorization, step-up authorization flow',
    fix: 'Name every scope the call needs: after consenting to it, the same call must not be refused again.',
  },
} as const
