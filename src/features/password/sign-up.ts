import { readOwnForm, startSession } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { rememberDevice, signUpLimits } from '../../flow/guessing.ts'
import { openPending, type Pending, pendingOrAccount, sealPending } from '../../flow/pending.ts'
import { show } from '../../flow/show.ts'
import { goOn, waitingClient } from '../../flow/sign-in.ts'
import { normaliseEmail } from '../../protocol/email.ts'
import { notFound, throttled } from '../../protocol/errors.ts'
import { type Parameters, parametersOf, readQuery } from '../../protocol/parameters.ts'
import type { User } from '../../store/port.ts'
import { randomId } from '../../tokens/secret.ts'

/** NIST SP 800-63B-4 §3.1.1.1 for a password that is the only factor. Characters. */
const MINIMUM_LENGTH = 15

type Problem = 'email' | 'short' | 'common' | 'taken' | 'missing'

/** GET shows the page; POST makes the account and signs in. */
export async function signUp(context: Context): Promise<Response> {
  if (!context.options.signUp) throw notFound('sign-up is switched off here')
  if (context.request.method !== 'POST') {
    const { request } = parametersOf(readQuery(context.request))
    return ask(await pendingOrAccount(request, context), context, {})
  }
  const { fields } = await readOwnForm(context)
  const pending = await openPending(fields['request'], context)
  const again = (problem: Problem) => ask(pending, context, { fields, problem })

  const wish = checked(fields)
  if (typeof wish === 'string') return again(wish)
  const wait = await context.store.throttle.attempt(signUpLimits(context), context.now)
  if (wait > 0) throw throttled('too many accounts were made from this address', wait)
  const user = await create(wish, context)
  if (user === undefined) return again('taken')
  await rememberDevice(user, context)
  context.event('signed_up', { sub: user.sub })
  const session = await startSession(user, ['pwd'], context)
  return goOn(pending, { signed_in: session.sid }, context)
}

interface Wish {
  email: string
  name: string | undefined
  password: string
}

function checked({ email, name, password }: Parameters): Wish | Problem {
  const normal = normaliseEmail(email)
  if (email === undefined || password === undefined) return 'missing'
  if (normal === undefined) return 'email'
  if ([...password].length < MINIMUM_LENGTH) return 'short'
  return isGuessable(password, normal)
    ? 'common'
    : { email: normal, name: name?.trim().slice(0, 200), password }
}

/** A handful of characters over and over, or the address itself. */
const isGuessable = (password: string, email: string) =>
  new Set(password).size < 6 || password.toLowerCase().includes(email)

async function create(
  { email, name, password }: Wish,
  { store, now }: Context,
): Promise<User | undefined> {
  const user: User = {
    sub: randomId(),
    email,
    email_verified: false,
    password_hash: await store.passwords.hash(password),
    claims: name ? { name } : {},
    created_at: now,
    updated_at: now,
  }
  return (await store.users.create(user)) ? user : undefined
}

interface View {
  fields?: Parameters
  problem?: Problem
}

async function ask(
  pending: Pending,
  context: Context,
  { fields = {}, problem }: View,
): Promise<Response> {
  const request = await sealPending(pending, context)
  const client = await waitingClient(pending, context)
  const { email, name } = fields
  const form = { request, client, email, name, problem, minimumLength: MINIMUM_LENGTH }
  return show(context, (pages, common) => pages.signUpPage({ ...common, ...form }), {
    status: problem ? 400 : 200,
    ui_locales: pending.parameters?.['ui_locales'],
  })
}
