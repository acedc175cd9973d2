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

/**
 * Why a password will not do for an account with this address; `undefined` when it will. NIST SP 800-63B-4 §3.1.1.2. The
 * cheap questions come first: of a password that fails one nothing leaves this server.
 */
export async function problemOfPassword(
  password: string,
  { email, name, user }: { email: string; name?: string | undefined; user?: User },
  context: Context,
): Promise<PasswordProblem | undefined> {
  if ([...password].length < (await minimumLength(user, context))) return 'short'
  const { isCommon } = await import('./common-passwords.ts')
  if (isCommon(password, ownWords({ email, name, user }, context))) return 'common'
  const { isBreached } = await import('./breached-passwords.ts')
  return (await isBreached(password, context)) ? 'common' : undefined
}

/** What who guesses this person's password would begin with. */
function ownWords(
  { email, name, user }: { email: string; name?: string | undefined; user?: User | undefined },
  { issuer, options }: Context,
): readonly string[] {
  const claims = Object.values(user?.claims ?? {}).filter((claim) => typeof claim === 'string')
  return [options.name, new URL(issuer.identifier).hostname, email, name ?? '', ...claims]
}
