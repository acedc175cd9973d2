/** @jsxImportSource hono/jsx */
import {
  type AccountNotice,
  type AccountPageProps,
  accountDocument,
  isolated,
} from './account-frame.tsx'
import { Document, html } from './document.tsx'
import { Field, Form, Problem } from './form.tsx'
import { languageNames, texts } from './text.ts'

export interface ProfileProps extends AccountPageProps {
  email: string
  email_verified: boolean
  canChangeEmail: boolean
  profile: Readonly<Partial<Record<'name' | 'given_name' | 'family_name' | 'locale', string>>>
  notice?: AccountNotice | undefined
}

/** What apps see of a person, to be changed by them. OpenID Connect Core §5.1. */
export function profilePage(p: ProfileProps): string {
  const { account, field } = texts[p.lang]
  const t = account.profile
  const values = { name: 'name', given_name: 'given-name', family_name: 'family-name' } as const
  return accountDocument({
    ...{ page: p, title: t.title, place: 'profile' },
    notice: p.notice && account.notice[p.notice],
    children: (
      <>
        <Form action={`${p.base}/account/profile`} hidden={{ csrf: p.csrf }} class="narrow">
          <p class="aside">{t.intro}</p>
          {(['name', 'given_name', 'family_name'] as const).map((name) => (
            <Field
              name={name}
              label={t[name]}
              value={p.profile[name]}
              autocomplete={values[name]}
              optional
            />
          ))}
          <Languages label={t.locale} none={t.asBrowser} chosen={p.profile.locale} />
          <button type="submit" class="primary">
            {t.save}
          </button>
        </Form>
        <section aria-labelledby="email">
          <h2 id="email">{field.email}</h2>
          <div class="row">
            <p>
              <strong>
                <bdi>{p.email}</bdi>
              </strong>
              <small>{p.email_verified ? account.verified : account.unverified}</small>
            </p>
            {p.canChangeEmail && (
              <a class="button" href={`${p.base}/account/email`}>
                {t.changeEmail}
              </a>
            )}
          </div>
        </section>
      </>
    ),
  })
}

function Languages({
  label,
  none,
  chosen,
}: {
  label: string
  none: string
  chosen: string | undefined
}) {
  return (
    <div class="field">
      <label for="locale">{label}</label>
      <select id="locale" name="locale">
        <option value="">{none}</option>
        {Object.entries(languageNames).map(([tag, name]) => (
          <option value={tag} lang={tag} selected={tag === chosen}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}

export interface ChangeEmailProps extends AccountPageProps {
  email: string
  /** What was entered. */
  next?: string | undefined
  problem?: 'email' | 'same' | 'recently' | 'throttled' | undefined
}

/** Asks for another address. */
export function changeEmailPage(p: ChangeEmailProps): string {
  const { account, problem } = texts[p.lang]
  const t = account.email
  const said = p.problem && { ...problem, ...t }[p.problem]
  return html(
    <Document page={p} title={t.title}>
      <Problem text={said} />
      <p>
        {t.current} <bdi>{p.email}</bdi>
      </p>
      <Form action={`${p.base}/account/email`} hidden={{ csrf: p.csrf }}>
        <Field
          name="email"
          type="email"
          label={t.next}
          value={p.next}
          hint={t.hint}
          autocomplete="email"
          autofocus
          invalid={p.problem !== undefined}
        />
        <button type="submit" class="primary">
          {t.send}
        </button>
      </Form>
      <BackTo href={`${p.base}/account/profile`} text={account.profile.title} />
    </Document>,
  )
}

/** What waits to be confirmed or undone, and for which address. */
export interface EmailLinkProps extends AccountPageProps {
  step: 'sent' | 'confirm' | 'undo' | 'over' | 'taken' | 'recently'
  email?: string
  /** Sealed; comes back with the form. */
  change?: string
}

/** The pages that links in mails lead to: each asks for a click before it does anything. */
export function emailLinkPage(p: EmailLinkProps): string {
  const t = texts[p.lang].account.email
  const email = isolated(p.email ?? '')
  const { title, text } = {
    sent: { title: t.sentTitle, text: t.sent(email) },
    confirm: { title: t.confirmTitle, text: t.confirmText(email) },
    undo: { title: t.undoTitle, text: t.undoText(email) },
    over: { title: t.overTitle, text: t.over },
    taken: { title: t.title, text: t.taken },
    recently: { title: t.title, text: t.recently },
  }[p.step]
  const isAsking = p.step === 'confirm' || p.step === 'undo'
  return html(
    <Document page={p} title={title}>
      <p>{text}</p>
      {isAsking && (
        <Form
          action={`${p.base}/account/email/${p.step}`}
          hidden={{ csrf: p.csrf, change: p.change ?? '' }}
        >
          <button type="submit" class="primary">
            {p.step === 'confirm' ? t.confirm : t.undo}
          </button>
        </Form>
      )}
      <BackTo href={`${p.base}/account`} text={texts[p.lang].account.title} />
    </Document>,
  )
}

const BackTo = ({ href, text }: { href: string; text: string }) => (
  <p class="aside">
    <a href={href}>{text}</a>
  </p>
)
