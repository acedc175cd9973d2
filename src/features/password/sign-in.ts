import { readOwnForm } from '../../flow/browser.ts'
import { tryPassword } from '../../flow/check-password.ts'
import type { Context } from '../../flow/context.ts'
import { openPending } from '../../flow/pending.ts'
import { proven } from '../../flow/proven.ts'
import { type SignInView, showSignIn } from '../../flow/sign-in.ts'
import { normaliseEmail } from '../../protocol/email.ts'
import { notFound } from '../../protocol/errors.ts'

/** The password of an address. Known or unknown, right or wrong take the same time and the same tries. */
export async function checkPassword(context: Context): Promise<Response> {
  if (!context.options.passwords) throw notFound('passwords are switched off here')
  const { fields } = await readOwnForm(context)
  const pending = await openPending(fields['request'], context)
  const { email, password } = fields
  const normal = normaliseEmail(email)
  if (normal === undefined)
    return showSignIn(pending, context, { step: 'identifier', email, problem: 'email' })
  const again = (view: Partial<SignInView>) =>
    showSignIn(pending, context, { step: 'password', email: normal, ...view })
  if (password === undefined) return again({ problem: 'missing' })

  const tried = await tryPassword({ email: normal, password }, context)
  if (tried === 'wrong') return again({ problem: 'wrong' })
  if ('wait' in tried) return again({ problem: 'throttled', retryAfter: tried.wait })
  return proven({ user: tried.user, amr: ['pwd'] }, pending, context)
}
