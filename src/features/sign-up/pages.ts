import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { askForCode } from '../../flow/mail-code-page.ts'
import { canSignUp } from '../../flow/mail-switches.ts'
import { openPending, type Pending, pendingOrAccount } from '../../flow/pending.ts'
import { normaliseEmail } from '../../protocol/email.ts'
import { notFound } from '../../protocol/errors.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'
import { askPlainly, signUpPlainly } from './plain.ts'
import { ask, type Problem } from './view.ts'

/** GET shows the page. Where mail is sent, an address is proven before anything else is asked of anybody. */
export async function signUp(context: Context): Promise<Response> {
  const { options, request } = context
  if (!canSignUp(options)) throw notFound('sign-up is switched off here')
  if (request.method !== 'POST') {
    const pending = await pendingOrAccount(parametersOf(readQuery(request))['request'], context)
    return options.mailer
      ? ask(pending, context, { step: 'address' })
      : askPlainly(pending, context)
  }
  const { fields } = await readOwnForm(context)
  const pending = await openPending(fields['request'], context)
  return options.mailer
    ? proveAddress(fields['email'], pending, context)
    : signUpPlainly(fields, pending, context)
}

/** Whether there is an account already is said in the mail, to who reads it, and nowhere else. */
async function proveAddress(
  email: string | undefined,
  pending: Pending,
  context: Context,
): Promise<Response> {
  const normal = normaliseEmail(email)
  const again = (problem: Problem, retryAfter?: number) =>
    ask(pending, context, { step: 'address', fields: { email }, problem, retryAfter })
  if (normal === undefined) return again(email === undefined ? 'missing' : 'email')
  const page = await askForCode({ email: normal, intent: 'sign-up' }, pending, context)
  return page instanceof Response ? page : again('throttled', page.wait)
}
