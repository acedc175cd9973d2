import { type Answer, ask, hasCors, isJson, ORIGIN, said } from './ask.ts'
import { type Finding, Step } from './finding.ts'
import { corsSaid } from './resource-metadata.ts'

export interface IssuerFound {
  findings: readonly Finding[]
  /** Of the authorization server. RFC 8414 §2. */
  metadata?: Readonly<Record<string, unknown>>
}

/** The addresses where clients look, in their order. RFC 8414 §3.1, OpenID Connect Discovery §4.1. */
export function wellKnownOf(issuer: string): readonly [oauth: string, ...others: string[]] {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  const oauth = `${origin}/.well-known/oauth-authorization-server${path}`
  const inserted = `${origin}/.well-known/openid-configuration${path}`
  return path === ''
    ? [oauth, inserted]
    : [oauth, inserted, `${origin}${path}/.well-known/openid-configuration`]
}

/** The metadata of the authorization server. RFC 8414. */
export async function issuerMetadata(issuer: string): Promise<IssuerFound> {
  const step = new Step('issuer_metadata')
  const places = wellKnownOf(issuer)
  const answers = await Promise.all(places.map((url) => ask(url, { headers: { Origin: ORIGIN } })))
  const found = answers.find((answer) => answer.status === 200 && isJson(answer))
  const all = answers.map((answer) => `${answer.url}: ${said(answer)}`).join('; ')
  if (!step.check(found !== undefined, all, RULES.isThere)) return step
  inserted(step, issuer, answers)
  const metadata = found?.json ?? {}
  step.check(metadata['issuer'] === issuer, `issuer: ${String(metadata['issuer'])}`, RULES.issuer)
  if (found) step.check(hasCors(found), corsSaid(found.headers), RULES.cors)
  capabilities(step, metadata)
  const nothing = await ask(`${new URL(issuer).origin}/.well-known/sallyport-doctor`)
  step.check(nothing.status === 404, `an unknown document: ${said(nothing)}`, RULES.unknown)
  await keys(step, metadata)
  return { findings: step.findings, metadata }
}

/** Clients of an issuer with a path begin at the form that has the well-known part in front of it. */
function inserted(step: Step, issuer: string, [oauth]: readonly Answer[]) {
  if (new URL(issuer).pathname.replace(/\/$/, '') === '' || oauth === undefined) return
  const ok = oauth.status === 200 && isJson(oauth)
  step.check(ok, `${oauth.url}: ${said(oauth)}`, RULES.inserted)
}

function capabilities(step: Step, metadata: Readonly<Record<string, unknown>>) {
  const list = (name: string) => (Array.isArray(metadata[name]) ? (metadata[name] as string[]) : [])
  const shown = (name: string) => `${name}: ${JSON.stringify(metadata[name])}`
  const pkce = 'code_challenge_methods_supported'
  step.check(list(pkce).includes('S256'), shown(pkce), RULES.pkce)
  for (const name of ['authorization_endpoint', 'token_endpoint'])
    step.check(isSecure(metadata[name]), shown(name), RULES.endpoint)
  const methods = 'token_endpoint_auth_methods_supported'
  step.check(list(methods).includes('none'), shown(methods), RULES.publicClients)
  const grants = 'grant_types_supported'
  const refreshes = metadata[grants] === undefined || list(grants).includes('refresh_token')
  step.check(refreshes, shown(grants), RULES.refresh)
  const iss = 'authorization_response_iss_parameter_supported'
  step.check(metadata[iss] === true, shown(iss), RULES.iss)
  const knowsClients =
    metadata['client_id_metadata_document_supported'] === true ||
    typeof metadata['registration_endpoint'] === 'string'
  const cimd = 'client_id_metadata_document_supported'
  step.check(knowsClients, `${shown(cimd)}, ${shown('registration_endpoint')}`, RULES.clients)
}

async function keys(step: Step, { jwks_uri }: Readonly<Record<string, unknown>>) {
  if (typeof jwks_uri !== 'string') return
  const answer = await ask(jwks_uri, { headers: { Origin: ORIGIN } })
  const ok = answer.status === 200 && Array.isArray(answer.json?.['keys'])
  step.check(ok, `${jwks_uri}: ${said(answer)}`, RULES.jwks)
}

export const isSecure = (url: unknown): url is string =>
  typeof url === 'string' &&
  URL.canParse(url) &&
  /^https:\/\/|^http:\/\/(localhost|127\.0\.0\.1|\[::1\]|[\w-]+\.localhost)[:/]/.test(url)

const RULES = {
  isThere: {
    rule: 'the metadata of the issuer is JSON',
    fix: 'Serve /.well-known/oauth-authorization-server as application/json, without redirects and without a page in its place.',
  },
  inserted: {
    rule: 'it is at the form with the path behind the well-known part',
    clause: 'RFC 8414 §3.1',
    fix: 'An issuer with a path needs /.well-known/oauth-authorization-server/<path>; clients of MCP ask there first.',
  },
  issuer: {
    rule: 'issuer is the one that was asked for, byte for byte',
    clause: 'RFC 8414 §3.3',
    fix: 'Spell the issuer the same in its metadata and in authorization_servers: mind the trailing slash.',
  },
  cors: {
    rule: 'a page of another origin can read it',
    level: 'SHOULD',
    fix: 'Send Access-Control-Allow-Origin: *.',
  },
  unknown: {
    rule: 'an unknown well-known document is 404',
    clause: 'RFC 8615 §3',
    level: 'SHOULD',
    fix: 'Answer 404 for well-known documents that are not there; a page with 200 is taken for the document.',
  },
  pkce: {
    rule: 'PKCE with S256 is advertised',
    clause: 'RFC 8414 §2',
    fix: 'Add code_challenge_methods_supported: ["S256"]; clients of MCP refuse to go on without it.',
  },
  endpoint: {
    rule: 'the endpoint is there, and https',
    clause: 'OAuth 2.1 §1.5',
    fix: 'Name the endpoint as an absolute https URL.',
  },
  publicClients: {
    rule: 'clients without a secret are advertised',
    clause: 'RFC 8414 §2',
    level: 'SHOULD',
    fix: 'Add none to token_endpoint_auth_methods_supported: programs on a desk keep no secret.',
  },
  refresh: {
    rule: 'refresh tokens are advertised',
    clause: 'RFC 8414 §2',
    level: 'SHOULD',
    fix: 'Add refresh_token to grant_types_supported, or people sign in again each time a token expires.',
  },
  iss: {
    rule: 'responses carry iss',
    clause: 'RFC 9207 §3',
    level: 'SHOULD',
    fix: 'Send iss with each authorization response and advertise authorization_response_iss_parameter_supported.',
  },
  clients: {
    rule: 'a client nobody configured can make itself known',
    clause: 'MCP authorization, client registration approaches',
    level: 'SHOULD',
    fix: 'Support client ID metadata documents or dynamic registration; else each client has to be configured by hand.',
  },
  jwks: {
    rule: 'the keys are there',
    clause: 'RFC 8414 §2',
    fix: 'Serve jwks_uri as JSON with keys.',
  },
} as const
