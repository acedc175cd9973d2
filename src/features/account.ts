import { forgetSession, readOwnForm, whoIsThere } from '../flow/browser.ts'
import type { Context } from '../flow/context.ts'
import { disconnect, endSessions } from '../flow/ending.ts'
import { defineFeature, type Endpoint, type Person } from '../flow/feature.ts'
import { seeOther } from '../flow/return-address.ts'
import { show } from '../flow/show.ts'
import { showSignIn } from '../flow/sign-in.ts'
import { invalidRequest } from '../protocol/errors.ts'
import { parametersOf, readQuery } from '../protocol/parameters.ts'
import type { GrantSummary, Resource } from '../store/port.ts'

const NOTICES = ['session-ended', 'others-ended', 'disconnected'] as const
type Notice = (typeof NOTICES)[number]

/** A page for those who are signed in; anybody else signs in first and comes back here. */
async function account(context: Context): Promise<Response> {
  const person = await whoIsThere(context)
  if (person === undefined) {
    return showSignIn({ page: '/account', started_at: context.now, answers: {} }, context, {
      step: 'identifier',
    })
  }
  const { store, now } = context
  const [sessions, grants, resources] = await Promise.all([
    store.sessions.list(person.user.sub, now),
    store.grants.list(person.user.sub, now),
    store.resources.list(),
  ])
  const { done } = parametersOf(readQuery(context.request))
  const notice = NOTICES.find((one) => one === done)
  const { email, email_verified, claims } = person.user
  const name = typeof claims['name'] === 'string' ? claims['name'] : undefined
  return show(context, (pages, common) =>
    pages.accountPage({
      ...common,
      notice,
      user: { email, email_verified, name },
      sessions: sessions
        .map(({ sid, ...session }) => ({
          ...session,
          id: sid,
          current: sid === person.session.sid,
        }))
        .sort((a, b) => Number(b.current) - Number(a.current) || b.last_seen_at - a.last_seen_at),
      apps: connectedApps(grants).map(({ scope, ...app }) => ({
        ...app,
        scopes: scope.map(
          (name) => textOf(name, resources) ?? pages.scopeOfIssuer(common.lang, name).text,
        ),
      })),
    }),
  )
}

/** One line per application, however many grants (devices) it has. */
function connectedApps(grants: readonly GrantSummary[]) {
  const apps = new Map<string, GrantSummary & { host: string; connected_at: number }>()
  for (const grant of grants) {
    const known = apps.get(grant.client_id)
    const scope = [...new Set([...(known?.scope ?? []), ...grant.scope])]
    const connected_at = Math.min(known?.connected_at ?? grant.created_at, grant.created_at)
    const host = URL.canParse(grant.redirect_origin)
      ? new URL(grant.redirect_origin).host
      : grant.redirect_origin
    apps.set(grant.client_id, { ...grant, scope, host, connected_at })
  }
  return [...apps.values()]
}

const textOf = (name: string, resources: readonly Resource[]) =>
  resources.flatMap(({ scopes }) => scopes).find((scope) => scope.name === name)?.text

type Fields = Awaited<ReturnType<typeof readOwnForm>>['fields']

/** A form of the account page: checked, done for who is signed in, and back to the page. */
const action = (
  path: string,
  act: (person: Person, fields: Fields, context: Context) => Promise<Notice | undefined>,
): Endpoint => ({
  path: `/account/${path}`,
  methods: ['POST'],
  audience: 'person',
  async handle(context) {
    const { fields } = await readOwnForm(context)
    const person = await whoIsThere(context)
    const notice = person && (await act(person, fields, context))
    return seeOther(`${context.issuer.identifier}/account${notice ? `?done=${notice}` : ''}`)
  },
})

const required = (fields: Fields, name: string): string => {
  const value = fields[name]
  if (value === undefined) throw invalidRequest(`the field ${name} is missing`)
  return value
}

const actions = [
  action('sessions/end', async ({ user, session }, fields, context) => {
    const sid = required(fields, 'session')
    await endSessions(user.sub, [sid], context)
    if (sid === session.sid) forgetSession(context)
    return sid === session.sid ? undefined : 'session-ended'
  }),
  action('sessions/end-others', async ({ user, session }, _, context) => {
    const sessions = await context.store.sessions.list(user.sub, context.now)
    const others = sessions.map(({ sid }) => sid).filter((sid) => sid !== session.sid)
    await endSessions(user.sub, others, context)
    return 'others-ended'
  }),
  action('apps/disconnect', async ({ user }, fields, context) => {
    await disconnect({ sub: user.sub, client_id: required(fields, 'client_id') }, context)
    return 'disconnected'
  }),
  action('sign-out', async ({ user, session }, _, context) => {
    await endSessions(user.sub, [session.sid], context)
    forgetSession(context)
    return undefined
  }),
]

export const accountPages = defineFeature({
  spec: 'Account pages',
  endpoints: [
    { path: '/account', methods: ['GET'], audience: 'person', handle: account },
    ...actions,
  ],
})
