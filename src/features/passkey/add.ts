import { readOwnForm, whoIsThere } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import type { Person } from '../../flow/feature.ts'
import { freshPerson } from '../../flow/fresh.ts'
import { isByPasskey } from '../../flow/passkey-assertion.ts'
import { descriptorOf, makeChallenge, rpIdOf, userHandleOf } from '../../flow/passkey-challenge.ts'
import { openPending, type Pending, sealForBrowser, sealPending } from '../../flow/pending.ts'
import { show } from '../../flow/show.ts'
import { goOn } from '../../flow/sign-in.ts'
import { notFound } from '../../protocol/errors.ts'
import type { Passkey, User } from '../../store/port.ts'
import { ALGORITHMS, type Problem, register } from './register.ts'
import { displayNameOf } from './section.ts'

/** Seconds in which a browser is not asked again. */
const LATER = 60 * 86_400
const WAITING: Pending = { page: '/account', started_at: 0, answers: {} }

/** Tells who has just signed in without one that a passkey is faster: where their browser keeps passkeys, and once. */
export async function suggest(pending: Pending, context: Context): Promise<Response | undefined> {
  // who signs in again to change something is let through to it
  if ((pending.page ?? '/account') !== '/account') return
  const person = await whoIsThere(context)
  if (person === undefined || isByPasskey(person.session.amr) || !canHave(person, context)) return
  if ((await context.store.passkeys.list(person.user.sub)).length > 0) return
  return page(person, { pending }, context)
}

const canHave = ({ user }: Person, context: Context): boolean =>
  rpIdOf(context) !== undefined && userHandleOf(user.sub) !== undefined

/** GET asks; POST adds what the browser has made, or leaves it, and goes on with what waited. */
export async function add(context: Context): Promise<Response> {
  if (context.request.method !== 'POST') {
    const fresh = await freshPerson('/account/passkeys/add', context)
    if ('ask' in fresh) return fresh.ask
    const pending = { ...WAITING, started_at: context.now }
    return page(fresh.person, { pending }, context)
  }
  const { fields } = await readOwnForm(context)
  const pending = await openPending(fields['request'], context)
  if (fields['step'] === 'later') {
    context.cookies.set('passkeys', 'later', LATER)
    return goOn(pending, {}, context)
  }
  const fresh = await freshPerson(pending, context)
  if ('ask' in fresh) return fresh.ask
  const { person } = fresh
  const problem = await register(person, fields, context)
  if (problem !== undefined) return page(person, { pending, problem }, context)
  const done = { ...pending, page: '/account?done=passkey-added#passkeys' }
  return goOn((pending.page ?? '/account') === '/account' ? done : pending, {}, context)
}

async function page(
  { user }: Person,
  { pending, problem }: { pending: Pending; problem?: Problem },
  context: Context,
): Promise<Response> {
  const isSuggested = pending.answers.signed_in !== undefined
  const made = makeChallenge(context, { sub: user.sub })
  const passkeys = await context.store.passkeys.list(user.sub)
  const offer = {
    options: JSON.stringify(creationOptions(user, { made, passkeys }, context)),
    sealed: await sealForBrowser('new-passkey', made, context),
  }
  const request = await sealPending(pending, context)
  return show(
    context,
    (pages, common) => pages.addPasskeyPage({ ...common, request, offer, isSuggested, problem }),
    { status: problem ? 400 : 200, ui_locales: pending.parameters?.['ui_locales'] },
  )
}

/** PublicKeyCredentialCreationOptionsJSON. WebAuthn Level 3 §5.4. */
function creationOptions(
  { sub, email, claims }: User,
  { made, passkeys }: { made: { challenge: string }; passkeys: readonly Passkey[] },
  context: Context,
) {
  const id = userHandleOf(sub)
  if (id === undefined) throw notFound('the sub of this account is too long for a passkey')
  return {
    rp: { id: rpIdOf(context), name: context.options.name },
    user: { id, name: email, displayName: displayNameOf({ email, claims }) },
    challenge: made.challenge,
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    timeout: 300_000,
    excludeCredentials: passkeys.map(descriptorOf),
    // a passkey is found without an address first
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'preferred',
    },
    attestation: 'none',
  }
}
