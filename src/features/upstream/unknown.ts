import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { show } from '../../flow/show.ts'
import { showSignIn, waitingClient } from '../../flow/sign-in.ts'
import { upstreamOf } from '../../flow/upstream.ts'
import { invalidRequest, notFound } from '../../protocol/errors.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'
import type { Identity } from './identity.ts'
import { signUp } from './sign-up.ts'
import { linkPage, localesOf, openWaiting, type Waiting } from './waiting.ts'

/** An account elsewhere that nobody here has linked: GET asks what is to be done with it, POST has the answer. */
export async function unknown(context: Context): Promise<Response> {
  if (context.request.method !== 'POST') {
    const { request = '' } = parametersOf(readQuery(context.request))
    return ask(request, await openWaiting(request, context), context)
  }
  const { fields } = await readOwnForm(context)
  const { request = '', decision } = fields
  const waiting = await openWaiting(request, context)
  if (decision === 'link') return signInToLink(request, waiting, context)
  if (decision === 'create') return signUp(waiting, context)
  throw invalidRequest('the field decision is missing or unknown')
}

async function ask(request: string, { identity, pending }: Waiting, context: Context) {
  const upstream = upstreamOf(identity.upstream, context)
  if (upstream === undefined) throw notFound('this upstream is not offered here any more')
  const kind = await whatCanBeDone(identity, context)
  const client = await waitingClient(pending, context)
  const { email, claims } = identity
  const known = { email, name: claims['name'], upstream: upstream.name }
  return show(
    context,
    (pages, common) => pages.upstreamUnknownPage({ ...common, ...known, kind, request, client }),
    localesOf(pending),
  )
}

/**
 * A new account takes a verified address that is nobody's. Who has proven an address may hear whether it is somebody's: it
 * is theirs.
 */
async function whatCanBeDone({ email, email_verified }: Identity, { store, options }: Context) {
  if (email === undefined || !email_verified) return 'unverified'
  if ((await store.users.findByEmail(email)) !== undefined) return 'known'
  return options.signUp ? 'new' : 'nobody'
}

/** Linking takes a proof of the account there is: its person signs in to it by a way of its own. */
const signInToLink = (request: string, { identity, started_at }: Waiting, context: Context) =>
  showSignIn({ page: linkPage(request), started_at, answers: {} }, context, {
    step: 'identifier',
    email: identity.email,
  })
