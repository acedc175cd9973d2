/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import { type AccountNotice, type AccountPageProps, accountDocument } from './account-frame.tsx'
import type { Person } from './choose-account.tsx'
import { Form } from './form.tsx'
import { browserText, dateText } from './format.ts'
import { type Language, type Text, texts } from './text.ts'

export interface AccountProps extends AccountPageProps {
  user: Person & { email_verified: boolean }
  sessions: readonly AccountSession[]
  apps: readonly ConnectedApp[]
  /** How its person signs in: what features have to say. */
  sections?: Child
  notice?: AccountNotice | undefined
}

/** Moments are epoch seconds. */
export interface AccountSession {
  id: string
  current: boolean
  created_at: number
  last_seen_at: number
  user_agent?: string | undefined
  /** Roughly where, in words. */
  place?: string | undefined
}

export interface ConnectedApp {
  client_id: string
  client_name?: string | undefined
  host?: string | undefined
  /** What it may do, in the person's language. */
  scopes: readonly string[]
  /** Epoch seconds. */
  connected_at: number
  last_used_at: number
}

/** Shows people where they are signed in and which apps act for them; each can be ended here. */
export function accountPage(p: AccountProps): string {
  const t = texts[p.lang].account
  return accountDocument({
    ...{ page: p, title: t.title, place: 'overview' },
    notice: p.notice && t.notice[p.notice],
    children: (
      <>
        <Profile {...p} />
        {p.sections}
        <Sessions {...p} />
        <Apps {...p} />
      </>
    ),
  })
}

function Profile({ base, csrf, lang, user }: AccountProps) {
  const t = texts[lang].account
  return (
    <div class="row">
      <p>
        <strong>
          <bdi>{user.name ?? user.email}</bdi>
        </strong>
        <small>
          {user.name && (
            <>
              <bdi>{user.email}</bdi> ·{' '}
            </>
          )}
          {user.email_verified ? t.verified : t.unverified}
        </small>
      </p>
      <Form action={`${base}/account/sign-out`} hidden={{ csrf }}>
        <button type="submit">{t.signOut}</button>
      </Form>
    </div>
  )
}

function Sessions({ base, csrf, lang, sessions }: AccountProps) {
  const t = texts[lang].account
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">{t.sessions}</h2>
      <ul class="rows">
        {sessions.map((session) => (
          <li class="row">
            <SessionText session={session} lang={lang} />
            {!session.current && (
              <Form action={`${base}/account/sessions/end`} hidden={{ csrf, session: session.id }}>
                <button type="submit">{t.end}</button>
              </Form>
            )}
          </li>
        ))}
      </ul>
      {sessions.some(({ current }) => !current) && (
        <Form action={`${base}/account/sessions/end-others`} hidden={{ csrf }}>
          <button type="submit">{t.endOthers}</button>
        </Form>
      )}
    </section>
  )
}

function SessionText({ session, lang }: { session: AccountSession; lang: Language }) {
  const t = texts[lang].account
  return (
    <p>
      <strong>{browserText(session.user_agent, lang)}</strong>
      {session.current && <span class="tag">{t.thisDevice}</span>}
      <small>
        {session.place && (
          <>
            <bdi>{session.place}</bdi> ·{' '}
          </>
        )}
        {t.since} <Moment at={session.created_at} lang={lang} /> · {t.lastSeen}{' '}
        <Moment at={session.last_seen_at} lang={lang} />
      </small>
    </p>
  )
}

function Apps({ base, csrf, lang, apps }: AccountProps) {
  const t = texts[lang].account
  return (
    <section aria-labelledby="apps">
      <h2 id="apps">{t.apps}</h2>
      {apps.length === 0 && <p>{t.noApps}</p>}
      <ul class="rows">
        {apps.map((app) => (
          <li class="row">
            <AppText app={app} t={t} lang={lang} />
            <Form
              action={`${base}/account/apps/disconnect`}
              hidden={{ csrf, client_id: app.client_id }}
            >
              <button type="submit">{t.disconnect}</button>
            </Form>
          </li>
        ))}
      </ul>
    </section>
  )
}

function AppText({ app, t, lang }: { app: ConnectedApp; t: Text['account']; lang: Language }) {
  return (
    <div>
      <p>
        <strong>
          <bdi>{app.client_name ?? app.client_id}</bdi>
        </strong>
        <small>
          {app.host && (
            <>
              {t.sendsTo} <bdi>{app.host}</bdi> ·{' '}
            </>
          )}
          {t.connected} <Moment at={app.connected_at} lang={lang} /> · {t.lastUsed}{' '}
          <Moment at={app.last_used_at} lang={lang} />
        </small>
      </p>
      <ul class="can">
        {app.scopes.map((scope) => (
          <li>{scope}</li>
        ))}
      </ul>
    </div>
  )
}

function Moment({ at, lang }: { at: number; lang: Language }) {
  return <time datetime={new Date(at * 1000).toISOString()}>{dateText(at, lang)}</time>
}
