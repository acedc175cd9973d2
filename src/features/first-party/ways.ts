import { tryPassword } from '../../flow/check-password.ts'
import type { ClientContext } from '../../flow/feature.ts'
import { codesAreOn } from '../../flow/mail-switches.ts'
import { rpIdOf } from '../../flow/passkey-challenge.ts'
import { normaliseEmail } from '../../protocol/email.ts'
import { invalidRequest, throttled } from '../../protocol/errors.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import type { User } from '../../store/port.ts'
import type { AuthSession } from './auth-session.ts'

/** What proves something, or asks for a mail: of no concern to the request itself, counted, and not kept. */
export const PROOFS = ['username', 'password', 'send', 'email_code', 'credential']

/** Somebody who has proven who they are, and how. RFC 8176. */
export interface ProvenHere {
  user: User
  amr: readonly string[]
}

/** Why nobody has yet: read by the app, which says it in its own words. */
export interface NotYet {
  problem?: 'credentials_wrong' | 'code_wrong' | 'code_over' | 'passkey_refused'
  /** To be shown while a mail is waited for: its link asks for it. */
  number?: number
  session: AuthSession
}

export type Outcome = ProvenHere | NotYet | { toWeb: string; session: AuthSession }

/** What an app may bring to prove somebody: one of them at a time. */
export async function prove(
  sent: Parameters,
  session: AuthSession,
  context: ClientContext,
): Promise<Outcome> {
  const { password, send, email_code, credential } = sent
  const isMailing = codesAreOn(context.options)
  if (password !== undefined && context.options.passwords) {
    return provePassword({ email: addressIn(sent), password }, session, context)
  }
  if (send === 'email_code' && isMailing) {
    const { sendCode } = await import('./mail.ts')
    return sendCode(addressIn(sent), session, context)
  }
  if (credential !== undefined && takesPasskeys(context)) {
    const { provePasskey } = await import('./passkey.ts')
    return provePasskey(credential, session, context)
  }
  const isWaiting = session.unfinished?.asked !== undefined
  if (email_code !== undefined && !isWaiting) return { problem: 'code_over', session }
  if (isWaiting && isMailing) {
    const { proveMailbox } = await import('./mail.ts')
    return proveMailbox(email_code, session, context)
  }
  return { session }
}

async function provePassword(
  given: { email: string; password: string },
  session: AuthSession,
  context: ClientContext,
): Promise<Outcome> {
  const tried = await tryPassword(given, context)
  if (tried === 'wrong') return { problem: 'credentials_wrong', session }
  if ('wait' in tried) throw throttled('too many tries; wait and send it again', tried.wait)
  return { user: tried.user, amr: ['pwd'] }
}

function addressIn({ username, login_hint }: Parameters): string {
  const email = normaliseEmail(username ?? login_hint)
  if (email === undefined) throw invalidRequest('username is missing, or is no e-mail address')
  return email
}

/** What may be sent next, by the names of the parameters; and what an authenticator is asked, which the session keeps. */
export async function nextFor(
  session: AuthSession,
  context: ClientContext,
): Promise<{ session: AuthSession; next: readonly string[]; passkey?: object }> {
  const { options } = context
  const { unfinished } = session
  const isMailing = codesAreOn(options)
  const next = [
    ...(options.passwords ? ['password'] : []),
    ...(isMailing && unfinished?.asked ? ['email_code'] : []),
    ...(isMailing ? ['send=email_code'] : []),
  ]
  if (!takesPasskeys(context) || unfinished === undefined) return { session, next }
  const { offerPasskey } = await import('./passkey.ts')
  const { passkey, sealed } = await offerPasskey(context)
  const kept = { ...session, unfinished: { ...unfinished, passkey: sealed } }
  return { session: kept, next: [...next, 'credential'], passkey }
}

const takesPasskeys = (context: ClientContext) =>
  context.options.passkeys && rpIdOf(context) !== undefined
