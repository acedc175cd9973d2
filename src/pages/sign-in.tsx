/** @jsxImportSource hono/jsx */
import { type ClientFacts, ClientLine } from './client.tsx'
import { Document, html, type PageProps } from './document.tsx'
import { Field, Form, Problem, problemText } from './form.tsx'
import { texts } from './text.ts'

export interface SignInProps extends PageProps {
  /** The sealed request this page belongs to. */
  request: string
  csrf: string
  step: 'identifier' | 'password'
  email?: string | undefined
  client?: ClientFacts | undefined
  problem?: 'wrong' | 'throttled' | 'email' | 'missing' | undefined
  /** Seconds. */
  retryAfter?: number | undefined
  /** Whether people may make an account themselves. */
  signUp: boolean
  /** Why sign-in is asked of somebody already signed in. */
  reason?: 'fresh' | 'account' | undefined
}

/** Asks who you are, then for the password: one question a page. */
export function signInPage(p: SignInProps): string {
  const t = texts[p.lang].signIn
  return html(
    <Document page={p} title={p.step === 'identifier' ? t.title : t.welcomeBack}>
      {p.reason && <p>{t.reason[p.reason]}</p>}
      {p.client && <ClientLine client={p.client} lang={p.lang} />}
      <Problem text={problemText(p.problem, p.lang, p.retryAfter)} />
      {p.step === 'identifier' ? <Identifier {...p} /> : <Password {...p} />}
    </Document>,
  )
}

function Identifier(p: SignInProps) {
  const { field, signIn: t } = texts[p.lang]
  return (
    <>
      <Form action={`${p.base}/sign-in`} hidden={{ csrf: p.csrf, request: p.request }}>
        <Field
          name="email"
          label={field.email}
          type="email"
          value={p.email}
          autocomplete="username webauthn"
          autofocus
          invalid={p.problem !== undefined && p.problem !== 'throttled'}
        />
        <button type="submit" class="primary" name="step" value="identifier">
          {t.next}
        </button>
      </Form>
      {p.signUp && (
        <p class="aside">
          {t.noAccount}{' '}
          <a href={`${p.base}/sign-up?request=${encodeURIComponent(p.request)}`}>{t.signUp}</a>
        </p>
      )}
    </>
  )
}

/** Two forms, so that Enter in the password field can never mean "change the e-mail". */
function Password(p: SignInProps) {
  const { field, signIn: t } = texts[p.lang]
  const action = `${p.base}/sign-in`
  const email = p.email ?? ''
  const hidden = { csrf: p.csrf, request: p.request }
  return (
    <>
      <Form action={action} hidden={{ ...hidden, email }} class="person">
        <bdi>{email}</bdi>
        <button type="submit" class="link" name="step" value="back" aria-label={t.changeLong}>
          {t.change}
        </button>
      </Form>
      <Form action={action} hidden={hidden}>
        <input type="email" name="email" value={email} autocomplete="username" readonly hidden />
        <Field
          name="password"
          label={field.password}
          type="password"
          autocomplete="current-password"
          autofocus
          invalid={p.problem !== undefined && p.problem !== 'throttled'}
        />
        <button type="submit" class="primary" name="step" value="password">
          {t.submit}
        </button>
      </Form>
    </>
  )
}
