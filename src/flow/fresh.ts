import { whoIsThere } from './browser.ts'
import type { Context } from './context.ts'
import type { Person } from './feature.ts'
import { showSignIn } from './sign-in.ts'

/** Seconds a sign-in counts as fresh, for what could take an account over. */
const FRESH = 600

/**
 * Who is there, signed in a moment ago; otherwise the page that asks them to sign in (again), after which they are at `page`.
 * For what is dangerous in other hands: credentials, the address, export, the end of the account.
 */
export async function freshPerson(
  page: string,
  context: Context,
): Promise<{ person: Person } | { ask: Response }> {
  const person = await whoIsThere(context)
  if (person !== undefined && context.now - person.session.auth_time <= FRESH) return { person }
  const pending = { page, started_at: context.now, answers: {} }
  const ask = await showSignIn(pending, context, {
    step: 'identifier',
    ...(person && { email: person.user.email, reason: 'dangerous' as const }),
  })
  return { ask }
}
