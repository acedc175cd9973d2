import { forgetSession, readOwnForm, whoIsLeaving } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { freshPerson } from '../../flow/fresh.ts'
import { notice } from '../../flow/notice.ts'
import { pendingOrAccount } from '../../flow/pending.ts'
import { seeOther } from '../../flow/return-address.ts'
import { show as showPage } from '../../flow/show.ts'
import { goOn } from '../../flow/sign-in.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'
import { placeOf } from './person.ts'

const PAGE = '/account/delete'

/** The last question. */
export async function ask(context: Context): Promise<Response> {
  const fresh = await freshPerson(PAGE, context)
  if ('ask' in fresh) return fresh.ask
  const { email } = fresh.person.user
  const deletes_at = context.now + context.options.deletionGrace
  return showPage(context, (pages, common) => pages.deletePage({ ...common, email, deletes_at }))
}

/** Ends every session and all access at once; when the time is over, the sweep removes the rest. */
export async function leave(context: Context): Promise<Response> {
  await readOwnForm(context)
  const fresh = await freshPerson(PAGE, context)
  if ('ask' in fresh) return fresh.ask
  const { user } = fresh.person
  const { store, now, options, registry } = context
  const deletes_at = now + options.deletionGrace
  const sessions = await store.sessions.list(user.sub, now)
  // clients hear that the sessions have ended while it is still known which they were
  for (const { sid } of sessions)
    for (const follow of registry.sessionEnded) await follow({ sub: user.sub, sid }, context)
  await store.users.close(user.sub, deletes_at, now)
  forgetSession(context)
  notice('account_closing', { user, deletes_at }, context)
  return showPage(context, (pages, common) =>
    pages.leavingPage({ ...common, deletes_at, canStay: true }),
  )
}

/** What somebody who is leaving sees when they have signed in. */
export async function show(context: Context): Promise<Response> {
  const person = await whoIsLeaving(context)
  if (person === undefined) return seeOther(placeOf(context, '/account'))
  const { request = '' } = parametersOf(readQuery(context.request))
  const { deletes_at } = person
  const canStay = deletes_at > context.now
  return showPage(context, (pages, common) =>
    pages.leavingPage({ ...common, deletes_at, request, canStay }),
  )
}

/** They stay: their account is as it was, and what they signed in for goes on. */
export async function stay(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const person = await whoIsLeaving(context)
  if (person === undefined || person.deletes_at <= context.now)
    return seeOther(placeOf(context, '/account'))
  const { sub } = person.user
  await context.store.users.update(sub, { deletes_at: null }, context.now)
  context.event('account_kept', { sub })
  const pending = await pendingOrAccount(fields['request'] || undefined, context)
  if (pending.page === '/account') return seeOther(placeOf(context, '/account', 'kept'))
  return goOn(pending, { signed_in: person.session.sid }, context)
}
