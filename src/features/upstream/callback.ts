import type { Context } from '../../flow/context.ts'
import { addressOf } from '../../flow/guessing.ts'
import { OutboundFailed, OutboundRefused } from '../../flow/outbound.ts'
import { openFromBrowser } from '../../flow/pending.ts'
import { seeOther } from '../../flow/return-address.ts'
import { callbackOf, type Upstream, type UpstreamState, upstreamOf } from '../../flow/upstream.ts'
import { serverOf } from '../../flow/upstream-server.ts'
import {
  defineError,
  methodNotAllowed,
  notFound,
  OAuthError,
  throttled,
} from '../../protocol/errors.ts'
import { readForm, readQuery } from '../../protocol/parameters.ts'
import { arrive } from './arrive.ts'
import { type Identity, identityOf } from './identity.ts'
import { type Trouble, UpstreamRefused } from './refused.ts'
import { showTrouble } from './trouble.ts'
import { finishOnce } from './waiting.ts'

const formRejected = defineError('invalid_request', { page: 'form-rejected' })

/** A browser comes back from an upstream: what it brings counts once, here, in the browser that was sent there. */
export async function callback(context: Context): Promise<Response> {
  const upstream = upstreamOf(new URL(context.request.url).pathname.split('/').at(-2), context)
  if (upstream === undefined) throw notFound('no upstream of this name is offered here')
  if (context.request.method === 'POST') return comeBack(upstream, context)
  const answer = await answerIn(context)
  const state = await openFromBrowser<UpstreamState>(
    'upstream',
    answer.get('state') ?? undefined,
    context,
  )
  // RFC 9700 §4.4.2: an answer of one is not taken to another, nor its code
  if (state.upstream !== upstream.id) {
    throw formRejected('the state is of a sign-in at another upstream')
  }
  const trouble = (what: Trouble) =>
    showTrouble(what, { upstream, pending: state.pending }, context)
  if (!(await finishOnce(state.id, state.started_at, context))) return trouble('used')
  await throttle(context)
  const found = await identify({ upstream, state, answer }, context)
  return typeof found === 'string' ? trouble(found) : arrive(found, { upstream, state }, context)
}

/** Values that an upstream makes, and a state that has all of a request in it. */
const LONG = ['state', 'user', 'answer']
/** Seconds until an answer that came by a form has to be back. */
const HOP_LIFETIME = 60

/**
 * A form of another site comes without our cookies, which are SameSite=Lax: it is taken up by GET, with them. What it says
 * stays out of the address.
 */
async function comeBack(upstream: Upstream, context: Context): Promise<Response> {
  if (upstream.kind !== 'apple') throw methodNotAllowed('GET', 'POST')
  const form = { query: String(await readForm(context.request, LONG)) }
  const sealed = await context.sealer.seal('upstream-answer', form, context.now + HOP_LIFETIME)
  return seeOther(`${callbackOf(upstream, context)}?answer=${sealed}`)
}

async function answerIn({ request, sealer, now }: Context): Promise<URLSearchParams> {
  const query = readQuery(request, LONG)
  const sealed = query.get('answer')
  if (sealed === null) return query
  const opened = await sealer.open<{ query: string }>('upstream-answer', sealed, now)
  if (opened === undefined || opened.expired) {
    throw formRejected('the answer is not one that came to this address in the last minute')
  }
  return new URLSearchParams(opened.value.query)
}

/** Each of these has us ask another server something. */
async function throttle({ request, store, now }: Context): Promise<void> {
  const limit = { key: `upstream/${addressOf(request)}`, attempts: 100, window: 900, longest: 300 }
  const wait = await store.throttle.attempt([limit], now)
  if (wait > 0) throw throttled('too many sign-ins with accounts elsewhere from this address', wait)
}

interface Answered {
  upstream: Upstream
  state: UpstreamState
  answer: URLSearchParams
}

/** Whom the upstream speaks of; or the word for why that does not count. */
async function identify(answered: Answered, context: Context): Promise<Identity | Trouble> {
  const { upstream, answer } = answered
  const { validateAuthResponse } = await import('oauth4webapi')
  try {
    const server = await serverOf(upstream, context)
    const state = answer.get('state') ?? ''
    const client = { client_id: upstream.client_id }
    // RFC 9207 §2.4, RFC 6749 §4.1.2
    const checked = validateAuthResponse(server, client, answer, state)
    const arrival = { ...answered, server, answer: checked }
    const said =
      upstream.kind === 'github'
        ? await (await import('./github.ts')).askGitHub(arrival, context)
        : await (await import('./openid.ts')).askOpenId(arrival, context)
    const more = upstream.kind === 'apple' ? nameIn(answer.get('user')) : {}
    return identityOf(upstream, { ...more, ...said })
  } catch (error) {
    const trouble = troubleOf(error)
    if (trouble === undefined || !(error instanceof Error)) throw error
    context.event('upstream_failed', { upstream: upstream.id, why: error.message })
    return trouble
  }
}

/** Apple says a name once, at the first sign-in, and outside of the ID token. */
function nameIn(user: string | null): Record<string, string> {
  try {
    const { name } = JSON.parse(user ?? '{}') as { name?: Record<string, unknown> }
    const { firstName: given_name, lastName: family_name } = name ?? {}
    const parts = Object.entries({ given_name, family_name }).filter(
      (part): part is [string, string] => typeof part[1] === 'string',
    )
    const whole = parts.map(([, text]) => text).join(' ')
    return { ...Object.fromEntries(parts), ...(whole !== '' && { name: whole }) }
  } catch {
    return {} // a name is a convenience: without one they are asked for it elsewhere
  }
}

const CANCELLED = ['access_denied', 'user_cancelled_authorize', 'login_required']

/** What the person is told; `undefined` for what is no fault of the upstream. */
function troubleOf(error: unknown): Trouble | undefined {
  if (error instanceof UpstreamRefused) return error.trouble
  if (error instanceof OutboundFailed) return 'unreachable'
  if (error instanceof OutboundRefused || error instanceof SyntaxError) return 'unsound'
  // its metadata, or its keys
  if (error instanceof OAuthError) return error.status === 503 ? 'unreachable' : undefined
  const { code, error: word } = error as { code?: unknown; error?: unknown }
  if (typeof code !== 'string' || !code.startsWith('OAUTH_')) return undefined
  if (code !== 'OAUTH_AUTHORIZATION_RESPONSE_ERROR') return 'unsound'
  return CANCELLED.includes(String(word)) ? 'cancelled' : 'refused'
}
