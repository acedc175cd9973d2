import { forgetSession, readOwnForm, whoIsLeaving, whoIsThere } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { disconnect, endSessions } from '../../flow/ending.ts'
import type { Person } from '../../flow/feature.ts'
import { seeOther } from '../../flow/return-address.ts'
import { show } from '../../flow/show.ts'
import { invalidRequest } from '../../protocol/errors.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'
import type { GrantSummary, Resource } from '../../store/port.ts'
import type { AccountAction } from './index.ts'
import { withPerson } from './person.ts'

const DONE = ['session-ended', 'others-ended', 'disconnected'] as const
type Done = (typeof DONE)[number]
const NOTICES = [...DONE, 'email-changed', 'kept', 'organisation-left'] as const

/** Where one is signed in, what has access, and how one signs in. */
export const account = (context: Context): Promise<Response> =>
  withPerson('/account', context, (person) => overview(person, context))

async function overview(person: Person, context: Context): Promise<Response> {
  const { store, now } = context
  const [sections, sessions, grants, resources] = await Promise.all([
    Promise.all(context.registry.accountSections.map((one) => one.show(person, context))),
    store.sessions.list(person.user.sub, now),
    store.grants.list(person.user.sub, now),
    store.resources.list(),
  ])
  const used = await store.grants.lastUsed(grants)
  const { done } = parametersOf(readQuery(context.request))
  const notice = NOTICES.find((one) => one === done)
  const { email, email_verified, claims } = person.user
  const name = typeof claims['name'] === 'string' ? claims['name'] : undefined
  return show(context, (pages, common) =>
    pages.accountPage({
      ...common,
      notice,
      sections: sections.map((section) => section(pages, common)),
      user: { email, email_verified, name },
      sessions: sessions
        .map(({ sid, ...session }) => ({
          ...session,
          id: sid,
          current: sid === person.session.sid,
        }))
        .sort((a, b) => Number(b.current) - Number(a.current) || b.last_seen_at - a.last_seen_at),
      apps: connectedApps(grants, used).map(({ scope, ...app }) => ({
        ...app,
        scopes: scope.map(
          (name) => textOf(name, resources) ?? pages.scopeOfIssuer(common.lang, name).text,
        ),
      })),
    }),
  )
}

/** One line per application, however many grants (devices) it has. */
function connectedApps(grants: readonly GrantSummary[], used: readonly (number | undefined)[]) {
  const apps = new Map<string, ConnectedApp>()
  for (const [place, grant] of grants.entries()) {
    const known = apps.get(grant.client_id)
    const scope = [...new Set([...(known?.scope ?? []), ...grant.scope])]
    const connected_at = Math.min(known?.connected_at ?? grant.created_at, grant.created_at)
    const last_used_at = Math.max(known?.last_used_at ?? 0, used[place] ?? grant.created_at)
    const host = URL.canParse(grant.redirect_origin)
      ? new URL(grant.redirect_origin).host
      : grant.redirect_origin
    apps.set(grant.client_id, { ...grant, scope, host, connected_at, last_used_at })
  }
  return [...apps.values()]
}

interface ConnectedApp extends GrantSummary {
  host: string
  connected_at: number
  last_used_at: number
}

const textOf = (name: string, resources: readonly Resource[]) =>
  resources.flatMap(({ scopes }) => scopes).find((scope) => scope.name === name)?.text

type Fields = Awaited<ReturnType<typeof readOwnForm>>['fields']

const required = (fields: Fields, name: string): string => {
  const value = fields[name]
  if (value === undefined) throw invalidRequest(`the field ${name} is missing`)
  return value
}

type Action = (person: Person, fields: Fields, context: Context) => Promise<Done | undefined>

const actions: Readonly<Record<AccountAction, Action>> = {
  async 'sessions/end'({ user, session }, fields, context) {
    const sid = required(fields, 'session')
    await endSessions(user.sub, [sid], context)
    if (sid === session.sid) forgetSession(context)
    return sid === session.sid ? undefined : 'session-ended'
  },
  async 'sessions/end-others'({ user, session }, _, context) {
    const sessions = await context.store.sessions.list(user.sub, context.now)
    const others = sessions.map(({ sid }) => sid).filter((sid) => sid !== session.sid)
    await endSessions(user.sub, others, context)
    return 'others-ended'
  },
  async 'apps/disconnect'({ user }, fields, context) {
    await disconnect({ sub: user.sub, client_id: required(fields, 'client_id') }, context)
    return 'disconnected'
  },
  async 'sign-out'({ user, session }, _, context) {
    await endSessions(user.sub, [session.sid], context)
    forgetSession(context)
    return undefined
  },
}

/** A form of the account page: checked, done for who is signed in, and back to the page. */
export async function act(action: AccountAction, context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const isSignOut = action === 'sign-out'
  const person =
    (await whoIsThere(context)) ?? (isSignOut ? await whoIsLeaving(context) : undefined)
  const notice = person && (await actions[action](person, fields, context))
  return seeOther(`${context.issuer.identifier}/account${notice ? `?done=${notice}` : ''}`)
}
