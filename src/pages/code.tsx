/** @jsxImportSource hono/jsx */
import { Document, html, type PageProps } from './document.tsx'
import { Field, Form, Problem, problemText } from './form.tsx'
import { texts } from './text.ts'

interface Asking extends PageProps {
  csrf: string
  /** What was asked, sealed for this browser. */
  request: string
  /** Chosen where the link is opened in another browser. */
  number: number
}

export interface CodeProps extends Asking {
  email: string
  problem?: 'wrong' | 'over' | 'missing' | 'throttled' | undefined
  /** Seconds. */
  retryAfter?: number | undefined
}

/** Asks for the code that was mailed, and shows the number for a link that is opened elsewhere. */
export function codePage(p: CodeProps): string {
  const t = texts[p.lang].codes.ask
  const hidden = { csrf: p.csrf, request: p.request }
  const action = `${p.base}/code`
  return html(
    <Document page={p} title={t.title}>
      <Problem text={codeProblem(p)} />
      <p>{t.sentTo}</p>
      <Form action={action} hidden={hidden} class="person">
        <bdi>{p.email}</bdi>
        <button type="submit" class="link" name="step" value="back" aria-label={t.changeLong}>
          {t.change}
        </button>
      </Form>
      <Form action={action} hidden={hidden}>
        <Field
          name="code"
          label={t.field}
          hint={t.hint}
          autocomplete="one-time-code"
          class="code"
          autofocus
          invalid={p.problem !== undefined && p.problem !== 'throttled'}
        />
        <button type="submit" class="primary" name="step" value="check">
          {t.submit}
        </button>
      </Form>
      <Form action={action} hidden={hidden} class="match">
        <p>
          {t.elsewhere} <strong class="number">{p.number}</strong>
        </p>
        <button type="submit" name="step" value="chosen">
          {t.chosen}
        </button>
      </Form>
      <Form action={action} hidden={hidden}>
        <button type="submit" class="link" name="step" value="resend">
          {t.resend}
        </button>
      </Form>
    </Document>,
  )
}

function codeProblem({ problem, lang, retryAfter }: CodeProps) {
  if (problem === 'wrong' || problem === 'over') return texts[lang].codes.ask.problem[problem]
  return problemText(problem, lang, retryAfter)
}

export type CodeWaitProps = Asking

/** Waits until the number was chosen where the link was opened. */
export function codeWaitPage({ base, csrf, request, number, ...page }: CodeWaitProps): string {
  const t = texts[page.lang].codes.wait
  return html(
    <Document page={{ ...page, base }} title={t.title}>
      <p>{t.text}</p>
      <p class="number">{number}</p>
      <Form action={`${base}/code`} hidden={{ csrf, request }}>
        <button type="submit" class="primary" name="step" value="chosen">
          {t.again}
        </button>
      </Form>
      <p class="aside">{t.note}</p>
    </Document>,
  )
}

export interface CodeLinkProps extends PageProps {
  csrf: string
  token: string
  /** The browser that asked, in words. */
  agent: string
  /** In the browser that asked: as whom one goes on. */
  email?: string | undefined
  /** Elsewhere: the numbers to choose from. */
  choices?: readonly number[] | undefined
}

/** What a mailed link opens: a click in the browser that asked, a choice of numbers everywhere else. */
export function codeLinkPage(p: CodeLinkProps): string {
  const t = texts[p.lang].codes.link
  const form = { action: `${p.base}/code/link`, hidden: { csrf: p.csrf, token: p.token } }
  if (p.email !== undefined) {
    return html(
      <Document page={p} title={t.here}>
        <p class="person alone">
          <bdi>{p.email}</bdi>
        </p>
        <p>{t.hereText}</p>
        <Form {...form}>
          <button type="submit" class="primary" name="step" value="go-on">
            {t.goOn}
          </button>
        </Form>
      </Document>,
    )
  }
  return html(
    <Document page={p} title={t.elsewhere}>
      <p>{t.elsewhereText(p.agent)}</p>
      <Form {...form}>
        <div class="numbers">
          {p.choices?.map((number) => (
            <button type="submit" name="number" value={number} aria-label={t.number(number)}>
              {number}
            </button>
          ))}
        </div>
        <p class="note">{t.onlyIf}</p>
        <button type="submit" name="step" value="refuse">
          {t.none}
        </button>
      </Form>
    </Document>,
  )
}

export interface CodeToldProps extends PageProps {
  outcome: 'right' | 'wrong' | 'refused' | 'over'
}

/** What came of a link. */
export function codeToldPage({ outcome, ...page }: CodeToldProps): string {
  const { title, text } = texts[page.lang].codes.told[outcome]
  return html(
    <Document page={page} title={title}>
      <p>{text}</p>
    </Document>,
  )
}
