/** @jsxImportSource hono/jsx */
import { Document, html, type PageProps } from './document.tsx'
import { Field, Form, Problem, problemText } from './form.tsx'
import { dateText } from './format.ts'
import { texts } from './text.ts'

export interface PasswordSectionProps extends PageProps {
  has: boolean
  /** Epoch seconds. */
  changed_at?: number | undefined
}

/** What the account page says of the password. */
export function PasswordSection({ base, lang, has, changed_at }: PasswordSectionProps) {
  const t = texts[lang].codes.password
  return (
    <section aria-labelledby="password">
      <h2 id="password">{t.section}</h2>
      <div class="rows">
        <div class="row">
          <p>
            {has ? t.has : t.none}
            {has && changed_at !== undefined && (
              <small>{t.changedAt(dateText(changed_at, lang))}</small>
            )}
          </p>
          <a class="button" href={`${base}/account/password`}>
            {has ? t.change : t.set}
          </a>
        </div>
      </div>
    </section>
  )
}

export interface ChangePasswordProps extends PageProps {
  csrf: string
  email: string
  /** Whether there is a password already. */
  has: boolean
  /** Whether there is another way to sign in, so that the password may go. */
  isRemovable: boolean
  problem?: 'current' | 'short' | 'common' | 'missing' | 'throttled' | undefined
  /** Seconds. */
  retryAfter?: number | undefined
  done?: 'changed' | 'removed' | undefined
  /** Characters a password needs. */
  minimumLength: number
}

/** Changes, sets or removes the password of who is signed in. */
export function changePasswordPage(p: ChangePasswordProps): string {
  const t = texts[p.lang].codes.password
  return html(
    <Document page={p} title={p.has ? t.changeTitle : t.setTitle}>
      {p.done && (
        <p class="notice" role="status">
          {t.done[p.done]}
        </p>
      )}
      <Problem text={problemOf(p)} />
      <Fields {...p} />
      {p.isRemovable && (
        <Form action={`${p.base}/account/password`} hidden={{ csrf: p.csrf }}>
          <button type="submit" name="step" value="remove">
            {t.remove}
          </button>
          <p class="aside">{t.removeText}</p>
        </Form>
      )}
      <p class="aside">
        <a href={`${p.base}/account`}>{t.back}</a>
      </p>
    </Document>,
  )
}

function Fields({ base, csrf, email, has, lang, minimumLength, problem }: ChangePasswordProps) {
  const { codes, signUp } = texts[lang]
  const t = codes.password
  return (
    <Form action={`${base}/account/password`} hidden={{ csrf }}>
      <input type="email" value={email} autocomplete="username" readonly hidden />
      {has && (
        <Field
          name="current"
          label={t.current}
          type="password"
          autocomplete="current-password"
          invalid={problem === 'current'}
        />
      )}
      <Field
        name="password"
        label={t.next}
        type="password"
        autocomplete="new-password"
        minlength={minimumLength}
        hint={`${signUp.hint(minimumLength)} ${t.ends}`}
        invalid={problem === 'short' || problem === 'common'}
      />
      <button type="submit" class="primary" name="step" value="save">
        {t.save}
      </button>
    </Form>
  )
}

function problemOf({ problem, lang, retryAfter, minimumLength }: ChangePasswordProps) {
  const { codes, problem: t } = texts[lang]
  if (problem === 'current') return codes.password.problem.current
  return problem === 'short' ? t.short(minimumLength) : problemText(problem, lang, retryAfter)
}
