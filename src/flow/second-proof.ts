import { defineError } from '../protocol/errors.ts'
import type { User } from '../store/port.ts'
import { readOwnForm, stepUpSession, whoIsThere } from './browser.ts'
import type { Context } from './context.ts'
import { secondProofLimits } from './guessing.ts'
import { openPending, type Pending, sealPending } from './pending.ts'
import { signInAs } from './proven.ts'
import { rememberBrowser } from './remembered-devices.ts'
import { factorsOf } from './second-factors.ts'
import { show } from './show.ts'
import { goOn, showSignIn, waitingClient } from './sign-in.ts'
import type { Proven, SecondFactor, SecondProofView } from './sign-in-ways.ts'

/** The second proof: who has given the first, how often they may try, and what comes after it. */

/** Seconds between the first proof and the second. */
const PATIENCE = 600
/** Tries at one of them. */
const TRIES = 5

const notAsked = defineError('invalid_request', { page: 'form-rejected' })

/** Who has given the first proof. */
export interface HalfWay {
  user: User
  proven: Proven
}

/**
 * Who has given the first proof in this browser, a moment ago; `undefined` when that was too long ago, when its password has
 * changed since, when they are not enabled, or when the session that is stepped up is not the one that is there.
 */
export async function halfWay({ proven }: Pending, context: Context): Promise<HalfWay | undefined> {
  if (proven === undefined || context.now - proven.at > PATIENCE) return undefined
  const user = await context.store.users.find(proven.sub, { fresh: true })
  if (user === undefined || user.disabled_at !== undefined) return undefined
  if ((user.password_changed_at ?? 0) > proven.at) return undefined
  if (proven.sid !== undefined) {
    const there = await whoIsThere(context)
    if (there?.session.sid !== proven.sid || there.user.sub !== user.sub) return undefined
  }
  return { user, proven }
}

/** From the first proof on: whoever is signed in stays so. */
export async function beginAgain(
  { proven, ...pending }: Pending,
  context: Context,
  problem?: 'throttled',
): Promise<Response> {
  if (proven?.sid !== undefined && problem === undefined) return goOn(pending, {}, context)
  return showSignIn(pending, context, { step: 'identifier', ...(problem && { problem }) })
}

type Coded = Extract<SecondFactor['name'], 'totp' | 'recovery-code'>

/** The page that asks for a code. */
export async function askForCode(
  step: Coded,
  { pending, view = {} }: { pending: Pending; view?: SecondProofView | undefined },
  context: Context,
): Promise<Response> {
  const half = await halfWay(pending, context)
  if (half === undefined) return beginAgain(pending, context)
  const { user, proven } = half
  const props = {
    ...view,
    step,
    email: user.email,
    reason: proven.reason,
    request: await sealPending(pending, context),
    client: await waitingClient(pending, context),
    others: await otherFactors(step, user, context),
    isWaiting: pending.parameters !== undefined,
  }
  return show(context, (pages, common) => pages.secondProofPage({ ...common, ...props }), {
    status: view.problem === 'throttled' ? 429 : view.problem ? 400 : 200,
    ui_locales: pending.parameters?.['ui_locales'],
    ...(view.retryAfter !== undefined && { retryAfter: view.retryAfter }),
  })
}

/** By which else a person could prove it. */
export const otherFactors = async (name: SecondFactor['name'], user: User, context: Context) =>
  (await factorsOf(user, context)).map((one) => one.name).filter((one) => one !== name)

/**
 * A form with a code: counted, looked at by `spend`, which uses it up, and gone on from. Each browser half way has a few
 * tries, each person some in a while: counted before the code is looked at, so that guesses sent together are all counted.
 */
export async function answerWithCode(
  step: Coded,
  spend: (code: string, user: User) => Promise<boolean>,
  context: Context,
): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const pending = await openPending(fields['request'], context)
  const half = await halfWay(pending, context)
  if (half === undefined) return beginAgain(pending, context)
  const again = (view: SecondProofView) => askForCode(step, { pending, view }, context)
  if (fields['code'] === undefined) return again({ problem: 'missing' })

  const { event, now, store } = context
  const { sub } = half.user
  const wait = await store.throttle.attempt(await secondProofLimits(half.user, context), now)
  if (wait > 0) {
    event('second_factor_throttled', { sub, factor: step })
    return again({ problem: 'throttled', retryAfter: wait })
  }
  if (!(await store.challenges.attempt(half.proven.id, limitOf(half), now))) {
    event('second_factor_throttled', { sub, factor: step })
    return beginAgain(pending, context, 'throttled')
  }
  if (!(await spend(fields['code'], half.user))) {
    event('second_factor_failed', { sub, factor: step })
    return again({ problem: 'wrong' })
  }
  const remember = fields['remember'] === 'yes'
  return provenTwice(half, { amr: ['otp'], remember, pending }, context)
}

const limitOf = ({ proven }: HalfWay) => ({ most: TRIES, expires_at: proven.at + PATIENCE })

interface Second {
  /** How the second proof was given. RFC 8176. */
  amr: readonly string[]
  /** This browser need not give it again for a while. */
  remember: boolean
  pending: Pending
}

/**
 * The second proof was given, after `halfWay`: signs in, or steps the session up, and takes up what waited. Every second
 * proof ends here, and each of them once.
 */
export async function provenTwice(
  half: HalfWay,
  { amr: second, remember, pending }: Second,
  context: Context,
): Promise<Response> {
  const { event, now, store } = context
  const { user, proven } = half
  if (!(await store.challenges.finish(proven.id, limitOf(half), now))) {
    return beginAgain(pending, context)
  }
  const [account] = await secondProofLimits(user, context)
  if (account) await store.throttle.forgive([account.key])
  if (remember) await rememberBrowser(user, context)
  const amr = [...new Set([...proven.amr, ...second, 'mfa'])]
  if (proven.sid === undefined) return signInAs({ user, amr }, pending, context)
  const { sid, sub } = { sid: proven.sid, sub: user.sub }
  if (!(await stepUpSession({ sid, sub }, amr, context))) return beginAgain(pending, context)
  event('stepped_up', { sub, sid, amr })
  const { proven: _, ...waiting } = pending
  return goOn(waiting, {}, context)
}

/** POST /sign-in/second: another of their factors, none at all, or on from a page that has only told something. */
export async function chooseProof(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const pending = await openPending(fields['request'], context)
  const { proven, ...waiting } = pending
  if (fields['step'] === 'go-on') return goOn(waiting, {}, context)
  if (fields['step'] === 'not-now') return goOn(waiting, { declined: true }, context)
  const half = await halfWay(pending, context)
  if (half === undefined) return beginAgain(pending, context)
  const factors = await factorsOf(half.user, context)
  const factor = factors.find(({ name }) => name === fields['use'])
  if (factor === undefined) throw notAsked('the field use names no second factor of this person')
  return factor.ask(pending, context)
}
