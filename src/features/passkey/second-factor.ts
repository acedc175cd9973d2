import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { passkeyLimits } from '../../flow/guessing.ts'
import { isByPasskey, verifyAssertion } from '../../flow/passkey-assertion.ts'
import {
  askForPasskey,
  makeChallenge,
  rpIdOf,
  takeChallenge,
} from '../../flow/passkey-challenge.ts'
import { openPending, type Pending, sealPending } from '../../flow/pending.ts'
import { beginAgain, halfWay, otherFactors, provenTwice } from '../../flow/second-proof.ts'
import { show } from '../../flow/show.ts'
import { waitingClient } from '../../flow/sign-in.ts'
import type { Proven, SecondProofView } from '../../flow/sign-in-ways.ts'
import type { User } from '../../store/port.ts'

/** A passkey is no second proof beside itself. */
export async function has(
  { sub }: User,
  context: Context,
  amr: Proven['amr'] = [],
): Promise<boolean> {
  if (rpIdOf(context) === undefined || isByPasskey(amr)) return false
  return (await context.store.passkeys.list(sub)).length > 0
}

/** The page that asks for one of the person's passkeys. */
export async function ask(
  pending: Pending,
  context: Context,
  view: SecondProofView = {},
): Promise<Response> {
  const half = await halfWay(pending, context)
  if (half === undefined) return beginAgain(pending, context)
  const { user, proven } = half
  const { sub } = user
  const made = makeChallenge(context, { sub, userVerification: neededBeside(proven.amr) })
  const props = {
    ...view,
    email: user.email,
    reason: proven.reason,
    offer: await askForPasskey(made, context, await context.store.passkeys.list(sub)),
    request: await sealPending(pending, context),
    client: await waitingClient(pending, context),
    others: await otherFactors('passkey', user, context),
    isWaiting: pending.parameters !== undefined,
  }
  return show(context, (pages, common) => pages.secondPasskeyPage({ ...common, ...props }), {
    status: view.problem === 'throttled' ? 429 : view.problem ? 400 : 200,
    ui_locales: pending.parameters?.['ui_locales'],
    ...(view.retryAfter !== undefined && { retryAfter: view.retryAfter }),
  })
}

/** Takes the passkey of who has proven something else before, in this browser. */
export async function prove(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const pending = await openPending(fields['request'], context)
  const half = await halfWay(pending, context)
  if (half === undefined) return beginAgain(pending, context)
  const { event, issuer, now, store } = context
  const { sub } = half.user
  const wait = await store.throttle.attempt(passkeyLimits(context), now)
  if (wait > 0) {
    event('second_factor_throttled', { sub, factor: 'passkey' })
    return ask(pending, context, { problem: 'throttled', retryAfter: wait })
  }
  const asked = await takeChallenge('passkey', fields['challenge'], context)
  if (asked?.sub !== sub) return ask(pending, context, { problem: 'wrong' })
  const userVerification = neededBeside(half.proven.amr)
  const expected = { ...asked, userVerification, origins: [issuer.origin] }
  const outcome = await verifyAssertion(fields['credential'], expected, context)
  if ('refused' in outcome) {
    event('second_factor_failed', { sub, factor: 'passkey' })
    return ask(pending, context, { problem: 'wrong' })
  }
  const remember = fields['remember'] === 'yes'
  return provenTwice(half, { amr: outcome.amr, remember, pending }, context)
}

/** Who came with a passkey alone makes two factors of it by unlocking it. */
const neededBeside = (amr: Proven['amr']): 'required' | 'preferred' =>
  isByPasskey(amr) ? 'required' : 'preferred'
