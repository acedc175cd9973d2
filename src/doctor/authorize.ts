import { type Answer, ask, said } from './ask.ts'
import { type Finding, Step } from './finding.ts'

/** Whose request is tried, and for what. */
export interface Attempt {
  endpoint: string
  client_id: string
  /** Registered with another port. */
  redirect_uri: string
  localhost?: { client_id: string; redirect_uri: string } | undefined
  resource?: string | undefined
  metadata: Readonly<Record<string, unknown>>
}

/** Of no verifier that anybody has: the requests go as far as the sign-in page. */
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

type Parameters = Readonly<Record<string, string | undefined>>

/** Requests as clients in the field send them, up to the page where a person would sign in. OAuth 2.1 §4.1.1. */
export async function authorize(attempt: Attempt): Promise<readonly Finding[]> {
  const step = new Step('authorize')
  const open = (changes: Parameters = {}) => request(attempt, changes)
  const first = await open()
  if (!step.check(isAsking(first, attempt), said(first), RULES.port)) return step.findings
  if (attempt.localhost) {
    const answer = await open(attempt.localhost)
    step.check(isAsking(answer, attempt), said(answer), RULES.localhost)
  }
  await scopes(step, open)
  await resources(step, attempt, open)
  await refusals(step, attempt, open)
  return step.findings
}

type Open = (changes?: Parameters) => Promise<Answer>

async function scopes(step: Step, open: Open) {
  for (const [words, scope] of [
    ['no scope', undefined],
    ['an empty scope', ''],
    ['a scope nobody offers', 'sallyport-doctor-unknown'],
  ] as const) {
    const answer = await open({ scope })
    const ok = errorOf(answer) !== 'invalid_scope' && !answer.text.includes('invalid_scope')
    step.check(ok, `${words}: ${said(answer)}`, RULES.scope)
  }
}

async function resources(step: Step, { resource }: Attempt, open: Open) {
  if (resource === undefined) return
  const slashed = resource.endsWith('/') ? resource.slice(0, -1) : `${resource}/`
  const answer = await open({ resource: slashed })
  step.check(!isRefused(answer, 'invalid_target'), `${slashed}: ${said(answer)}`, RULES.slash)
  const unknown = await open({ resource: 'https://doctor.invalid/mcp' })
  step.check(errorOf(unknown) === 'invalid_target', said(unknown), RULES.target)
}

async function refusals(step: Step, attempt: Attempt, open: Open) {
  const bare = await open({ code_challenge: undefined, code_challenge_method: undefined })
  const isRefusedBare = errorOf(bare) !== undefined || bare.status >= 400
  step.check(isRefusedBare, `no code_challenge: ${said(bare)}`, RULES.pkce)
  const sent = parametersSent(bare)
  if (sent) {
    step.check(sent.get('state') === 'the-state', `state: ${sent.get('state')}`, RULES.state)
    const iss = sent.get('iss')
    if (attempt.metadata['authorization_response_iss_parameter_supported'] === true)
      step.check(iss === attempt.metadata['issuer'], `iss: ${iss}`, RULES.iss)
  }
  const unknown = await open({ client_id: 'sallyport-doctor-nobody' })
  const isKept = unknown.status >= 400 && unknown.headers.get('location') === null
  step.check(isKept, `an unknown client: ${said(unknown)}`, RULES.unknownClient)
  if (attempt.metadata['client_id_metadata_document_supported'] !== true) return
  const document = await open({ client_id: 'https://doctor.invalid/client.json' })
  const isConfused = /unknown client|no client|not found|invalid_client\b/i.test(
    plain(document.text),
  )
  const received = `a document that cannot be fetched: ${said(document)}`
  step.check(
    !isConfused,
    isConfused ? `${received}, as an unknown client` : received,
    RULES.document,
  )
}

const plain = (html: string) => html.replace(/<style[\s\S]*?<\/style>|<[^>]+>/g, ' ')

function request(attempt: Attempt, changes: Parameters): Promise<Answer> {
  const url = new URL(attempt.endpoint)
  const all: Parameters = {
    response_type: 'code',
    client_id: attempt.client_id,
    redirect_uri: attempt.redirect_uri,
    state: 'the-state',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    resource: attempt.resource,
    ...changes,
  }
  for (const [name, value] of Object.entries(all))
    if (value !== undefined) url.searchParams.set(name, value)
  return ask(url.href, { headers: { Accept: 'text/html' } })
}

/** A page, or the way to one: not an error, and not back to the client. */
const isAsking = (answer: Answer, { redirect_uri }: Attempt) =>
  answer.status >= 200 &&
  answer.status < 400 &&
  !answer.headers.get('location')?.startsWith(redirect_uri) &&
  errorOf(answer) === undefined

const parametersSent = ({ headers, url }: Answer): URLSearchParams | undefined => {
  const location = headers.get('location')
  return location === null ? undefined : new URL(location, url).searchParams
}

const errorOf = (answer: Answer) =>
  parametersSent(answer)?.get('error') ?? (answer.json?.['error'] as string | undefined)

const isRefused = (answer: Answer, error: string) =>
  errorOf(answer) === error || (answer.status >= 400 && answer.text.includes(error))

const RULES = {
  port: {
    rule: 'a loopback redirect URI may have another port than the registered one',
    clause: 'RFC 8252 §7.3',
    fix: 'Compare loopback redirect URIs without their port: programs take whatever port is free.',
  },
  localhost: {
    rule: 'the same holds for localhost',
    clause: 'RFC 8252 §8.3',
    level: 'SHOULD',
    fix: 'Treat localhost like 127.0.0.1 and [::1]: any port.',
  },
  scope: {
    rule: 'a scope that is absent, empty or unknown is no error',
    clause: 'RFC 6749 §3.3',
    level: 'SHOULD',
    fix: 'Grant the default scopes, drop those that do not exist, and answer with the scope that was granted.',
  },
  slash: {
    rule: 'one trailing slash more or less on resource is no other resource',
    clause: 'RFC 8707 §2',
    level: 'SHOULD',
    fix: 'Tolerate one trailing slash on resource, and put the registered spelling into aud.',
  },
  target: {
    rule: 'an unknown resource is invalid_target',
    clause: 'RFC 8707 §2',
    level: 'SHOULD',
    fix: 'Answer invalid_target for resources that are not registered; tokens without a certain audience work everywhere.',
  },
  pkce: {
    rule: 'a request without code_challenge is refused',
    clause: 'OAuth 2.1 §4.1.1',
    fix: 'Require PKCE of every client.',
  },
  state: {
    rule: 'errors carry state',
    clause: 'RFC 6749 §4.1.2.1',
    fix: 'Send state back with errors too.',
  },
  iss: {
    rule: 'errors carry iss',
    clause: 'RFC 9207 §2',
    fix: 'Send iss with errors too, spelled as in the metadata.',
  },
  unknownClient: {
    rule: 'an unknown client is told here, and the browser sent nowhere',
    clause: 'RFC 6749 §4.1.2.1',
    fix: 'Show a page with 400; never redirect to an address that belongs to no client.',
  },
  document: {
    rule: 'a document that cannot be fetched is not called an unknown client',
    clause: 'Client ID Metadata Document §4',
    level: 'SHOULD',
    fix: 'Say that the metadata document could not be fetched, and which rule or which failure it was.',
  },
} as const
