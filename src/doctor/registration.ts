import { type Answer, hasCors, isJson, ORIGIN, postJson, said } from './ask.ts'
import { type Finding, Step } from './finding.ts'
import { corsSaid } from './resource-metadata.ts'

/** Programs on a desk: a port of their own each time, by two names, and an application that owns a scheme. */
export const CALLBACK = 'http://127.0.0.1:33418/callback'
export const LOCALHOST = 'http://localhost:33418/callback'
const CURSOR = 'cursor://anysphere.cursor-retrieval/oauth/callback'

const program = (redirect_uri: string) => ({
  client_name: 'Sallyport doctor',
  redirect_uris: [redirect_uri],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
})

export interface Registered {
  findings: readonly Finding[]
  /** Of a public client for CALLBACK. */
  client_id?: string
  /** Of a public client for LOCALHOST. */
  localhost_client_id?: string
  /** Registered for client_secret_post. */
  confidential?: { client_id: string; client_secret: string }
}

/** Clients nobody configured. RFC 7591. Leaves a few registrations behind that are never used. */
export async function registration(endpoint: string): Promise<Registered> {
  const step = new Step('registration')
  const register = (metadata: object) => postJson(endpoint, metadata, { Origin: ORIGIN })
  const answer = await register(program(CALLBACK))
  const client_id = answer.json?.['client_id']
  const ok = answer.status === 201 && typeof client_id === 'string'
  if (!step.check(ok, said(answer), RULES.registers)) return step
  content(step, answer)
  await again(step, () => register(program(CALLBACK)), client_id as string)

  const localhost = await register(program(LOCALHOST))
  step.check(localhost.status === 201, `${LOCALHOST}: ${said(localhost)}`, RULES.localhost)
  const cursor = await register({ ...program(CURSOR), application_type: 'web' })
  step.check(cursor.status === 201, `${CURSOR}: ${said(cursor)}`, RULES.privateUse)
  const wrong = await register({ redirect_uris: 'not a list' })
  step.check(wrong.status === 400 && isJson(wrong), `a malformed one: ${said(wrong)}`, RULES.errors)
  const secret = await register({
    ...program(CALLBACK),
    token_endpoint_auth_method: 'client_secret_post',
  })
  const confidential = credentials(secret)
  const localhost_client_id = localhost.json?.['client_id']
  return {
    findings: step.findings,
    client_id: client_id as string, // checked above
    ...(typeof localhost_client_id === 'string' && { localhost_client_id }),
    ...(confidential && { confidential }),
  }
}

function content(step: Step, answer: Answer) {
  const given = answer.json ?? {}
  const empty = Object.entries(given).filter(([, value]) => value === null || value === '')
  const names = empty.map(([name]) => name).join(', ')
  step.check(empty.length === 0, names ? `without a value: ${names}` : 'no nulls', RULES.noNulls)
  const uris = JSON.stringify(given['redirect_uris'])
  step.check(uris === JSON.stringify([CALLBACK]), `redirect_uris: ${uris}`, RULES.echoes)
  const grants = JSON.stringify(given['grant_types'])
  step.check(grants?.includes('refresh_token') ?? false, `grant_types: ${grants}`, RULES.refresh)
  step.check(hasCors(answer), corsSaid(answer.headers), RULES.cors)
}

/** What a hosted client does: the same registration, from one address, for each of its users. */
async function again(step: Step, register: () => Promise<Answer>, client_id: string) {
  const answers = [await register(), await register()]
  const isSame = answers.every(({ json }) => json?.['client_id'] === client_id)
  // a server that makes a new client of each is not sent dozens of them
  for (let more = isSame ? 30 : 0; more > 0; more--) answers.push(await register())
  const limited = answers.find(({ status }) => status === 429)
  const ids = new Set(answers.flatMap(({ json }) => json?.['client_id'] ?? []))
  const isOnly = limited !== undefined || (ids.size === 1 && isSame)
  step.check(isOnly, `${answers.length + 1} registrations: ${ids.size} clients`, RULES.idempotent)
  const received = limited ? said(limited) : `${answers.length + 1} in a row, none refused`
  step.check(limited === undefined, received, RULES.notPerAddress)
}

function credentials({ json }: Answer) {
  const client_id = json?.['client_id']
  const client_secret = json?.['client_secret']
  return typeof client_id === 'string' && typeof client_secret === 'string'
    ? { client_id, client_secret }
    : undefined
}

const RULES = {
  registers: {
    rule: 'a public client registers',
    clause: 'RFC 7591 §3.2.1',
    fix: 'Answer 201 with JSON and a client_id to a client with token_endpoint_auth_method none and a loopback redirect URI.',
  },
  noNulls: {
    rule: 'no member is null or empty',
    clause: 'RFC 7591 §3.2.1',
    fix: 'Leave members without a value out: the MCP SDKs refuse the whole answer for one null.',
  },
  echoes: {
    rule: 'redirect_uris come back as they were sent',
    clause: 'RFC 7591 §3.2.1',
    fix: 'Answer with all registered metadata, redirect_uris as sent.',
  },
  refresh: {
    rule: 'grant_types has refresh_token',
    clause: 'RFC 7591 §2',
    level: 'SHOULD',
    fix: 'Grant refresh_token to clients that ask for it, with or without offline_access.',
  },
  cors: {
    rule: 'a page of another origin can register',
    clause: 'Fetch §3.2',
    level: 'SHOULD',
    fix: 'Send Access-Control-Allow-Origin: *.',
  },
  idempotent: {
    rule: 'the same metadata is the same client',
    clause: 'RFC 7591 §3.2.1',
    level: 'SHOULD',
    fix: 'Answer the client that is there for identical metadata of a public client: hosted clients register for each user.',
  },
  notPerAddress: {
    rule: 'many clients may share one address',
    clause: 'RFC 6585 §4',
    level: 'SHOULD',
    fix: 'Limit registrations for the whole server, not for each address: hosted clients share a few.',
  },
  localhost: {
    rule: 'localhost is a loopback address like 127.0.0.1',
    clause: 'RFC 8252 §8.3',
    level: 'SHOULD',
    fix: 'Accept http://localhost with any port as a redirect URI; most programs on a desk use it.',
  },
  privateUse: {
    rule: 'a private-use scheme is accepted, whatever application_type says',
    clause: 'RFC 8252 §7.1',
    level: 'SHOULD',
    fix: 'Accept schemes such as cursor:// and vscode:// for public clients.',
  },
  errors: {
    rule: 'a malformed registration is refused in JSON',
    clause: 'RFC 7591 §3.2.2',
    fix: 'Answer 400 with {"error":"invalid_client_metadata"} as JSON, not a page.',
  },
} as const
