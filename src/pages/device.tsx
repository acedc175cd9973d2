/** @jsxImportSource hono/jsx */
import { Document, html, type PageProps } from './document.tsx'
import { Field, Form, Problem, problemText } from './form.tsx'
import { agentText, agoText, countryText } from './format.ts'
import { Icon } from './icons.tsx'
import { type Language, texts } from './text.ts'

export interface DeviceCodeProps extends PageProps {
  csrf: string
  /** What was typed, or came with the link. */
  typed?: string | undefined
  problem?: 'missing' | 'shape' | 'over' | 'throttled' | undefined
  /** Seconds. */
  retryAfter?: number | undefined
}

/** Asks for the code on a device's screen. A code that a link has brought is there already, and is still to be compared. */
export function deviceCodePage(p: DeviceCodeProps): string {
  const t = texts[p.lang].device
  const isFilled = p.typed !== undefined && p.problem === undefined
  return html(
    <Document page={p} title={t.title}>
      <p>{isFilled ? t.compare : t.intro}</p>
      <Problem text={codeProblem(p)} />
      <Form action={`${p.base}/device`} hidden={{ csrf: p.csrf }}>
        <Field
          name="user_code"
          class="code"
          label={t.code}
          value={p.typed}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          autofocus
          hint={t.hint}
          invalid={p.problem !== undefined && p.problem !== 'throttled'}
        />
        <button type="submit" class="primary" name="step" value="code">
          {t.next}
        </button>
      </Form>
    </Document>,
  )
}

function codeProblem({ problem, lang, retryAfter }: DeviceCodeProps): string | undefined {
  if (problem === 'throttled') return problemText(problem, lang, retryAfter)
  return problem && texts[lang].device.problem[problem]
}

export interface DeviceDoneProps extends PageProps {
  isAllowed: boolean
}

/** The last page on the phone: the rest happens on the device. */
export function deviceDonePage(p: DeviceDoneProps): string {
  const t = texts[p.lang].device.done
  return html(
    <Document page={p} title={p.isAllowed ? t.title : t.deniedTitle}>
      <p>{p.isAllowed ? t.text : t.deniedText}</p>
      <p class="aside">
        <a href={`${p.base}/account`}>{t.account}</a>
      </p>
    </Document>,
  )
}

/** Who began what a person is asked about, and where. */
export interface InitiatorFacts {
  /** As the device shows it. */
  user_code: string
  /** Seconds since it began. */
  age: number
  city?: string | undefined
  /** ISO 3166-1 alpha-2. */
  country?: string | undefined
  user_agent?: string | undefined
}

/** RFC 10027: what tells one's own device from that of somebody who has sent a code or a link. */
export function InitiatorCard({ initiator, lang }: { initiator: InitiatorFacts; lang: Language }) {
  const t = texts[lang].device.confirm
  const { city, country, user_agent } = initiator
  const place = [city, country && countryText(country, lang)].filter(Boolean).join(', ')
  return (
    <section class="client unidentified">
      <div class="trust">
        <Icon name="unidentified" />
        <p>
          <strong>{t.warning}</strong> <span>{t.never}</span>
        </p>
      </div>
      <dl>
        <Fact term={t.code} text={initiator.user_code} />
        <Fact term={t.from} text={place || t.unknownPlace} />
        <Fact term={t.device} text={agentText(user_agent, lang)} />
        <Fact term={t.since} text={agoText(initiator.age, lang)} />
      </dl>
    </section>
  )
}

function Fact({ term, text }: { term: string; text: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        <bdi>{text}</bdi>
      </dd>
    </div>
  )
}
