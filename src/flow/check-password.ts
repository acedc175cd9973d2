import type { User } from '../store/port.ts'
import type { Context } from './context.ts'
import { limitsFor } from './guessing.ts'

/**
 * Whose password it is: nobody's, or after how many seconds one may be tried again. Known or unknown, right or wrong take
 * the same time and the same tries; a try is counted before the password is looked at, so that guesses sent together are.
 */
export async function tryPassword(
  { email, password }: { email: string; password: string },
  context: Context,
): Promise<{ user: User } | { wait: number } | 'wrong'> {
  const { event, now, store } = context
  const user = await store.users.findByEmail(email)
  const limits = await limitsFor(email, user, context)
  const wait = await store.throttle.attempt(limits, now)
  if (wait > 0) {
    event('sign_in_throttled', { sub: user?.sub })
    return { wait }
  }
  const isRight = await store.passwords.verify(password, user?.password_hash)
  if (user === undefined || !isRight || user.disabled_at !== undefined) {
    event('sign_in_failed', { sub: user?.sub })
    return 'wrong'
  }
  await store.throttle.forgive(limits.slice(0, 1).map(({ key }) => key))
  context.waitUntil(renewHash(user, password, context))
  return { user }
}

/** A hash that is not made as hashes are made today is made anew, after the answer: the password is at hand just now. */
async function renewHash(user: User, password: string, { store }: Context): Promise<void> {
  const from = user.password_hash
  const to = from && (await store.passwords.renewed(password, from))
  if (from !== undefined && to) await store.users.rehash(user.sub, { from, to })
}
