import { readOwnForm, startSession, whoIsThere } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { openPending, type Pending, pendingOrAccount } from '../../flow/pending.ts'
import { goOn, type SignInView, showSignIn } from '../../flow/sign-in.ts'
import { normaliseEmail } from '../../protocol/email.ts'
import { invalidRequest } from '../../protocol/errors.ts'
import { type Parameters, parametersOf, readQuery } from '../../protocol/parameters.ts'
import { limitsFor, rememberDevice } from './guard.ts'

/** One step of signing in, each on a page of its own: identifier first, then the password. GET begins. */
export async function signIn(context: Context): Promise<Response> {
  if (context.request.method !== 'POST') {
    const { request } = parametersOf(readQuery(context.request))
    return showSignIn(await pendingOrAccount(request, context), context, { step: 'identifier' })
  }
  const { fields } = await readOwnForm(context)
  const pending = await openPending(fields['request'], context)
  switch (fields['step']) {
    case 'identifier':
      return identify(fields, pending, context)
    case 'password':
      return checkPassword(fields, pending, context)
    case 'continue':
      return continueAs(pending, context)
    case 'back':
    case 'other':
      return showSignIn(pending, context, { step: 'identifier' })
    default:
      throw invalidRequest('the field step is missing or unknown')
  }
}

/** Known or unknown, every address is asked for its password. */
async function identify({ email }: Parameters, pending: Pending, context: Context) {
  const normal = normaliseEmail(email)
  const view: SignInView =
    normal === undefined
      ? { step: 'identifier', email, problem: email === undefined ? 'missing' : 'email' }
      : { step: 'password', email: normal }
  return showSignIn(pending, context, view)
}

async function checkPassword({ email, password }: Parameters, pending: Pending, context: Context) {
  const normal = normaliseEmail(email)
  if (normal === undefined)
    return showSignIn(pending, context, { step: 'identifier', email, problem: 'email' })
  const again = (view: Partial<SignInView>) =>
    showSignIn(pending, context, { step: 'password', email: normal, ...view })
  if (password === undefined) return again({ problem: 'missing' })

  const { event, now, store } = context
  const user = await store.users.findByEmail(normal)
  const limits = await limitsFor(normal, user, context)
  // counted before the password is looked at, so that guesses sent together are all counted
  const wait = await store.throttle.attempt(limits, now)
  if (wait > 0) {
    event('sign_in_throttled', { sub: user?.sub })
    return again({ problem: 'throttled', retryAfter: wait })
  }
  const isRight = await store.passwords.verify(password, user?.password_hash)
  if (user === undefined || !isRight || user.disabled_at !== undefined) {
    event('sign_in_failed', { sub: user?.sub })
    return again({ problem: 'wrong' })
  }
  await store.throttle.forgive(limits.slice(0, 1).map(({ key }) => key))
  await rememberDevice(user, context)
  const session = await startSession(user, ['pwd'], context)
  event('signed_in', { sub: user.sub, sid: session.sid })
  return goOn(pending, { signed_in: session.sid }, context)
}

/** On the account chooser: the person goes on as who they are. */
async function continueAs(pending: Pending, context: Context) {
  const person = await whoIsThere(context)
  if (person === undefined) return showSignIn(pending, context, { step: 'identifier' })
  return goOn(pending, { account: person.session.sid }, context)
}
