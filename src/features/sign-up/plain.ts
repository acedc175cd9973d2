import { startSession } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { rememberDevice, signUpLimits } from '../../flow/guessing.ts'
import { problemOfPassword } from '../../flow/new-password.ts'
import type { Pending } from '../../flow/pending.ts'
import { goOn } from '../../flow/sign-in.ts'
import { normaliseEmail } from '../../protocol/email.ts'
import { throttled } from '../../protocol/errors.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { create, nameOf } from './account.ts'
import { ask, type Problem } from './view.ts'

/** Where no mail is sent, the address is taken at its word, and stays unconfirmed. */
export const askPlainly = (pending: Pending, context: Context): Promise<Response> =>
  ask(pending, context, { step: 'plain' })

/** Makes the account and signs in. */
export async function signUpPlainly(
  fields: Parameters,
  pending: Pending,
  context: Context,
): Promise<Response> {
  const again = (problem: Problem) => ask(pending, context, { step: 'plain', fields, problem })
  const wish = await checked(fields, context)
  if (typeof wish === 'string') return again(wish)
  const wait = await context.store.throttle.attempt(signUpLimits(context), context.now)
  if (wait > 0) throw throttled('too many accounts were made from this address', wait)
  const user = await create({ ...wish, email_verified: false }, context)
  if (user === undefined) return again('taken')
  await rememberDevice(user, context)
  const session = await startSession(user, ['pwd'], context)
  return goOn(pending, { signed_in: session.sid }, context)
}

interface Wish {
  email: string
  name: string | undefined
  password: string
}

async function checked(
  { email, name, password }: Parameters,
  context: Context,
): Promise<Wish | Problem> {
  const normal = normaliseEmail(email)
  if (email === undefined || password === undefined) return 'missing'
  if (normal === undefined) return 'email'
  const problem = await problemOfPassword(password, { email: normal, name }, context)
  return problem ?? { email: normal, name: nameOf(name), password }
}
