import type { ClientContext } from '../../flow/feature.ts'
import {
  type Asked,
  isNumberChosen,
  mailCode,
  openAsked,
  sealAsked,
  tryCode,
} from '../../flow/mail-code.ts'
import { confirmAddress, MAIL_AMR } from '../../flow/mail-proof.ts'
import { throttled } from '../../protocol/errors.ts'
import type { AuthSession } from './auth-session.ts'
import type { NotYet, Outcome } from './ways.ts'

/** Mails a code to an address, known or unknown: the answer is the same. */
export async function sendCode(
  email: string,
  session: AuthSession,
  context: ClientContext,
): Promise<NotYet> {
  const { parameters = {}, started_at = context.now } = session.unfinished ?? {}
  const pending = { parameters, started_at, answers: {} }
  const asked = await mailCode({ email, intent: 'sign-in' }, pending, context)
  if ('wait' in asked) throw throttled('too many mails to this address; wait', asked.wait)
  return { session: waitingFor(await sealAsked(asked, context), session), number: asked.number }
}

/** A code that was typed; or none, while the number in the app is chosen where the link of the mail was opened. */
export async function proveMailbox(
  typed: string | undefined,
  session: AuthSession,
  context: ClientContext,
): Promise<Outcome> {
  const asked = await openAsked(session.unfinished?.asked, context)
  const outcome =
    typed === undefined
      ? await isNumberChosen(asked, context)
      : await tryCode(asked, typed, context)
  switch (outcome) {
    case 'right':
    case 'chosen':
      return proven(asked, session, context)
    case 'wrong':
      return { problem: 'code_wrong', session, number: asked.number }
    case 'waiting':
      return { session, number: asked.number }
    case 'over':
      return { problem: 'code_over', session: waitingFor(undefined, session) }
  }
}

/** Whoever reads this mail has an account, or makes one in a browser: nobody else learns which. */
async function proven(
  { email }: Asked,
  session: AuthSession,
  context: ClientContext,
): Promise<Outcome> {
  const user = await context.store.users.findByEmail(email)
  if (user === undefined) return { toWeb: 'there is no account for this address yet', session }
  if (user.disabled_at !== undefined)
    return { problem: 'code_over', session: waitingFor(undefined, session) }
  return { user: await confirmAddress(user, context), amr: MAIL_AMR }
}

function waitingFor(asked: string | undefined, session: AuthSession): AuthSession {
  const { asked: _, ...rest } = session.unfinished ?? { parameters: {}, started_at: 0 }
  return { ...session, unfinished: { ...rest, ...(asked && { asked }) } }
}
