/** @jsxImportSource hono/jsx */
import { type ClientFacts, ClientLine } from './client.tsx'
import { Document, html, type PageProps } from './document.tsx'
import { Form, Problem, problemText } from './form.tsx'
import { CodeField } from './second-factor.tsx'
import { texts } from './text.ts'

export interface TotpSetUpProps extends PageProps {
  /** The sealed request that goes on afterwards. */
  request: string
  /** The sealed secret. */
  setUp: string
  csrf: string
  /** What the QR code says: `otpauth://…`. */
  address: string
  /** The side of a square, and the outline of what is dark in it. */
  qr: { size: number; path: string }
  /** To be typed. */
  key: string
  client?: ClientFacts | undefined
  /** Whether an application waits that wants it. */
  isWaiting: boolean
  problem?: 'wrong' | 'missing' | undefined
}

/** Shows the secret three ways, and asks for a first code of it. */
export function totpSetUpPage(p: TotpSetUpProps): string {
  const t = texts[p.lang].secondFactors.setUp
  const problem = p.problem === 'wrong' ? t.wrong : problemText(p.problem, p.lang, undefined)
  return html(
    <Document page={p} title={t.title}>
      {p.isWaiting && <p>{t.needed}</p>}
      {p.client && <ClientLine client={p.client} lang={p.lang} />}
      <p>{t.scan}</p>
      <svg class="qr" viewBox={`0 0 ${p.qr.size} ${p.qr.size}`} role="img" aria-label={t.qr}>
        <path d={p.qr.path} />
      </svg>
      <p class="aside">
        <a href={p.address}>{t.sameDevice}</a>
      </p>
      <p>{t.typed}</p>
      <pre class="key" dir="ltr">
        {p.key}
      </pre>
      <p>{t.confirm}</p>
      <Problem text={problem} />
      <Form
        action={`${p.base}/account/authenticator`}
        hidden={{ csrf: p.csrf, request: p.request, setup: p.setUp }}
      >
        <CodeField
          step="totp"
          label={texts[p.lang].secondFactors.proof.code.totp}
          invalid={p.problem !== undefined}
        />
        <button type="submit" class="primary" name="step" value="confirm">
          {t.submit}
        </button>
      </Form>
      {p.isWaiting ? (
        <Form action={`${p.base}/sign-in/second`} hidden={{ csrf: p.csrf, request: p.request }}>
          <button type="submit" class="link" name="step" value="not-now">
            {t.notNow}
          </button>
        </Form>
      ) : (
        <a class="button link" href={`${p.base}/account`}>
          {t.cancel}
        </a>
      )}
    </Document>,
  )
}

interface QuestionProps extends PageProps {
  csrf: string
}

/** Whether the app is to go. */
export function totpRemovePage({ base, csrf, ...p }: QuestionProps): string {
  const t = texts[p.lang].secondFactors.remove
  return html(
    <Document page={{ base, ...p }} title={t.title}>
      <p>{t.text}</p>
      <Form action={`${base}/account/authenticator/remove`} hidden={{ csrf }}>
        <button type="submit" class="primary" name="step" value="remove">
          {t.submit}
        </button>
      </Form>
      <a class="button" href={`${base}/account`}>
        {t.cancel}
      </a>
    </Document>,
  )
}

/** Whether the recovery codes there are should give way to new ones. */
export function recoveryRemakePage({ base, csrf, ...p }: QuestionProps): string {
  const t = texts[p.lang].secondFactors.codes
  return html(
    <Document page={{ base, ...p }} title={t.remakeTitle}>
      <p>{t.remakeText}</p>
      <Form action={`${base}/account/recovery-codes`} hidden={{ csrf }}>
        <button type="submit" class="primary" name="step" value="remake">
          {t.remake}
        </button>
      </Form>
      <a class="button" href={`${base}/account`}>
        {t.cancel}
      </a>
    </Document>,
  )
}

export interface RecoveryCodesProps extends PageProps {
  request: string
  csrf: string
  codes: readonly string[]
}

/** The recovery codes, this once: to copy, to download without a script, to print. */
export function recoveryCodesPage({
  base,
  csrf,
  codes,
  request,
  ...p
}: RecoveryCodesProps): string {
  const t = texts[p.lang].secondFactors.codes
  const text = codes.join('\n')
  const file = `${t.file(p.brand.name)}\n\n${text}\n`
  return html(
    <Document page={{ base, ...p }} title={t.title}>
      <p>{t.text}</p>
      <section aria-label={t.list}>
        <pre class="key codes" dir="ltr">
          {text}
        </pre>
      </section>
      <a
        class="button"
        download="recovery-codes.txt"
        href={`data:text/plain;charset=utf-8,${encodeURIComponent(file)}`}
      >
        {t.download}
      </a>
      <p class="aside">{t.keep}</p>
      <Form action={`${base}/sign-in/second`} hidden={{ csrf, request }}>
        <button type="submit" class="primary" name="step" value="go-on">
          {t.done}
        </button>
      </Form>
    </Document>,
  )
}
