import type { Session, User } from '../store/port.ts'
import { randomId } from '../tokens/secret.ts'
import { startSession } from './browser.ts'
import type { Context } from './context.ts'
import { isKnownDevice, rememberDevice } from './guessing.ts'
import { notice } from './notice.ts'
import { type Pending, sealPending } from './pending.ts'
import { seeOther } from './return-address.ts'
import { dueFactorsOf, isWaived } from './second-factors.ts'
import { goOn } from './sign-in.ts'
import type { SecondFactor } from './sign-in-ways.ts'

/**
 * A person has proven who they are, in one way: `amr` says which (RFC 8176). Asks for a second proof where they have one
 * and it is due; else signs them in and goes on. Every way of signing in ends here. Not waivable: a browser that is
 * remembered is asked as well.
 */
export async function proven(
  { user, amr, isWaivable = true }: { user: User; amr: readonly string[]; isWaivable?: boolean },
  pending: Pending,
  context: Context,
): Promise<Response> {
  const factor = await factorDue({ user, amr, isWaivable }, context)
  if (factor === undefined) return signInAs({ user, amr }, pending, context)
  const proven = { sub: user.sub, amr, at: context.now, id: randomId() }
  return factor.ask({ ...pending, proven }, context)
}

/** The second proof to ask for first, beside what a person has proven; `undefined` when there is none, or it is not due. */
export async function factorDue(
  { user, amr, isWaivable = true }: { user: User; amr: readonly string[]; isWaivable?: boolean },
  context: Context,
): Promise<SecondFactor | undefined> {
  if (amr.includes('mfa') || (isWaivable && (await isWaived(user, context)))) return undefined
  const [factor] = await dueFactorsOf(user, context, amr)
  return factor
}

/** Signs in who has proven enough, under a new session, and takes up what waited. */
export async function signInAs(
  { user, amr }: { user: User; amr: readonly string[] },
  { proven: _, ...pending }: Pending,
  context: Context,
): Promise<Response> {
  const session = await beginSession({ user, amr }, context)
  if (user.deletes_at !== undefined) {
    // whoever wants to be deleted is asked whether they stay, before anything else goes on
    const request = await sealPending(pending, context)
    return seeOther(`${context.issuer.identifier}/account/leaving?request=${request}`)
  }
  return goOn(pending, { signed_in: session.sid }, context)
}

/** The session of who has proven enough, in a browser that is remembered from then on. */
export async function beginSession(
  { user, amr }: { user: User; amr: readonly string[] },
  context: Context,
): Promise<Session> {
  const isKnown = await isKnownDevice(user, context)
  await rememberDevice(user, context)
  const session = await startSession(user, amr, context)
  context.event('signed_in', { sub: user.sub, sid: session.sid, amr })
  if (!isKnown && user.created_at < context.now - 60) notice('new_device', { user }, context)
  return session
}
