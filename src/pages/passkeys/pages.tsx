/** @jsxImportSource hono/jsx */
import { type ClientFacts, ClientLine } from '../client.tsx'
import { Document, html, type PageProps } from '../document.tsx'
import { Form, Problem, problemText } from '../form.tsx'
import { OtherProofs, type OtherProofsProps } from '../second-factor.tsx'
import { type Language, texts } from '../text.ts'
import { Ceremony, type PasskeyOffer, PasskeyScript } from './ceremony.tsx'

interface AskingProps extends PageProps {
  csrf: string
  /** The sealed request this page belongs to. */
  request: string
  offer: PasskeyOffer
}

export interface SignInWithPasskeyProps {
  base: string
  lang: Language
  csrf: string
  request: string
  offer: PasskeyOffer
}

/** The button on the sign-in page; it is there where the script runs and the browser knows passkeys. */
export function SignInWithPasskey({ base, csrf, lang, offer, request }: SignInWithPasskeyProps) {
  return (
    <Ceremony
      action={`${base}/sign-in/passkey`}
      lang={lang}
      kind="get"
      offer={offer}
      hidden={{ csrf, request }}
      autofill
    >
      <button type="submit" name="step" value="passkey">
        {texts[lang].passkeys.signIn}
      </button>
    </Ceremony>
  )
}

export interface SecondPasskeyProps extends AskingProps, OtherProofsProps {
  email: string
  client?: ClientFacts | undefined
  problem?: 'wrong' | 'throttled' | 'missing' | undefined
  /** Seconds. */
  retryAfter?: number | undefined
}

/** Asks who has begun to sign in for one of their passkeys; the other ways are below. */
export function secondPasskeyPage(p: SecondPasskeyProps): string {
  const { passkeys, secondFactors } = texts[p.lang]
  const { proof } = secondFactors
  const { said, second: t } = passkeys
  const problem =
    p.problem === 'throttled' ? problemText('throttled', p.lang, p.retryAfter) : said.refused
  return html(
    <Document page={p} title={t.title} head={<PasskeyScript base={p.base} />}>
      {p.reason && <p>{proof.reason[p.reason]}</p>}
      {p.client && <ClientLine client={p.client} lang={p.lang} />}
      <p>
        {t.text}
        <small class="whose">
          <bdi>{p.email}</bdi>
        </small>
      </p>
      <Problem text={p.problem && problem} />
      <Unable lang={p.lang} />
      <Ceremony
        action={`${p.base}/sign-in/second/passkey`}
        lang={p.lang}
        kind="get"
        offer={p.offer}
        hidden={{ csrf: p.csrf, request: p.request }}
      >
        <label class="check">
          <input type="checkbox" name="remember" value="yes" />
          {proof.remember}
        </label>
        <button type="submit" class="primary" name="step" value="passkey">
          {t.submit}
        </button>
      </Ceremony>
      <OtherProofs {...p} />
    </Document>,
  )
}

export interface AddPasskeyProps extends AskingProps {
  /** Right after a sign-in, and not because somebody asked for it. */
  isSuggested: boolean
  problem?: 'refused' | 'known' | 'many' | undefined
}

/** Makes a passkey; what waits goes on with it or without. */
export function addPasskeyPage(p: AddPasskeyProps): string {
  const { add: t, said } = texts[p.lang].passkeys
  const problems = { refused: said.notAdded, known: said.known, many: said.many }
  const hidden = { csrf: p.csrf, request: p.request }
  const action = `${p.base}/account/passkeys/add`
  return html(
    <Document
      page={p}
      title={p.isSuggested ? t.suggested : t.title}
      head={<PasskeyScript base={p.base} />}
    >
      <Problem text={p.problem && problems[p.problem]} />
      <p>{t.text}</p>
      <p class="aside">{t.safe}</p>
      <Unable lang={p.lang} />
      <Ceremony action={action} lang={p.lang} kind="create" offer={p.offer} hidden={hidden}>
        <button type="submit" class="primary" name="step" value="create">
          {t.submit}
        </button>
      </Ceremony>
      {p.isSuggested ? (
        <Form action={action} hidden={hidden}>
          <button type="submit" name="step" value="later">
            {t.later}
          </button>
        </Form>
      ) : (
        <a class="button" href={`${p.base}/account#passkeys`}>
          {t.back}
        </a>
      )}
    </Document>,
  )
}

/** Stands there until the script finds out otherwise. */
function Unable({ lang }: { lang: Language }) {
  return (
    <p class="problem" data-unable>
      {texts[lang].passkeys.unable}
    </p>
  )
}

export interface RemovePasskeyProps extends PageProps {
  csrf: string
  passkey: { credential_id: string; name: string }
  /** Nothing else lets its person in. */
  isLast: boolean
}

/** Asks whether a passkey is to go; says why it cannot, when it is all there is. */
export function removePasskeyPage({ csrf, isLast, passkey, ...page }: RemovePasskeyProps): string {
  const { base, lang } = page
  const { remove: t } = texts[lang].passkeys
  return html(
    <Document page={page} title={t.title}>
      <p>
        <strong>
          <bdi>{passkey.name}</bdi>
        </strong>
      </p>
      {isLast ? <Problem text={t.last} /> : <p>{t.text}</p>}
      {!isLast && (
        <Form
          action={`${base}/account/passkeys/remove`}
          hidden={{ csrf, passkey: passkey.credential_id }}
        >
          <button type="submit" class="primary" name="step" value="remove">
            {t.submit}
          </button>
        </Form>
      )}
      <a class="button" href={`${base}/account#passkeys`}>
        {t.keep}
      </a>
    </Document>,
  )
}
