import { whoIsThere } from './browser.ts'
import type { Context } from './context.ts'
import type { Person } from './feature.ts'
import type { Pending } from './pending.ts'
import { askForMore } from './second-factors.ts'
import { showSignIn } from './sign-in.ts'

/** Seconds a sign-in counts as fresh, for what could take an account over. */
const FRESH = 600

/** Whether a person has signed in a moment ago. */
export const isFresh = ({ session }: Person, { now }: Pick<Context, 'now'>): boolean =>
  now - session.auth_time <= FRESH

/**
 * Who is there, signed in a moment ago and, if they have turned on a second factor, with both; otherwise the page that asks
 * them for what is missing, after which they are at `page`, or what waits goes on. For what is dangerous in other hands:
 * credentials, the address, export, the end of the account. A browser that is remembered is asked as well.
 */
export async function freshPerson(
  page: string | Pending,
  context: Context,
): Promise<{ person: Person } | { ask: Response }> {
  const person = await whoIsThere(context)
  const pending = typeof page === 'string' ? { page, started_at: context.now, answers: {} } : page
  if (person !== undefined && isFresh(person, context)) {
    if (person.session.amr.includes('mfa')) return { person }
    const ask = await askForMore(person, { pending, reason: 'dangerous' }, context)
    return ask ? { ask } : { person }
  }
  const ask = await showSignIn(pending, context, {
    step: 'identifier',
    ...(person && { email: person.user.email, reason: 'dangerous' as const }),
  })
  return { ask }
}
