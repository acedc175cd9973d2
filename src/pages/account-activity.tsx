/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import type { ActivityEvent } from '../protocol/activity.ts'
import { type AccountPageProps, accountDocument, isolated } from './account-frame.tsx'
import { Form } from './form.tsx'
import { browserText, momentText, placeText } from './format.ts'
import { type Language, texts } from './text.ts'

export interface ActivityLine {
  id: string
  /** Epoch seconds. */
  at: number
  event: ActivityEvent
  /** The app, the passkey, the other account. */
  name?: string | undefined
  user_agent?: string | undefined
  city?: string | undefined
  country?: string | undefined
}

export interface ActivityProps extends AccountPageProps {
  lines: readonly ActivityLine[]
}

/** What happened to an account, in words; each line can be said to be somebody else's doing. */
export function activityPage(p: ActivityProps): string {
  const t = texts[p.lang].account.activity
  return accountDocument({
    ...{ page: p, title: t.title, place: 'activity' },
    children: (
      <>
        <p class="aside">{p.lines.length === 0 ? t.none : t.intro}</p>
        <ul class="rows">
          {p.lines.map((line) => (
            <li class="row">
              <Line line={line} lang={p.lang} />
              <a
                class="quiet"
                href={`${p.base}/account/lock-down?about=${encodeURIComponent(line.id)}`}
              >
                {t.notMe}
              </a>
            </li>
          ))}
        </ul>
      </>
    ),
  })
}

function Line({ line, lang }: { line: ActivityLine; lang: Language }) {
  const { events } = texts[lang].account.activity
  const browser = line.user_agent && browserText(line.user_agent, lang)
  const place = placeText(line, lang)
  return (
    <p>
      <strong>{events[line.event]}</strong>
      {line.name && (
        <>
          {' '}
          <bdi>{line.name}</bdi>
        </>
      )}
      <small>
        <time datetime={new Date(line.at * 1000).toISOString()}>{momentText(line.at, lang)}</time>
        {browser && (
          <>
            {' · '}
            <bdi>{browser}</bdi>
          </>
        )}
        {place && (
          <>
            {' · '}
            <bdi>{place}</bdi>
          </>
        )}
      </small>
    </p>
  )
}

export interface LockDownProps extends AccountPageProps {
  email: string
  /** The line it began with. */
  about?: ActivityLine | undefined
  /** Sessions besides this one, and apps with access. */
  sessions: number
  apps: number
  /** How its person signs in: what features have to say. */
  sections: Child
}

/** Three steps to have an account for oneself again; what is done says so, what remains has its button. */
export function lockDownPage(p: LockDownProps): string {
  const t = texts[p.lang].account.lockDown
  const isDone = p.sessions + p.apps === 0
  return accountDocument({
    ...{ page: p, title: t.title },
    children: (
      <>
        <p>{t.intro}</p>
        {p.about && (
          <div class="row about">
            <small>{t.about}</small>
            <Line line={p.about} lang={p.lang} />
          </div>
        )}
        <section aria-labelledby="end">
          <h2 id="end">1. {t.end}</h2>
          {isDone ? (
            <p class="notice" role="status">
              {t.ended}
            </p>
          ) : (
            <Form action={`${p.base}/account/lock-down`} hidden={{ csrf: p.csrf }}>
              <p>{t.endText(p.sessions, p.apps)}</p>
              <button type="submit" class="primary">
                {t.endNow}
              </button>
            </Form>
          )}
        </section>
        <section aria-labelledby="ways">
          <h2 id="ways">2. {t.ways}</h2>
          <p>{t.waysText}</p>
        </section>
        {p.sections}
        <section aria-labelledby="look">
          <h2 id="look">3. {t.look}</h2>
          <p>{t.lookText(isolated(p.email))}</p>
          <p class="aside">
            <a href={`${p.base}/account/profile`}>{t.toProfile}</a>
          </p>
        </section>
        <a class="button" href={`${p.base}/account`}>
          {t.finish}
        </a>
      </>
    ),
  })
}
