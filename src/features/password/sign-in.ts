import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { limitsFor } from '../../flow/guessing.ts'
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
  return proven({ user, amr: ['pwd'] }, pending, context)
}
