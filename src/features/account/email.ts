import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import type { Person } from '../../flow/feature.ts'
import { freshPerson } from '../../flow/fresh.ts'
import { mailLater } from '../../flow/mail.ts'
import { notice } from '../../flow/notice.ts'
import { seeOther } from '../../flow/return-address.ts'
import { show } from '../../flow/show.ts'
import { normaliseEmail } from '../../protocol/email.ts'
import { notFound } from '../../protocol/errors.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'
import { ADDRESS_HELD } from '../../store/port-people.ts'
import { sha256 } from '../../tokens/secret.ts'
import { placeOf } from './person.ts'

/** An address that is to take the place of another. The links of mails carry it, sealed. */
export interface EmailChange {
  sub: string
  from: string
  to: string
}

/** Seconds the link to a new address counts. */
const LINK_LIFETIME = 3600
const PAGE = '/account/email'

/** Asks for another address. */
export async function ask(context: Context): Promise<Response> {
  requireMailer(context)
  const fresh = await freshPerson(PAGE, context)
  if ('ask' in fresh) return fresh.ask
  const { email } = fresh.person.user
  return show(context, (pages, common) => pages.changeEmailPage({ ...common, email }))
}

/** Mails a link to the new address; the answer is the same whether it can be used or not. */
export async function begin(context: Context): Promise<Response> {
  requireMailer(context)
  const { fields } = await readOwnForm(context)
  const fresh = await freshPerson(PAGE, context)
  if ('ask' in fresh) return fresh.ask
  const { user } = fresh.person
  const to = normaliseEmail(fields['email'])
  const problem = to === undefined ? ('email' as const) : await hindrance(user, to, context)
  if (to === undefined || problem !== undefined) {
    const view = { email: user.email, next: fields['email']?.slice(0, 254), problem }
    const status = problem === 'throttled' ? 429 : 400
    return show(context, (pages, common) => pages.changeEmailPage({ ...common, ...view }), {
      status,
    })
  }
  context.event('email_change_begun', { sub: user.sub })
  if ((await context.store.users.findByEmail(to)) === undefined) await mailLink(user, to, context)
  return show(context, (pages, common) =>
    pages.emailLinkPage({ ...common, step: 'sent', email: to }),
  )
}

type User = Person['user']

async function hindrance(
  user: User,
  to: string,
  { store, now }: Context,
): Promise<'same' | 'throttled' | undefined> {
  if (to === user.email) return 'same'
  const hour = { attempts: 5, window: 3600, longest: 3600 }
  const keys = [`email-change/${user.sub}`, `email-change-to/${await sha256(to)}`]
  const limits = keys.map((key) => ({ key, ...hour }))
  return (await store.throttle.attempt(limits, now)) > 0 ? 'throttled' : undefined
}

async function mailLink(user: User, to: string, context: Context): Promise<void> {
  const change: EmailChange = { sub: user.sub, from: user.email, to }
  const sealed = await context.sealer.seal('email-change', change, context.now + LINK_LIFETIME)
  const link = placeOf(context, `${PAGE}/confirm?change=${sealed}`)
  mailLater({ kind: 'email_change', to, user, link, lasts: LINK_LIFETIME }, context)
}

/** Where the link leads: a click is asked for, so that nobody but its reader follows it. */
export async function askToConfirm(context: Context): Promise<Response> {
  const { change = '' } = parametersOf(readQuery(context.request))
  const wanted = await wantedHere(change, context)
  if (wanted instanceof Response) return wanted
  const email = wanted.change.to
  return show(context, (pages, common) =>
    pages.emailLinkPage({ ...common, step: 'confirm', email, change }),
  )
}

/** Changes the address, once in a week: so that whoever had the former one can always take it back. */
export async function confirm(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const wanted = await wantedHere(fields['change'] ?? '', context)
  if (wanted instanceof Response) return wanted
  const { change, user } = wanted
  const { store, now } = context
  if ((await store.users.findByEmail(change.to)) !== undefined) return over('taken', context)
  if (!(await isFirstInAWeek(change, context))) return over('recently', context)
  if (!(await store.users.changeEmail(user.sub, change, now))) return over('taken', context)
  notice('email_changed', { user: { ...user, email: change.to } }, context)
  const sealed = await context.sealer.seal('email-undo', change, now + ADDRESS_HELD)
  const link = placeOf(context, `${PAGE}/undo?change=${sealed}`)
  mailLater({ kind: 'email_undo', to: change.from, user, link, lasts: ADDRESS_HELD }, context)
  return seeOther(placeOf(context, '/account', 'email-changed'))
}

/** The change of a link, for the person it belongs to, who has signed in a moment ago; else the page that says what is missing. */
async function wantedHere(
  sealed: string,
  context: Context,
): Promise<{ change: EmailChange; user: User } | Response> {
  const change = await openChange('email-change', sealed, context)
  if (change === undefined) return over('over', context)
  const fresh = await freshPerson(`${PAGE}/confirm?change=${sealed}`, context)
  if ('ask' in fresh) return fresh.ask
  const { user } = fresh.person
  const isTheirs = change.sub === user.sub && change.from === user.email
  return isTheirs ? { change, user } : over('over', context)
}

/** The first change stays in mind for as long as it can be undone; the same one may be tried again. */
async function isFirstInAWeek({ sub, from, to }: EmailChange, { store, now }: Context) {
  const id = `email-change/${sub}`
  const word = await sha256(JSON.stringify([from, to]))
  const limit = { most: 1, expires_at: now + ADDRESS_HELD }
  return (
    (await store.challenges.answer(id, { ...limit, word }, now)) ||
    (await store.challenges.answered(id, now)) === word
  )
}

/** The change that a link of ours carries, while it counts. */
export async function openChange(
  purpose: 'email-change' | 'email-undo',
  sealed: string,
  { sealer, now }: Context,
): Promise<EmailChange | undefined> {
  const opened = await sealer.open<EmailChange>(purpose, sealed, now)
  return opened?.expired === false ? opened.value : undefined
}

/** Says why a link does not do what it was made for. */
export const over = (step: 'over' | 'taken' | 'recently', context: Context): Promise<Response> =>
  show(context, (pages, common) => pages.emailLinkPage({ ...common, step }), { status: 400 })

function requireMailer({ options }: Context): void {
  if (options.mailer === undefined) throw notFound('nothing is mailed here, so no address changes')
}
