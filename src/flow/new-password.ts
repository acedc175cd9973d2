import type { User } from '../store/port.ts'
import type { Context } from './context.ts'
import { factorsOf, isEverybodyAsked } from './second-factors.ts'

/** NIST SP 800-63B-4 §3.1.1.1: characters of a password that is the only factor, and of one beside another. */
const ALONE = 15
const BESIDE_ANOTHER = 8

export type PasswordProblem = 'short' | 'common'

/** Characters a new password needs: fewer where something else is asked for beside it. */
export async function minimumLength(user: User | undefined, context: Context): Promise<number> {
  if (isEverybodyAsked(context)) return BESIDE_ANOTHER
  const factors = user ? await factorsOf(user, context) : []
  return factors.length > 0 ? BESIDE_ANOTHER : ALONE
}

/** Why a password will not do for an account with this address; `undefined` when it will. NIST SP 800-63B-4 §3.1.1.2. */
export async function problemOfPassword(
  password: string,
  { email, user }: { email: string; user?: User },
  context: Context,
): Promise<PasswordProblem | undefined> {
  if ([...password].length < (await minimumLength(user, context))) return 'short'
  return isGuessable(password, email) ? 'common' : undefined
}

/** A handful of characters over and over, or the address itself. */
const isGuessable = (password: string, email: string) =>
  new Set(password).size < 6 || password.toLowerCase().includes(email)
