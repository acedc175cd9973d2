import { readOwnForm } from '../../flow/browser.ts'
import { tryPassword } from '../../flow/check-password.ts'
import type { Context } from '../../flow/context.ts'
import { endSessions } from '../../flow/ending.ts'
import type { Person } from '../../flow/feature.ts'
import { freshPerson } from '../../flow/fresh.ts'
import { minimumLength, problemOfPassword } from '../../flow/new-password.ts'
import { notice } from '../../flow/notice.ts'
import { seeOther } from '../../flow/return-address.ts'
import { show } from '../../flow/show.ts'
import { hasAnotherWay } from '../../flow/sign-in-ways.ts'
import { invalidRequest, notFound } from '../../protocol/errors.ts'
import { type Parameters, parametersOf, readQuery } from '../../protocol/parameters.ts'

const PAGE = '/account/password'
const DONE = ['changed', 'removed'] as const

interface View {
  problem?: 'current' | 'short' | 'common' | 'missing' | 'throttled' | undefined
  /** Seconds. */
  retryAfter?: number
  done?: (typeof DONE)[number] | undefined
}

/** One's own password: changed, set or taken away by who has signed in a moment ago. */
export async function changePassword(context: Context): Promise<Response> {
  if (!context.options.passwords) throw notFound('passwords are switched off here')
  const isPost = context.request.method === 'POST'
  const fields = isPost ? (await readOwnForm(context)).fields : undefined
  const fresh = await freshPerson(PAGE, context)
  if ('ask' in fresh) return fresh.ask
  const { person } = fresh
  if (fields === undefined) {
    const { done } = parametersOf(readQuery(context.request))
    return ask(person, context, { done: DONE.find((one) => one === done) })
  }
  switch (fields['step']) {
    case 'save':
      return save(fields, person, context)
    case 'remove':
      return remove(person, context)
    default:
      throw invalidRequest('the field step is missing or unknown')
  }
}

async function save(fields: Parameters, person: Person, context: Context): Promise<Response> {
  const { store, now } = context
  const { user } = person
  const problem = await problemOf(fields, person, context)
  if (problem) return ask(person, context, problem)
  const password_hash = await store.passwords.hash(fields['password'] ?? '')
  await store.users.update(user.sub, { password_hash, password_changed_at: now }, now)
  return changed('changed', person, context)
}

async function problemOf(
  { current, password }: Parameters,
  { user }: Person,
  context: Context,
): Promise<View | undefined> {
  if (password === undefined) return { problem: 'missing' }
  if (user.password_hash !== undefined) {
    if (current === undefined) return { problem: 'missing' }
    // who is at this browser may have found it open: guesses are counted as on the sign-in page, before they are looked at
    const guess = (password: string) => tryPassword({ email: user.email, password }, context)
    let tried = await guess(current)
    // sent again after its answer was lost: what they chose is the current one already
    if (tried === 'wrong' && isJustChanged(user, context)) tried = await guess(password)
    if (tried === 'wrong') return { problem: 'current' }
    if ('wait' in tried) return { problem: 'throttled', retryAfter: tried.wait }
  }
  const problem = await problemOfPassword(password, { email: user.email, user }, context)
  return problem && { problem }
}

/** Seconds in which a form is sent again. */
const AGAIN = 600

const isJustChanged = ({ password_changed_at = 0 }: Person['user'], { now }: Context): boolean =>
  now - password_changed_at <= AGAIN

/** Only where another way in is left. */
async function remove(person: Person, context: Context): Promise<Response> {
  const { user } = person
  if (!(await isRemovable(person, context))) {
    throw invalidRequest('the password is the only way to sign in')
  }
  const changes = { password_hash: null, password_changed_at: context.now }
  await context.store.users.update(user.sub, changes, context.now)
  return changed('removed', person, context)
}

const isRemovable = async ({ user }: Person, context: Context): Promise<boolean> =>
  user.password_hash !== undefined && (await hasAnotherWay('password', user, context))

/** What follows: other browsers are out, none is remembered, and the person hears of it. Apps go on; the account page lists them. */
async function changed(
  done: (typeof DONE)[number],
  { user, session }: Person,
  context: Context,
): Promise<Response> {
  const sessions = await context.store.sessions.list(user.sub, context.now)
  const others = sessions.map(({ sid }) => sid).filter((sid) => sid !== session.sid)
  await endSessions(user.sub, others, context)
  await context.store.factors.forgetDevices(user.sub)
  notice('password_changed', { user, how: done }, context)
  return seeOther(`${context.issuer.identifier}${PAGE}?done=${done}`)
}

async function ask(person: Person, context: Context, view: View): Promise<Response> {
  const { user } = person
  const form = {
    ...view,
    email: user.email,
    has: user.password_hash !== undefined,
    isRemovable: await isRemovable(person, context),
    minimumLength: await minimumLength(user, context),
  }
  const { problem, retryAfter } = view
  return show(context, (pages, common) => pages.changePasswordPage({ ...common, ...form }), {
    status: problem === 'throttled' ? 429 : problem ? 400 : 200,
    ...(retryAfter !== undefined && { retryAfter }),
  })
}
