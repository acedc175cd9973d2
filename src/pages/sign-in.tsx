/** @jsxImportSource hono/jsx */
import { type ClientFacts, ClientLine } from './client.tsx'
import { Document, html, type PageProps } from './document.tsx'
import { Field, Form, Problem, problemText } from './form.tsx'
import { type PasskeyOffer, PasskeyScript } from './passkeys/ceremony.tsx'
import { SignInWithPasskey } from './passkeys/pages.tsx'
import { texts } from './text.ts'

/** What there is to choose from: the ways that are switched on. */
export interface Offers {
  password?: true
  'email-code'?: true
  /** A forgotten password can be replaced. */
  recovery?: true
  passkey?: PasskeyOffer
  upstreams?: readonly { id: string; name: string }[]
}

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
  reason?: 'fresh' | 'account' | 'dangerous' | undefined
  /** Ways that are switched on; brought by features. */
  offers: Offers
  /** What has to be said of a passkey; `unknown` is for its authenticator to hear. */
  passkey?:
    | { problem: 'refused' | 'unknown' | 'only'; unknown?: { rpId: string; credentialId: string } }
    | undefined
  /** Where the script notes that this browser keeps passkeys. */
  passkeyCookie?: string | undefined
}

/** Asks who you are, then for the password: one question a page. */
export function signInPage(p: SignInProps): string {
  const t = texts[p.lang].signIn
  return html(
    <Document
      page={p}
      title={p.step === 'identifier' ? t.title : t.welcomeBack}
      head={
        p.offers.passkey && p.step === 'identifier' ? (
          <PasskeyScript base={p.base} cookie={p.passkeyCookie} />
        ) : undefined
      }
    >
      {p.reason && <p>{t.reason[p.reason]}</p>}
      {p.client && <ClientLine client={p.client} lang={p.lang} />}
      <Problem text={problemText(p.problem, p.lang, p.retryAfter)} />
      {p.passkey && <AboutPasskey passkey={p.passkey} lang={p.lang} />}
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
      {p.offers.passkey && <SignInWithPasskey {...p} offer={p.offers.passkey} />}
      <Elsewhere {...p} />
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
      <Form action={`${action}/password`} hidden={hidden}>
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
      <Instead {...p} email={email} />
    </>
  )
}

function AboutPasskey({
  lang,
  passkey,
}: Pick<SignInProps, 'lang'> & Required<Pick<SignInProps, 'passkey'>>) {
  if (passkey === undefined) return null
  const { problem, unknown } = passkey
  const signals = unknown && JSON.stringify({ signalUnknownCredential: unknown })
  const text = texts[lang].passkeys.said[problem]
  return problem === 'only' ? (
    <p>{text}</p>
  ) : (
    <p class="problem" role="alert" data-signals={signals}>
      {text}
    </p>
  )
}

/** Ways that need no address first. */
function Elsewhere({ base, csrf, lang, offers, request }: SignInProps) {
  const { signIn: t } = texts[lang]
  const { upstreams = [] } = offers
  if (upstreams.length === 0) return null
  return (
    <Form action={`${base}/sign-in/upstream`} hidden={{ csrf, request }} class="elsewhere">
      <p class="or">{t.or}</p>
      {upstreams.map(({ id, name }) => (
        <button type="submit" name="upstream" value={id}>
          {t.continueWith(name)}
        </button>
      ))}
    </Form>
  )
}

/** For who has no password at hand. */
function Instead({ base, csrf, lang, offers, request, email }: SignInProps & { email: string }) {
  const { signIn: t } = texts[lang]
  if (!offers['email-code'] && !offers.recovery) return null
  return (
    <>
      {offers['email-code'] && (
        <Form action={`${base}/sign-in/email-code`} hidden={{ csrf, request, email }}>
          <button type="submit" name="step" value="send">
            {t.emailCode}
          </button>
        </Form>
      )}
      {offers.recovery && (
        <p class="aside">
          <a href={`${base}/recover?request=${encodeURIComponent(request)}`}>{t.forgot}</a>
        </p>
      )}
    </>
  )
}
