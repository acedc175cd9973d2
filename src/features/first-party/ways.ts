import { tryPassword } from '../../flow/check-password.ts'
import type { ClientContext } from '../../flow/feature.ts'
import { normaliseEmail } from '../../protocol/email.ts'
import { throttled } from '../../protocol/errors.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import type { User } from '../../store/port.ts'
import type { AuthSession } from './auth-session.ts'

/** Somebody who has proven who they are, and how. RFC 8176. */
export interface ProvenHere {
  user: User
  amr: readonly string[]
}

/** Why nobody has yet: read by the app, which says it in its own words. */
export interface NotYet {
  problem?: 'credentials_wrong'
  session: AuthSession
}

/** What an app may bring to prove somebody. One of them at a time. */
export async function prove(
  sent: Parameters,
  session: AuthSession,
  context: ClientContext,
): Promise<ProvenHere | NotYet> {
  const email = normaliseEmail(sent['username'] ?? sent['login_hint'])
  const { password } = sent
  if (password !== undefined && email !== undefined && context.options.passwords) {
    const tried = await tryPassword({ email, password }, context)
    if (tried === 'wrong') return { problem: 'credentials_wrong', session }
    if ('wait' in tried) throw throttled('too many tries; wait and send it again', tried.wait)
    return { user: tried.user, amr: ['pwd'] }
  }
  return { session }
}

/** What may be sent next, by the names of the parameters. */
export async function nextFor(_: AuthSession, { options }: ClientContext) {
  return { next: options.passwords ? ['password'] : [] }
}
