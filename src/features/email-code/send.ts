import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { askForCode } from '../../flow/mail-code-page.ts'
import { codesAreOn } from '../../flow/mail-switches.ts'
import { openPending, type Pending } from '../../flow/pending.ts'
import { showSignIn } from '../../flow/sign-in.ts'
import { normaliseEmail } from '../../protocol/email.ts'
import { notFound } from '../../protocol/errors.ts'

/** On the pages of signing in: a code instead of a password. */
export async function send(context: Context): Promise<Response> {
  if (!codesAreOn(context.options)) throw notFound('codes by mail are switched off here')
  const { fields } = await readOwnForm(context)
  const pending = await openPending(fields['request'], context)
  const email = normaliseEmail(fields['email'])
  if (email === undefined) {
    return showSignIn(pending, context, { step: 'identifier', problem: 'email' })
  }
  return sendFor(email, pending, context)
}

/** Mails a code to an address, known or unknown, and asks for it. */
export async function sendFor(
  email: string,
  pending: Pending,
  context: Context,
): Promise<Response> {
  const page = await askForCode({ email, intent: 'sign-in' }, pending, context)
  if (page instanceof Response) return page
  const { wait: retryAfter } = page
  const step = context.options.passwords ? 'password' : 'identifier'
  return showSignIn(pending, context, { step, email, problem: 'throttled', retryAfter })
}
