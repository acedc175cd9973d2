import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { passkeyLimits } from '../../flow/guessing.ts'
import { verifyAssertion } from '../../flow/passkey-assertion.ts'
import {
  askForPasskey,
  isOurDomainAlone,
  makeChallenge,
  rpIdOf,
  takeChallenge,
} from '../../flow/passkey-challenge.ts'
import { openPending, type Pending } from '../../flow/pending.ts'
import { proven } from '../../flow/proven.ts'
import { type SignInView, showSignIn } from '../../flow/sign-in.ts'
import type { Offers } from '../../pages/index.ts'

/** What the sign-in page needs to take a passkey, from a button or from the browser's autofill. */
export async function offer(context: Context): Promise<Offers> {
  if (rpIdOf(context) === undefined) return {}
  return { passkey: await askForPasskey(makeChallenge(context), context) }
}

/** Where nothing else is switched on, an address leads to the same page: known or unknown, it says to use a passkey. */
export async function begin(email: string, pending: Pending, context: Context) {
  if (rpIdOf(context) === undefined) return undefined
  return showSignIn(pending, context, {
    step: 'identifier',
    email,
    passkey: { problem: 'only' },
  })
}

/** Signs in whoever the authenticator says, if it has signed what this browser was given. WebAuthn Level 3 §7.2. */
export async function signInWithPasskey(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const pending = await openPending(fields['request'], context)
  const again = (view: Partial<SignInView>) =>
    showSignIn(pending, context, { step: 'identifier', ...view })
  const { event, issuer, now, store } = context
  const wait = await store.throttle.attempt(passkeyLimits(context), now)
  if (wait > 0) {
    event('sign_in_throttled', {})
    return again({ problem: 'throttled', retryAfter: wait })
  }
  const asked = await takeChallenge('passkey', fields['challenge'], context)
  // one that was given to a person who is known already is for that page alone
  if (asked === undefined || asked.sub !== undefined) {
    return again({ passkey: { problem: 'refused' } })
  }
  const expected = { ...asked, origins: [issuer.origin] }
  const outcome = await verifyAssertion(fields['credential'], expected, context)
  if (!('refused' in outcome)) return proven(outcome, pending, context)
  event('sign_in_failed', {})
  return again({ passkey: sayOf(outcome, context) })
}

/** §5.1.10.2: an authenticator is told to forget what nobody has here, where no other house could have it. */
function sayOf(
  { refused, credential_id }: { refused: 'unknown' | 'wrong'; credential_id?: string },
  context: Context,
): NonNullable<SignInView['passkey']> {
  if (refused === 'wrong') return { problem: 'refused' }
  const rpId = rpIdOf(context)
  return rpId !== undefined && credential_id !== undefined && isOurDomainAlone(context)
    ? { problem: 'unknown', unknown: { rpId, credentialId: credential_id } }
    : { problem: 'refused' }
}
