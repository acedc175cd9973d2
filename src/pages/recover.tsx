/** @jsxImportSource hono/jsx */
import { Document, html, type PageProps } from './document.tsx'
import { Field, Form, Problem, problemText } from './form.tsx'
import { texts } from './text.ts'

export interface RecoverProps extends PageProps {
  /** The sealed request this page belongs to. */
  request: string
  csrf: string
  email?: string | undefined
  problem?: 'email' | 'missing' | 'throttled' | undefined
  /** Seconds. */
  retryAfter?: number | undefined
}

/** Asks whose password is forgotten. */
export function recoverPage(p: RecoverProps): string {
  const { codes, field } = texts[p.lang]
  const t = codes.recover
  return html(
    <Document page={p} title={t.title}>
      <p>{t.text}</p>
      <Problem text={problemText(p.problem, p.lang, p.retryAfter)} />
      <Form action={`${p.base}/recover`} hidden={{ csrf: p.csrf, request: p.request }}>
        <Field
          name="email"
          label={field.email}
          type="email"
          value={p.email}
          autocomplete="username"
          autofocus
          invalid={p.problem !== undefined && p.problem !== 'throttled'}
        />
        <button type="submit" class="primary">
          {t.submit}
        </button>
      </Form>
      <p class="aside">
        <a href={`${p.base}/sign-in?request=${encodeURIComponent(p.request)}`}>{t.back}</a>
      </p>
    </Document>,
  )
}

export interface NewPasswordProps extends PageProps {
  /** The sealed proof of the mailbox. */
  request: string
  csrf: string
  email: string
  problem?: 'short' | 'common' | 'missing' | undefined
  /** Characters a password needs. */
  minimumLength: number
}

/** Asks for the new password of who has proven their mailbox. */
export function newPasswordPage(p: NewPasswordProps): string {
  const { codes, field, problem, signUp } = texts[p.lang]
  const t = codes.recover
  const short = p.problem === 'short' ? problem.short(p.minimumLength) : undefined
  return html(
    <Document page={p} title={t.newTitle}>
      <p class="person alone">
        <bdi>{p.email}</bdi>
      </p>
      <p>{t.newText}</p>
      <Problem text={short ?? (p.problem && problem[p.problem as 'common' | 'missing'])} />
      <Form action={`${p.base}/recover/password`} hidden={{ csrf: p.csrf, request: p.request }}>
        <input type="email" value={p.email} autocomplete="username" readonly hidden />
        <Field
          name="password"
          label={field.password}
          type="password"
          autocomplete="new-password"
          autofocus
          minlength={p.minimumLength}
          hint={signUp.hint(p.minimumLength)}
          invalid={p.problem !== undefined}
        />
        <button type="submit" class="primary">
          {t.save}
        </button>
      </Form>
    </Document>,
  )
}
