/** @jsxImportSource hono/jsx */
import { type ClientFacts, ClientLine } from './client.tsx'
import { Document, html, type PageProps } from './document.tsx'
import { Field, Form, Problem, problemText } from './form.tsx'
import { texts } from './text.ts'

export interface SignUpProps extends PageProps {
  /** The sealed request this page belongs to; of `details`, the sealed proof of the address. */
  request: string
  csrf: string
  /** `address` first and `details` once it is proven; `plain` asks for all at once, where no mail is sent. */
  step: 'plain' | 'address' | 'details'
  email?: string | undefined
  name?: string | undefined
  client?: ClientFacts | undefined
  problem?: 'email' | 'short' | 'common' | 'taken' | 'throttled' | 'missing' | undefined
  /** Seconds. */
  retryAfter?: number | undefined
  /** Whether a password is asked for; absent: there are none here. */
  password?: 'required' | 'optional' | undefined
  /** Characters a password needs. */
  minimumLength: number
}

/** Asks for what a new account needs: an address first, then a name and a password. */
export function signUpPage(p: SignUpProps): string {
  const { signUp: t, codes } = texts[p.lang]
  const isLast = p.step === 'details'
  const hidden = { csrf: p.csrf, request: p.request }
  return html(
    <Document page={p} title={isLast ? codes.signUp.detailsTitle : t.title}>
      {p.client && <ClientLine client={p.client} lang={p.lang} />}
      <Problem text={signUpProblem(p)} />
      <Form action={`${p.base}/sign-up${isLast ? '/details' : ''}`} hidden={hidden}>
        {isLast ? <Address {...p} /> : <Email {...p} />}
        {p.step !== 'address' && <Details {...p} />}
        <button type="submit" class="primary">
          {p.step === 'address' ? codes.signUp.submit : t.submit}
        </button>
      </Form>
      {!isLast && (
        <p class="aside">
          {t.hasAccount}{' '}
          <a href={`${p.base}/sign-in?request=${encodeURIComponent(p.request)}`}>{t.signIn}</a>
        </p>
      )}
    </Document>,
  )
}

function signUpProblem({ problem, lang, minimumLength, retryAfter }: SignUpProps) {
  if (problem === 'short') return texts[lang].problem.short(minimumLength)
  return problemText(problem, lang, retryAfter)
}

function Email({ lang, email, problem, step }: SignUpProps) {
  const { field, codes } = texts[lang]
  return (
    <Field
      name="email"
      label={field.email}
      type="email"
      value={email}
      autocomplete="username"
      autofocus
      {...(step === 'address' && { hint: codes.signUp.address })}
      invalid={
        problem === 'email' || problem === 'taken' || (problem === 'missing' && step === 'address')
      }
    />
  )
}

/** The address that is proven; password managers keep it as the name of what is set beside it. */
function Address({ lang, email = '' }: SignUpProps) {
  return (
    <>
      <p class="person alone">
        <bdi>{email}</bdi> <span class="tag">{texts[lang].codes.signUp.confirmed}</span>
      </p>
      <input type="email" value={email} autocomplete="username" readonly hidden />
    </>
  )
}

function Details({ lang, name, password, problem, minimumLength, step }: SignUpProps) {
  const { field, signUp: t, codes, optional } = texts[lang]
  const isOptional = password === 'optional'
  const hint = t.hint(minimumLength)
  return (
    <>
      <Field
        name="name"
        label={field.name}
        value={name}
        autocomplete="name"
        autofocus={step === 'details'}
      />
      {password && (
        <Field
          name="password"
          label={isOptional ? `${field.password} (${optional})` : field.password}
          type="password"
          autocomplete="new-password"
          required={!isOptional}
          minlength={minimumLength}
          hint={isOptional ? `${hint} ${codes.signUp.withoutPassword}` : hint}
          invalid={problem === 'short' || problem === 'common'}
        />
      )}
    </>
  )
}
