import { readOwnForm, whoIsThere } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { userCodeLimits } from '../../flow/guessing.ts'
import { show } from '../../flow/show.ts'
import { showSignIn } from '../../flow/sign-in.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'
import { readUserCode, showUserCode } from '../../protocol/user-code.ts'
import type { Limit } from '../../store/port.ts'
import { pendingFor, walk } from './walk.ts'

interface Entry {
  typed?: string | undefined
  /** `shape`: it cannot be a code. `over`: it is none of those that wait. */
  problem?: 'missing' | 'shape' | 'over' | 'throttled'
  retryAfter?: number
}

/** Asks for the code on the device's screen; one that a link brought along is filled in, and still sent by hand. */
export const showEntry = (
  context: Context,
  { typed, problem, retryAfter }: Entry,
): Promise<Response> =>
  show(
    context,
    (pages, common) => pages.deviceCodePage({ ...common, typed, problem, retryAfter }),
    {
      status: problem === 'throttled' ? 429 : problem ? 400 : 200,
      ...(retryAfter !== undefined && { retryAfter }),
    },
  )

/** GET asks for the code; POST tries one. RFC 8628 §3.3. */
export async function enterCode(context: Context): Promise<Response> {
  if (context.request.method !== 'POST') {
    const { user_code } = parametersOf(readQuery(context.request))
    const code = readUserCode(user_code)
    return showEntry(context, code === undefined ? {} : { typed: showUserCode(code) })
  }
  const { fields } = await readOwnForm(context)
  const typed = fields['user_code']?.slice(0, 40)
  const code = readUserCode(typed)
  if (code === undefined) return showEntry(context, { typed, problem: typed ? 'shape' : 'missing' })
  const held = await heldBack(code, context)
  if (held !== undefined) return held
  const waiting = await context.store.deviceCodes.find(code, context.now)
  if (waiting === undefined) {
    context.event('user_code_unknown', {})
    return showEntry(context, { typed, problem: 'over' })
  }
  return walk(pendingFor(code, waiting, context), context)
}

/**
 * What stands between a guess and the codes that wait, counted before one is looked at. RFC 8628 §5.1: 20^8 codes are 34.6
 * bits. Behind the address and the browser there is a ceiling for everybody; beyond it people have to say who they are, and
 * are counted by that, below a ceiling of their own: nobody can shut the page for others by guessing.
 */
async function heldBack(code: string, context: Context): Promise<Response | undefined> {
  const { near, everybody, people } = await userCodeLimits(context)
  const nearby = await tooMany(near, context)
  if (nearby !== undefined) return nearby
  const person = await whoIsThere(context)
  if (person !== undefined) return tooMany(people(person.user.sub), context)
  if ((await context.store.throttle.attempt([everybody], context.now)) === 0) return undefined
  context.event('user_code_ceiling', {})
  const page = `/device?user_code=${showUserCode(code)}`
  const pending = { page, started_at: context.now, answers: {} }
  return showSignIn(pending, context, { step: 'identifier' })
}

async function tooMany(limits: readonly Limit[], context: Context): Promise<Response | undefined> {
  const wait = await context.store.throttle.attempt(limits, context.now)
  if (wait === 0) return undefined
  context.event('user_code_throttled', {})
  return showEntry(context, { problem: 'throttled', retryAfter: wait })
}

/** GET /device/done: the person goes back to their device. */
export async function done(context: Context): Promise<Response> {
  const { answer } = parametersOf(readQuery(context.request))
  const isAllowed = answer !== 'denied'
  return show(context, (pages, common) => pages.deviceDonePage({ ...common, isAllowed }))
}
