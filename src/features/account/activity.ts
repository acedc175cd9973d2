import { readOwnForm } from '../../flow/browser.ts'
import { findClient } from '../../flow/client.ts'
import type { Context } from '../../flow/context.ts'
import { disconnect, endSessions } from '../../flow/ending.ts'
import type { Person } from '../../flow/feature.ts'
import { freshPerson } from '../../flow/fresh.ts'
import { forgetBrowsers } from '../../flow/remembered-devices.ts'
import { seeOther } from '../../flow/return-address.ts'
import { show as showPage } from '../../flow/show.ts'
import { isActivity } from '../../protocol/activity.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'
import type { ActivityEntry } from '../../store/port.ts'
import { appsOf, placeOf, withPerson } from './person.ts'

/** Entries that are shown. */
const SHOWN = 100
const LOCK_DOWN = '/account/lock-down'

/** What happened to the account of who is signed in. */
export const show = (context: Context): Promise<Response> =>
  withPerson('/account/activity', context, async ({ user }) => {
    const lines = await linesOf(await context.store.activity.list(user.sub, SHOWN), context)
    return showPage(context, (pages, common) => pages.activityPage({ ...common, lines }))
  })

/** Entries as they are read: what is not for people is left out, an app has its name. */
async function linesOf(entries: readonly ActivityEntry[], context: Context) {
  const ids = [...new Set(entries.flatMap(({ details }) => details.client_id ?? []))]
  const found = ids.map(async (id) => [id, (await findClient(id, context))?.client_name] as const)
  const names = new Map(await Promise.all(found))
  return entries.flatMap(({ id, at, event, details: { client_id, ...details } }) => {
    if (!isActivity(event)) return []
    const app = client_id === undefined ? {} : { name: names.get(client_id) ?? client_id }
    return [{ id, at, event, ...details, ...app }]
  })
}

/** Leads somebody whose account was touched by others through what there is to do. */
export async function showLockDown(context: Context): Promise<Response> {
  const { about } = parametersOf(readQuery(context.request))
  const page = about === undefined ? LOCK_DOWN : `${LOCK_DOWN}?about=${encodeURIComponent(about)}`
  const fresh = await freshPerson(page, context)
  if ('ask' in fresh) return fresh.ask
  const { person } = fresh
  const { activity } = context.store
  const [{ sids, apps }, sections, entries] = await Promise.all([
    others(person, context),
    Promise.all(waysOf(context).map((one) => one.show(person, context))),
    about === undefined ? [] : activity.list(person.user.sub, SHOWN),
  ])
  const meant = entries.filter(({ id }) => id === about)
  const [line] = await linesOf(meant, context)
  return showPage(context, (pages, common) =>
    pages.lockDownPage({
      ...common,
      ...{ email: person.user.email, about: line, sessions: sids.length, apps: apps.length },
      sections: sections.map((section) => section(pages, common)),
    }),
  )
}

/** What somebody signs in with: their organisations are no part of it. */
const waysOf = ({ registry }: Context) =>
  registry.accountSections.filter(({ name }) => name !== 'organisations')

/** Ends every other session and takes back the access of every app. */
export async function lockDown(context: Context): Promise<Response> {
  await readOwnForm(context)
  const fresh = await freshPerson(LOCK_DOWN, context)
  if ('ask' in fresh) return fresh.ask
  const { person } = fresh
  const { sub } = person.user
  const { sids, apps } = await others(person, context)
  await endSessions(sub, sids, context)
  for (const client_id of apps) await disconnect({ sub, client_id }, context)
  await forgetBrowsers(person.user, context)
  context.event('account_locked_down', { sub, sessions: sids.length, apps: apps.length })
  return seeOther(placeOf(context, LOCK_DOWN))
}

/** The sessions of a person besides the one they look from, and the apps that have access. */
async function others({ user, session }: Person, { store, now }: Context) {
  const [sessions, grants] = await Promise.all([
    store.sessions.list(user.sub, now),
    store.grants.list(user.sub, now),
  ])
  const sids = sessions.map(({ sid }) => sid).filter((sid) => sid !== session.sid)
  return { sids, apps: [...appsOf(grants)] }
}
