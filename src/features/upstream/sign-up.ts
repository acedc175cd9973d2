import type { Context } from '../../flow/context.ts'
import { signUpLimits } from '../../flow/guessing.ts'
import { proven } from '../../flow/proven.ts'
import { upstreamOf } from '../../flow/upstream.ts'
import { notFound, throttled } from '../../protocol/errors.ts'
import type { User } from '../../store/port.ts'
import { amrOf } from './arrive.ts'
import type { Identity } from './identity.ts'
import { showTrouble } from './trouble.ts'
import { finishWaiting, tryWaiting, type Waiting } from './waiting.ts'

/** Makes an account of what an upstream has verified, linked to the account there. */
export async function signUp(waiting: Waiting, context: Context): Promise<Response> {
  const { identity, pending } = waiting
  const { store, options, now } = context
  const upstream = upstreamOf(identity.upstream, context)
  if (!options.signUp || upstream === undefined) throw notFound('sign-up is switched off here')
  const trouble = (what: 'used' | 'taken') => showTrouble(what, { upstream, pending }, context)
  const wait = await store.throttle.attempt(signUpLimits(context), now)
  if (wait > 0) throw throttled('too many accounts were made from this address', wait)
  if (!(await tryWaiting(waiting, context))) return trouble('used')
  const user = await create(waiting, context)
  if (user === undefined) return trouble('taken')
  const { email } = user
  if (!(await store.linkedAccounts.link(user.sub, { ...identityKey(identity), email }, now)))
    return trouble('taken')
  // last: what a fault of storage has interrupted can be sent again
  if (!(await finishWaiting(waiting, context))) return trouble('used')
  context.event('signed_up', { sub: user.sub, upstream: identity.upstream })
  return proven({ user, amr: amrOf(identity) }, pending, context)
}

export const identityKey = ({ upstream, subject }: Identity) => ({ upstream, subject })

/** `undefined` when the address is somebody's by now, or was never verified. */
async function create(
  { identity: { email, email_verified, claims }, new_sub: sub }: Waiting,
  { store, now }: Context,
): Promise<User | undefined> {
  if (email === undefined || !email_verified) return undefined
  const user: User = { sub, email, email_verified, claims, created_at: now, updated_at: now }
  return (await store.users.create(user)) ? user : store.users.find(sub, { fresh: true })
}
