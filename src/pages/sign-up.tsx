/** @jsxImportSource hono/jsx */
import { type ClientFacts, ClientLine } from './client.tsx'
import { Document, html, type PageProps } from './document.tsx'
import { Field, Form, Problem, problemText } from './form.tsx'
import { texts } from './text.ts'

export interface SignUpProps extends PageProps {
  /** The sealed request this page belongs to. */
  request: string
  csrf: string
  email?: string | undefined
  name?: string | undefined
  client?: ClientFacts | undefined
  problem?: 'email' | 'short' | 'common' | 'taken' | 'throttled' | 'missing' | undefined
  /** Seconds. */
  retryAfter?: number | undefined
  /** Characters a password needs. */
  minimumLength: number
}

/** Asks for what a new account needs: e-mail, name, password. */
export function signUpPage(p: SignUpProps): string {
  const t = texts[p.lang].signUp
  return html(
    <Document page={p} title={t.title}>
      {p.client && <ClientLine client={p.client} lang={p.lang} />}
      <Problem text={signUpProblem(p)} />
      <Form action={`${p.base}/sign-up`} hidden={{ csrf: p.csrf, request: p.request }}>
        <Fields {...p} />
        <button type="submit" class="primary">
          {t.submit}
        </button>
      </Form>
      <p class="aside">
        {t.hasAccount}{' '}
        <a href={`${p.base}/sign-in?request=${encodeURIComponent(p.request)}`}>{t.signIn}</a>
      </p>
    </Document>,
  )
}

function signUpProblem({ problem, lang, minimumLength, retryAfter }: SignUpProps) {
  if (problem === 'short') return texts[lang].problem.short(minimumLength)
  return problemText(problem, lang, retryAfter)
}

function Fields({ lang, email, name, problem, minimumLength }: SignUpProps) {
  const { field, signUp: t } = texts[lang]
  return (
    <>
      <Field
        name="email"
        label={field.email}
        type="email"
        value={email}
        autocomplete="username"
        autofocus
        invalid={problem === 'email' || problem === 'taken'}
      />
      <Field name="name" label={field.name} value={name} autocomplete="name" />
      <Field
        name="password"
        label={field.password}
        type="password"
        autocomplete="new-password"
        minlength={minimumLength}
        hint={t.hint(minimumLength)}
        invalid={problem === 'short' || problem === 'common'}
      />
    </>
  )
}
