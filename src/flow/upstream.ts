import type { Upstream } from '../options.ts'
import { withParameters } from '../protocol/redirect-uri.ts'
import { randomId } from '../tokens/secret.ts'
import { whoIsThere } from './browser.ts'
import type { Context } from './context.ts'
import { type Pending, sealForBrowser } from './pending.ts'
import { seeOther } from './return-address.ts'
import { serverOf } from './upstream-server.ts'

export type { Upstream }

/** What is taken up when a browser comes back from an upstream: `state`, sealed, and good once in this browser. */
export interface UpstreamState {
  /** Names this one sign-in. */
  id: string
  upstream: string
  nonce: string
  code_verifier: string
  started_at: number
  /** When the browser was sent away. */
  sent_at: number
  /** Whether the person was to prove themself anew. */
  anew: boolean
  pending: Pending
  /** The `sub` of who links an account; absent: somebody signs in. */
  linking?: string
}

export interface Wish {
  /** What goes on after it. */
  pending: Pending
  login_hint?: string | undefined
  linking?: string
}

/** The upstreams that this tenant offers. */
export const upstreamsHere = ({
  options,
  issuer,
}: Pick<Context, 'options' | 'issuer'>): readonly Upstream[] =>
  options.upstreams.filter(({ tenants }) => tenants?.includes(issuer.tenant) ?? true)

/** The upstream of an id, where this tenant offers it. */
export const upstreamOf = (id: string | undefined, context: Pick<Context, 'options' | 'issuer'>) =>
  upstreamsHere(context).find((one) => one.id === id)

/** Where an upstream sends the browser back to; one for each, so that no answer passes for another's. RFC 9700 §4.4.2. */
export const callbackOf = ({ id }: Pick<Upstream, 'id'>, { issuer }: Pick<Context, 'issuer'>) =>
  `${issuer.identifier}/sign-in/upstream/${id}/callback`

/**
 * Sends the browser to sign in at an upstream; `features/upstream` takes it up when it comes back.
 * @throws UpstreamAway when its metadata cannot be had.
 */
export async function beginUpstream(
  upstream: Upstream,
  { pending, login_hint, linking }: Wish,
  context: Context,
): Promise<Response> {
  const server = await serverOf(upstream, context)
  const anew = linking === undefined && (await whoIsThere(context)) !== undefined
  const state: UpstreamState = {
    id: randomId(),
    upstream: upstream.id,
    nonce: randomId(),
    code_verifier: randomId(32),
    started_at: pending.started_at,
    sent_at: context.now,
    pending,
    anew,
    ...(linking !== undefined && { linking }),
  }
  const sealed = await sealForBrowser('upstream', state, context)
  const to = withParameters(server.authorization_endpoint, {
    response_type: 'code',
    client_id: upstream.client_id,
    redirect_uri: callbackOf(upstream, context),
    state: sealed,
    ...(await parametersFor(upstream, state)),
    ...(login_hint !== undefined && HINT[upstream.kind] && { [HINT[upstream.kind]]: login_hint }),
  })
  return leaveFor(to, upstream, context)
}

const SCOPES = {
  oidc: ['openid', 'profile', 'email'],
  google: ['openid', 'profile', 'email'],
  microsoft: ['openid', 'profile', 'email'],
  apple: ['openid', 'name', 'email'],
  github: ['read:user', 'user:email'],
} as const

/** What each calls the address somebody has already given. */
const HINT = {
  oidc: 'login_hint',
  google: 'login_hint',
  microsoft: 'login_hint',
  apple: '',
  github: 'login',
} as const

async function parametersFor({ kind, scopes }: Upstream, state: UpstreamState) {
  const { nonce, code_verifier, anew, linking } = state
  const { calculatePKCECodeChallenge } = await import('oauth4webapi')
  const prompt = promptFor(kind, anew, linking !== undefined)
  return {
    scope: (scopes ?? SCOPES[kind]).join(' '),
    ...(kind !== 'github' && { nonce }),
    // RFC 7636 §4.3; Apple knows nothing of it, and its nonce binds the code as well: RFC 9700 §2.1.1
    ...(kind !== 'apple' && {
      code_challenge: await calculatePKCECodeChallenge(code_verifier),
      code_challenge_method: 'S256',
    }),
    // Apple gives name and address by a form only
    ...(kind === 'apple' && { response_mode: 'form_post' }),
    ...(prompt !== undefined && { prompt }),
  }
}

/** Who is to prove themself anew does so there, too; who links an account chooses which. */
function promptFor(kind: Upstream['kind'], anew: boolean, isLinking: boolean): string | undefined {
  const chooses = kind === 'google' || kind === 'microsoft' || kind === 'github'
  if (anew && (kind === 'oidc' || kind === 'microsoft')) return 'login'
  return chooses && (anew || isLinking) ? 'select_account' : undefined
}

/** Seconds in which the page that sends a browser on may be opened. */
const HOP_LIFETIME = 60

/** After a form of ours the hop is a page of its own: `features/return-page.ts`. */
async function leaveFor(to: string, { name }: Upstream, context: Context): Promise<Response> {
  if (context.request.method !== 'POST') return seeOther(to)
  const hop = { to, upstream: name }
  const sealed = await context.sealer.seal('return', hop, context.now + HOP_LIFETIME)
  return seeOther(`${context.issuer.identifier}/return?to=${sealed}`)
}
