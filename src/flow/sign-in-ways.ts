import type { Child, Offers } from '../pages/index.ts'
import type { Session, User } from '../store/port.ts'
import type { Context } from './context.ts'
import type { Person } from './feature.ts'
import type { Pending } from './pending.ts'
import type { Common, Pages } from './show.ts'

/** What sign-in is made of: features bring the ways, the second proofs, and what one's account says of them. */

/** In this order they are asked once an address is known: the first that answers has it. */
export const waysInOrder = [
  'organisation',
  'password',
  'email-code',
  'passkey',
  'upstream',
] as const

export interface SignInWay {
  name: (typeof waysInOrder)[number]
  /** The page this way asks on, the same for known and unknown addresses; `undefined` leaves it to the next way. */
  begin?(email: string, pending: Pending, context: Context): Promise<Response | undefined>
  /** What the pages of signing in need to offer this way. */
  offer?(pending: Pending, context: Context): Promise<Offers>
  /** Whether a person can sign in this way: the last one they have is not taken away. */
  has?(user: User, context: Context): Promise<boolean>
}

/** Whether a person can sign in without one of the ways. */
export async function hasAnotherWay(
  without: SignInWay['name'],
  user: User,
  context: Context,
): Promise<boolean> {
  for (const { name, has } of context.registry.signInWays) {
    if (name !== without && (await has?.(user, context))) return true
  }
  return false
}

/** In this order they are asked for. */
export const factorsInOrder = ['passkey', 'totp', 'recovery-code'] as const

/** A second proof, beside the one a person has begun with. */
export interface SecondFactor {
  name: (typeof factorsInOrder)[number]
  /**
   * It can be given where a second proof is due, and by itself makes none due: a way to sign in that people add for comfort
   * is not to lock them out where they lack it.
   */
  onlyWhenDue?: true
  /** `amr`: what was proven before, when it is to be something else. */
  has(user: User, context: Context, amr?: Proven['amr']): Promise<boolean>
  /** Its page; `pending.proven` says who has proven what before. Its answer ends in `provenTwice`. */
  ask(pending: Pending, context: Context, view?: SecondProofView): Promise<Response>
  /** For who has none: the page that sets one up, after which `pending` goes on. */
  setUp?(pending: Pending, person: Person, context: Context): Promise<Response>
}

/** What its page has to say. */
export interface SecondProofView {
  problem?: 'wrong' | 'throttled' | 'missing'
  /** Seconds. */
  retryAfter?: number
}

/** What somebody has proven of themself so far, in this browser. */
export interface Proven {
  sub: string
  /** RFC 8176. */
  amr: readonly string[]
  /** When the second proof was first asked for. Epoch seconds. */
  at: number
  /** Of the challenge that counts the tries, and is finished once. */
  id: string
  /** Whoever is signed in already, in this session, proves more. */
  sid?: string
  /** Why more is asked of them: the application wants it, or what they are about to do is dangerous. */
  reason?: 'step-up' | 'dangerous'
}

/** In this order they stand on the account page. */
export const sectionsInOrder = [
  'password',
  'passkeys',
  'second-factors',
  'remembered-devices',
  'linked-accounts',
  'organisations',
] as const

/** What a feature has to say on the account page: how its person signs in, and what they are a member of. */
export interface AccountSection {
  name: (typeof sectionsInOrder)[number]
  show(person: Person, context: Context): Promise<(pages: Pages, common: Common) => Child>
}

/** One factor, and two. `acr` of OpenID Connect Core §2. */
export const ACR_ONE_FACTOR = 'urn:sallyport:acr:1fa'
export const ACR_TWO_FACTORS = 'urn:sallyport:acr:2fa'

/** RFC 8176: `mfa` is among the methods when there was more than one factor. */
export const acrOf = (amr: Session['amr']): string =>
  amr.includes('mfa') ? ACR_TWO_FACTORS : ACR_ONE_FACTOR
