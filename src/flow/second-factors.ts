import type { User } from '../store/port.ts'
import { randomId } from '../tokens/secret.ts'
import type { Context, House } from './context.ts'
import type { Person } from './feature.ts'
import type { Pending } from './pending.ts'
import type { Proven, SecondFactor } from './sign-in-ways.ts'

/**
 * The second proofs a person can give, the one to ask for first; beside `amr`, when that was proven. A recovery code stands
 * in for another: alone it is none.
 */
export async function factorsOf(
  user: User,
  context: Context,
  amr?: Proven['amr'],
): Promise<readonly SecondFactor[]> {
  const { secondFactors } = context.registry
  const has = await Promise.all(secondFactors.map((factor) => factor.has(user, context, amr)))
  const factors = secondFactors.filter((_, place) => has[place])
  return factors.some(({ name }) => name !== 'recovery-code') ? factors : []
}

/** The same, for who has to give one, because they have turned it on or the operator asks everybody; none for others. */
export async function dueFactorsOf(
  user: User,
  context: Context,
  amr?: Proven['amr'],
): Promise<readonly SecondFactor[]> {
  const factors = await factorsOf(user, context, amr)
  const isTurnedOn = ({ name, onlyWhenDue }: SecondFactor) =>
    name !== 'recovery-code' && !onlyWhenDue
  return factors.some(isTurnedOn) || isEverybodyAsked(context) ? factors : []
}

/** Whether this person need not be asked here and now. */
export async function isWaived(user: User, context: Context): Promise<boolean> {
  for (const waives of context.registry.secondFactorWaivers) {
    if (await waives(user, context)) return true
  }
  return false
}

/** Whether the operator wants everybody of this tenant to have two factors. */
export function isEverybodyAsked({ issuer, options }: Pick<House, 'issuer' | 'options'>): boolean {
  const { secondFactor } = options
  const mode = typeof secondFactor === 'string' ? secondFactor : secondFactor[issuer.tenant]
  return mode === 'required'
}

/** Asks who is signed in for a second proof, after which they go on; `undefined` when they have none. */
export async function askForMore(
  { session, user }: Person,
  { pending, reason }: { pending: Pending; reason: NonNullable<Proven['reason']> },
  context: Context,
): Promise<Response | undefined> {
  const [factor] = await (reason === 'dangerous' ? dueFactorsOf : factorsOf)(user, context)
  const { amr, sid, sub } = session
  const proven = { sub, amr, at: context.now, id: randomId(), sid, reason }
  return factor?.ask({ ...pending, proven }, context)
}
