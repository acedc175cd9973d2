import { type Answer, hasCors, isJson, ORIGIN, post, said } from './ask.ts'
import { type Finding, Step } from './finding.ts'
import type { Registered } from './registration.ts'
import { corsSaid } from './resource-metadata.ts'

const code = {
  grant_type: 'authorization_code',
  code: 'sallyport-doctor-no-code',
  code_verifier: 'sallyport-doctor-no-verifier-at-all-really-not',
  redirect_uri: 'http://127.0.0.1:33418/callback',
}

/** Refusals of the token endpoint, in the words that clients act upon. RFC 6749 §5.2. */
export async function tokenEndpoint(
  endpoint: string,
  { client_id, confidential }: Omit<Registered, 'findings'>,
): Promise<readonly Finding[]> {
  const step = new Step('token')
  const nothing = await post(endpoint, {}, { Origin: ORIGIN })
  step.check([400, 401].includes(nothing.status) && isJson(nothing), said(nothing), RULES.json)
  const cached = nothing.headers.get('cache-control') ?? 'none'
  step.check(cached.includes('no-store'), `Cache-Control: ${cached}`, RULES.noStore)
  step.check(hasCors(nothing), corsSaid(nothing.headers), RULES.cors)
  const stranger = await post(endpoint, { ...code, client_id: 'sallyport-doctor-nobody' })
  step.check(is(stranger, 401, 'invalid_client'), said(stranger), RULES.unknownClient)
  if (client_id !== undefined) {
    const wrong = await post(endpoint, { ...code, client_id })
    step.check(is(wrong, 400, 'invalid_grant'), `a code of nobody: ${said(wrong)}`, RULES.code)
    const old = { grant_type: 'refresh_token', refresh_token: 'sallyport-doctor-none', client_id }
    const refresh = await post(endpoint, old)
    step.check(
      is(refresh, 400, 'invalid_grant'),
      `a refresh token: ${said(refresh)}`,
      RULES.refresh,
    )
  }
  if (confidential) {
    const { client_id: id, client_secret } = confidential
    const Authorization = `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(client_secret)}`)}`
    const basic = await post(endpoint, code, { Authorization })
    const received = `registered for client_secret_post, sent Basic: ${said(basic)}`
    step.check(is(basic, 400, 'invalid_grant'), received, RULES.basic)
  }
  return step.findings
}

const is = (answer: Answer, status: number, error: string) =>
  answer.status === status && answer.json?.['error'] === error

const RULES = {
  json: {
    rule: 'errors are JSON',
    clause: 'RFC 6749 §5.2',
    fix: 'Answer 400 (401 for the client) with {"error": …} as application/json; never a page.',
  },
  noStore: {
    rule: 'answers are not stored',
    clause: 'RFC 6749 §5.1',
    fix: 'Send Cache-Control: no-store.',
  },
  cors: {
    rule: 'a page of another origin can redeem its code',
    clause: 'Fetch §3.2',
    level: 'SHOULD',
    fix: 'Send Access-Control-Allow-Origin: *, without credentials.',
  },
  unknownClient: {
    rule: 'a client that is gone hears invalid_client with 401',
    clause: 'RFC 6749 §5.2',
    fix: 'Answer 401 invalid_client before the grant is looked at: that word makes clients register again.',
  },
  code: {
    rule: 'a code that is no good is invalid_grant',
    clause: 'RFC 6749 §5.2',
    fix: 'Answer 400 invalid_grant; with invalid_client, clients throw their registration away.',
  },
  refresh: {
    rule: 'a refresh token that is no good is invalid_grant',
    clause: 'RFC 6749 §5.2',
    fix: 'Answer 400 invalid_grant, so that clients send the person to sign in again.',
  },
  basic: {
    rule: 'a secret is taken from the header and from the form alike',
    clause: 'RFC 6749 §2.3.1',
    level: 'SHOULD',
    fix: 'Take client_secret_basic and client_secret_post from whoever is registered for one of them: SDKs choose by themselves.',
  },
} as const
