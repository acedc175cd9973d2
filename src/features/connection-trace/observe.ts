import type { Context, NotedStep } from '../../flow/context.ts'
import type { Endpoint, Seen } from '../../flow/feature.ts'
import { openPending } from '../../flow/pending.ts'
import { placeKey } from '../../flow/trace.ts'
import type { ConnectionStepName, TracedStep } from '../../protocol/connection.ts'
import { OAuthError } from '../../protocol/errors.ts'
import { RESOURCE_SERVER } from '../../protocol/metadata.ts'
import { type Parameters, printable } from '../../protocol/parameters.ts'
import { grantOfJti } from '../../tokens/handle.ts'
import { randomId, sha256 } from '../../tokens/secret.ts'

/** Which step a request is; others are none of a connection's. */
const STEPS: readonly [RegExp, ConnectionStepName][] = [
  [/^\/register$/, 'registration'],
  [/^\/authorize$/, 'authorize'],
  [/^\/consent$/, 'consent'],
  [/^\/(sign-in(\/.*)?|sign-up|choose-account|select-account)$/, 'sign_in'],
  [/^\/token$/, 'token'],
  [/^\/(userinfo|introspect)$/, 'first_use'],
]

const stepOf = ({ path, wellKnown }: Endpoint): ConnectionStepName | undefined =>
  wellKnown ? 'issuer_metadata' : STEPS.find(([is]) => is.test(path))?.[1]

/** Writes down what came of a request, as steps of a connection: words and ids, never a value that opens anything. */
export async function observe(seen: Seen, context: Context): Promise<void> {
  const step = stepOf(seen.endpoint)
  if (step === undefined || seen.request.method === 'OPTIONS') return
  // whoever checks tokens asks for metadata and keys as well
  if (seen.request.headers.get('user-agent') === RESOURCE_SERVER) return
  const at = Date.now()
  const parameters = await parametersSent(seen.request)
  const own = ownStep(step, seen, parameters)
  const steps = seen.notes.some((note) => note.step === step) ? seen.notes : [own, ...seen.notes]
  const shared = await keysOf({ ...parameters, ...(await registered(seen)) }, seen, context)
  await context.store.traces.append(
    steps.map(({ client_id, grant, ...said }, place): TracedStep => {
      const keys = new Set(shared)
      if (client_id !== undefined) keys.add(`client:${client_id}`)
      if (grant !== undefined) keys.add(`grant:${grant}`)
      const { request_id } = context
      return {
        ...said,
        id: `${at}.${place}.${randomId(8)}`,
        at: at + place,
        request_id,
        keys: [...keys],
      }
    }),
  )
}

function ownStep(step: ConnectionStepName, { error, response }: Seen, sent: Parameters): NotedStep {
  if (error === undefined) return { step, outcome: 'ok', received: whatCame(step, sent, response) }
  const word = error instanceof OAuthError ? `${error.error}: ${error.message}` : 'a fault of ours'
  return {
    step,
    outcome: 'failed',
    received: `${whatCame(step, sent, response)}; answered ${word}`,
  }
}

/** Parameters whose values are no secret; of the others it is said that they came. */
const SHOWN = new Set([
  ...['client_id', 'redirect_uri', 'response_type', 'scope', 'resource', 'grant_type', 'prompt'],
  ...['code_challenge_method', 'max_age', 'acr_values', 'decision', 'error', 'token_type_hint'],
])

function whatCame(step: ConnectionStepName, sent: Parameters, { status }: Response): string {
  if (step === 'issuer_metadata') return `answered ${status}`
  const said = Object.entries(sent).map(([name, value]) =>
    SHOWN.has(name) ? `${name}=${printable(value ?? '', 200)}` : printable(name, 40),
  )
  return said.length > 0 ? said.join(' · ') : `answered ${status}`
}

/** What was sent, as far as it can be read: the request itself was refused for what cannot. */
async function parametersSent(request: Request): Promise<Parameters> {
  if (request.method !== 'POST') return Object.fromEntries(new URL(request.url).searchParams)
  const type = request.headers.get('content-type') ?? ''
  if (!type.startsWith('application/x-www-form-urlencoded')) return {}
  const form = new URLSearchParams(await request.text())
  // a box for each scope: all of them count
  return Object.fromEntries([...form.keys()].map((name) => [name, form.getAll(name).join(' ')]))
}

/** The id a registration was answered with. */
async function registered({ endpoint, response }: Seen): Promise<Parameters> {
  if (endpoint.path !== '/register' || !response.ok) return {}
  const { client_id } = (await response.json()) as { client_id?: string }
  return client_id === undefined ? {} : { client_id }
}

/** What this request has in common with others of its connection. */
async function keysOf(sent: Parameters, { request }: Seen, context: Context): Promise<string[]> {
  const waiting = sent['request']
    ? await openPending(sent['request'], context).catch(() => undefined) // refused by its own page
    : undefined
  const { client_id, code_challenge } = { ...sent, ...waiting?.parameters }
  const challenge =
    code_challenge ?? (sent['code_verifier'] && (await sha256(sent['code_verifier'])))
  const grant = grantOfToken(request.headers.get('authorization'), sent['token'])
  return [
    ...(challenge ? [`attempt:${(await sha256(challenge)).slice(0, 16)}`] : []),
    ...(grant ? [`grant:${grant}`] : []),
    ...(client_id ? [`client:${client_id}`] : []),
    await placeKey(request, context.sealer),
  ]
}

/** The grant a JWT names. Not verified: it only says which lines of the trace belong together. */
function grantOfToken(authorization: string | null, form: string | undefined): string | undefined {
  const token = form ?? authorization?.replace(/^\S+ /, '')
  const payload = token?.split('.')[1]
  if (payload === undefined || !/^[\w-]+$/.test(payload)) return undefined
  const text = atob(payload.replaceAll('-', '+').replaceAll('_', '/'))
  const jti = /"jti":"([\w.-]+)"/.exec(text)?.[1]
  return jti === undefined ? undefined : grantOfJti(jti)?.id || undefined
}
