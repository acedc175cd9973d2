/** @jsxImportSource hono/jsx */
import { type ClientFacts, ClientLine } from './client.tsx'
import { Document, html, type PageProps } from './document.tsx'
import { Field, Form, Problem, problemText } from './form.tsx'
import { browserText, dateText } from './format.ts'
import { type Language, texts } from './text.ts'

type Factor = 'passkey' | 'totp' | 'recovery-code'

export interface SecondProofProps extends PageProps {
  /** The sealed request this page belongs to. */
  request: string
  csrf: string
  /** What is asked for. */
  step: 'totp' | 'recovery-code'
  /** By which else it could be proven. */
  others: readonly Factor[]
  email: string
  client?: ClientFacts | undefined
  /** Why it is asked of somebody already signed in. */
  reason?: 'step-up' | 'dangerous' | undefined
  /** Whether an application waits, and can be told that it will not be. */
  isWaiting: boolean
  problem?: 'wrong' | 'throttled' | 'missing' | undefined
  /** Seconds. */
  retryAfter?: number | undefined
}

/** Asks for the second proof: one field, and the other ways below it. */
export function secondProofPage(p: SecondProofProps): string {
  const t = texts[p.lang].secondFactors.proof
  const { step } = p
  const problem =
    p.problem === 'wrong' ? t.wrong[step] : problemText(p.problem, p.lang, p.retryAfter)
  return html(
    <Document page={p} title={t.title[step]}>
      {p.reason && <p>{t.reason[p.reason]}</p>}
      {p.client && <ClientLine client={p.client} lang={p.lang} />}
      <p>
        {t.intro[step]}
        <small class="whose">
          <bdi>{p.email}</bdi>
        </small>
      </p>
      <Problem text={problem} />
      <Form
        action={`${p.base}/sign-in/second/${step}`}
        hidden={{ csrf: p.csrf, request: p.request }}
      >
        <CodeField step={step} label={t.code[step]} invalid={isWrong(p.problem)} />
        {step === 'totp' && (
          <label class="check">
            <input type="checkbox" name="remember" value="yes" />
            {t.remember}
          </label>
        )}
        <button type="submit" class="primary" name="step" value={step}>
          {t.submit}
        </button>
      </Form>
      <OtherProofs {...p} />
    </Document>,
  )
}

const isWrong = (problem: SecondProofProps['problem']) =>
  problem !== undefined && problem !== 'throttled'

/** Digits of an app, or letters from paper. */
export function CodeField({ step, ...field }: { step: Factor; label: string; invalid: boolean }) {
  return step === 'totp' ? (
    <Field name="code" inputmode="numeric" autocomplete="one-time-code" autofocus {...field} />
  ) : (
    <Field name="code" autocomplete="off" autofocus {...field} />
  )
}

export type OtherProofsProps = Pick<
  SecondProofProps,
  'base' | 'csrf' | 'isWaiting' | 'lang' | 'others' | 'reason' | 'request'
>

/** Other ways to give the second proof, and the way out for who is asked for more than they want to give. */
export function OtherProofs({ base, csrf, lang, others, request, ...p }: OtherProofsProps) {
  const t = texts[lang].secondFactors.proof
  const isAsked = p.reason !== undefined
  if (others.length === 0 && !isAsked) return null
  return (
    <Form action={`${base}/sign-in/second`} hidden={{ csrf, request }} class="elsewhere">
      {others.length > 0 && <p class="or">{t.otherWay}</p>}
      {others.map((other) => (
        <button type="submit" name="use" value={other}>
          {t.use[other]}
        </button>
      ))}
      {isAsked && p.isWaiting && (
        <button type="submit" class="link" name="step" value="not-now">
          {t.notNow}
        </button>
      )}
      {isAsked && !p.isWaiting && (
        <a class="button link" href={`${base}/account`}>
          {t.notNow}
        </a>
      )}
    </Form>
  )
}

export interface SecondFactorSectionProps extends PageProps {
  /** When the app was added (epoch seconds); absent: there is none. */
  added_at?: number | undefined
  /** Recovery codes; absent for who has no second factor at all. */
  codesLeft?: number | undefined
}

/** Of these many a person is warned. */
const FEW = 3

/** Second factors, on the account page. */
export function secondFactorSection({ base, lang, ...p }: SecondFactorSectionProps) {
  const t = texts[lang].secondFactors.account
  const { added_at, codesLeft } = p
  return (
    <section aria-labelledby="second-factors">
      <h2 id="second-factors">{t.title}</h2>
      <ul class="rows">
        <li class="row">
          <p>
            <strong>{t.app}</strong>
            {added_at !== undefined && (
              <small>
                {t.added} <Day at={added_at} lang={lang} />
              </small>
            )}
            {codesLeft === undefined && <small>{t.off}</small>}
          </p>
          {added_at === undefined ? (
            <a class="button" href={`${base}/account/authenticator`}>
              {t.setUp}
            </a>
          ) : (
            <a class="button" href={`${base}/account/authenticator/remove`}>
              {t.remove}
            </a>
          )}
        </li>
        {codesLeft !== undefined && (
          <li class="row">
            <p>
              <strong>{t.codes}</strong>
              <small>
                {t.left(codesLeft)} {codesLeft <= FEW && t.few}
              </small>
            </p>
            <a class="button" href={`${base}/account/recovery-codes`}>
              {t.remake}
            </a>
          </li>
        )}
      </ul>
    </section>
  )
}

export interface RememberedDevicesProps extends PageProps {
  csrf: string
  /** Moments are epoch seconds. */
  devices: readonly {
    id: string
    user_agent?: string
    last_used_at: number
    expires_at: number
  }[]
}

/** Browsers that are not asked for the second proof, on the account page; nothing where there is none. */
export function rememberedDevicesSection({ base, csrf, devices, lang }: RememberedDevicesProps) {
  const t = texts[lang].secondFactors.account
  const action = `${base}/account/remembered-devices`
  if (devices.length === 0) return null
  return (
    <section aria-labelledby="remembered-devices">
      <h2 id="remembered-devices">{t.devices}</h2>
      <ul class="rows">
        {devices.map((device) => (
          <li class="row">
            <p>
              <strong>{browserText(device.user_agent, lang)}</strong>
              <small>
                {t.until} <Day at={device.expires_at} lang={lang} /> · {t.lastUsed}{' '}
                <Day at={device.last_used_at} lang={lang} />
              </small>
            </p>
            <Form action={action} hidden={{ csrf, device: device.id }}>
              <button type="submit">{t.forget}</button>
            </Form>
          </li>
        ))}
      </ul>
      {devices.length > 1 && (
        <Form action={action} hidden={{ csrf }}>
          <button type="submit">{t.forgetAll}</button>
        </Form>
      )}
    </section>
  )
}

function Day({ at, lang }: { at: number; lang: Language }) {
  return <time datetime={new Date(at * 1000).toISOString()}>{dateText(at, lang)}</time>
}
