import type { Offers } from '../pages/index.ts'
import { authorize } from './authorize.ts'
import { findClient } from './client.ts'
import type { Context } from './context.ts'
import { cookieName } from './cookies.ts'
import type { Answers, AuthorizationRequest, ClientContext, Question, Walk } from './feature.ts'
import { loginRequired } from './interaction.ts'
import { canSignUp } from './mail-switches.ts'
import { type Pending, sealPending } from './pending.ts'
import { seeOther } from './return-address.ts'
import { clientFacts, show } from './show.ts'

/** What the sign-in page is shown with; see `pages/sign-in.tsx`. */
export interface SignInView {
  step: 'identifier' | 'password'
  email?: string | undefined
  problem?: 'wrong' | 'throttled' | 'email' | 'missing'
  retryAfter?: number
  reason?: 'fresh' | 'account' | 'dangerous'
  /** What has to be said of a passkey; `unknown`: one that its authenticator may forget. */
  passkey?: {
    problem: 'refused' | 'unknown' | 'only'
    unknown?: { rpId: string; credentialId: string }
  }
}

/** Asks the person of an authorization request to sign in. */
export const signInQuestion = (
  request: AuthorizationRequest,
  context: ClientContext,
  reason?: SignInView['reason'],
): Question => ({
  error: loginRequired('nobody is signed in here, or not as recently or as the person asked for'),
  page: () =>
    showSignIn(pendingOf(request), context, {
      step: 'identifier',
      email:
        request.parameters['login_hint'] ??
        (reason === 'fresh' ? request.person?.user.email : undefined),
      ...(reason && { reason }),
    }),
})

/** The state an authorization request is taken up from again. */
export const pendingOf = ({
  parameters,
  started_at,
  answers,
  person,
  walk,
}: AuthorizationRequest): Pending => ({
  parameters,
  started_at,
  answers,
  ...(person && { sub: person.user.sub }),
  ...(walk && { walk }),
})

export async function showSignIn(
  pending: Pending,
  context: Context,
  view: SignInView,
): Promise<Response> {
  const request = await sealPending(pending, context)
  const client = await waitingClient(pending, context)
  const offers = await offersOf(pending, context)
  const passkeyCookie = cookieName('passkeys', context.issuer)
  const signUp = canSignUp(context.options)
  const form = { ...view, request, client, offers, passkeyCookie, signUp }
  return show(context, (pages, common) => pages.signInPage({ ...common, ...form }), {
    status: statusOf(view),
    ...waiting(pending, view),
  })
}

/** What the ways of signing in have to offer here. */
async function offersOf(pending: Pending, context: Context): Promise<Offers> {
  const offered = context.registry.signInWays.map(({ offer }) => offer?.(pending, context))
  return Object.assign({}, ...(await Promise.all(offered)))
}

function statusOf({ problem, passkey }: SignInView): number {
  if (problem === 'throttled') return 429
  return problem || (passkey && passkey.problem !== 'only') ? 400 : 200
}

const waiting = ({ parameters }: Pending, { retryAfter }: { retryAfter?: number }) => ({
  ui_locales: parameters?.['ui_locales'],
  ...(retryAfter !== undefined && { retryAfter }),
})

/** The client a person is signing in for, when there is one. */
export async function waitingClient({ parameters, walk }: Pending, context: Context) {
  const client = await findClient(parameters?.['client_id'] ?? '', context)
  const sentTo = parameters?.['redirect_uri'] ?? client?.redirect_uris[0]
  return client && clientFacts(client, walk ? undefined : sentTo)
}

/** Takes up what waited, with one more answer. Who has signed in by it may be told something first. */
export async function goOn(pending: Pending, answer: Answers, context: Context): Promise<Response> {
  const answered = { ...pending, answers: { ...pending.answers, ...answer } }
  if (answer.signed_in !== undefined) {
    for (const tell of context.registry.afterSignIn) {
      const page = await tell(answered, context)
      if (page !== undefined) return page
    }
  }
  const { parameters, started_at, answers, page, walk } = answered
  if (walk !== undefined) return walkOf(walk.name, context).goOn(answered, context)
  if (parameters === undefined) return seeOther(context.issuer.identifier + (page ?? '/account'))
  return authorize({ parameters, started_at, answers }, context)
}

function walkOf(name: string, { registry }: Context): Walk {
  const walk = registry.walks.get(name)
  if (walk === undefined) throw new Error(`no feature takes up the walk ${name}`)
  return walk
}
