import { forgetSession, readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { endSessions } from '../../flow/ending.ts'
import { notice } from '../../flow/notice.ts'
import { seeOther } from '../../flow/return-address.ts'
import { show } from '../../flow/show.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'
import { type EmailChange, openChange, over } from './email.ts'
import { placeOf } from './person.ts'

/** Where the link in the mail to the former address leads; who reads it there need not be signed in. */
export async function askToUndo(context: Context): Promise<Response> {
  const { change = '' } = parametersOf(readQuery(context.request))
  const found = await undoable(change, context)
  if (found === undefined) return over('over', context)
  const email = found.change.from
  return show(context, (pages, common) =>
    pages.emailLinkPage({ ...common, step: 'undo', email, change }),
  )
}

/** Gives a person their former address back, ends every session, and takes them through what else may have been touched. */
export async function undo(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const found = await undoable(fields['change'] ?? '', context)
  if (found === undefined) return over('over', context)
  const { store, now } = context
  const { change, user } = found
  const back = { from: change.to, to: change.from }
  if (!(await store.users.changeEmail(user.sub, back, now))) return over('taken', context)
  // whoever changed the address may have had the account deleted as well
  if (user.deletes_at !== undefined) await store.users.update(user.sub, { deletes_at: null }, now)
  const sessions = await store.sessions.list(user.sub, now)
  const sids = sessions.map(({ sid }) => sid)
  await endSessions(user.sub, sids, context)
  forgetSession(context)
  notice('email_changed', { user: { ...user, email: change.from }, by: 'undo' }, context)
  return seeOther(placeOf(context, '/account/lock-down'))
}

/** A change that still holds: its person has the address they changed to. */
async function undoable(sealed: string, context: Context) {
  const change: EmailChange | undefined = await openChange('email-undo', sealed, context)
  const user = change && (await context.store.users.find(change.sub, { fresh: true }))
  return change && user?.email === change.to ? { change, user } : undefined
}
