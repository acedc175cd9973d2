import { readOwnForm, whoIsThere } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { openPending, type Pending, pendingOrAccount } from '../../flow/pending.ts'
import { goOn, showSignIn } from '../../flow/sign-in.ts'
import { normaliseEmail } from '../../protocol/email.ts'
import { invalidRequest } from '../../protocol/errors.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'

/** Signing in begins with an address; the ways take over from there. GET begins. */
export async function signIn(context: Context): Promise<Response> {
  if (context.request.method !== 'POST') {
    const { request } = parametersOf(readQuery(context.request))
    return showSignIn(await pendingOrAccount(request, context), context, { step: 'identifier' })
  }
  const { fields } = await readOwnForm(context)
  const pending = await openPending(fields['request'], context)
  switch (fields['step']) {
    case 'identifier':
      return identify(fields['email'], pending, context)
    case 'continue':
      return continueAs(pending, context)
    case 'back':
    case 'other':
      return showSignIn(pending, context, { step: 'identifier' })
    default:
      throw invalidRequest('the field step is missing or unknown')
  }
}

/** Known or unknown, every address is asked the same. */
async function identify(email: string | undefined, pending: Pending, context: Context) {
  const normal = normaliseEmail(email)
  if (normal === undefined) {
    const problem = email === undefined ? 'missing' : 'email'
    return showSignIn(pending, context, { step: 'identifier', email, problem })
  }
  for (const { begin } of context.registry.signInWays) {
    const page = await begin?.(normal, pending, context)
    if (page !== undefined) return page
  }
  throw invalidRequest('no way to sign in with an address is switched on; use one of the buttons')
}

/** On the account chooser: the person goes on as who they are. */
async function continueAs(pending: Pending, context: Context) {
  const person = await whoIsThere(context)
  if (person === undefined) return showSignIn(pending, context, { step: 'identifier' })
  return goOn(pending, { account: person.session.sid }, context)
}
