/** @jsxImportSource hono/jsx */
import { Document, html, type PageProps } from '../pages/document.tsx'
import type { KeptMail } from './inbox.ts'

interface Common extends PageProps {
  styles: string
}

export interface InboxProps extends Common {
  lines: readonly { id: string; to: string; subject: string; at: number }[]
  /** Only mails to this address are shown. */
  to: string | undefined
}

/** What would have been mailed, the newest first. For developers, in English. */
export function inboxPage({ lines, to, ...p }: InboxProps): string {
  const inbox = `${p.base}/dev/inbox`
  return html(
    <Document page={p} title="Mail inbox" shape="wide" head={<Styles at={p.styles} />}>
      <p class="aside">
        What this server would have mailed in the last 24 hours. None of it has left this machine.
      </p>
      <p class="shown">
        {to !== undefined && (
          <>
            <span>
              To <code>{to}</code>
            </span>
            <a href={inbox}>Show all</a>
          </>
        )}
        <a href={to === undefined ? inbox : only(inbox, to)}>Look again</a>
      </p>
      {lines.length === 0 && (
        <p class="notice">
          Nothing has been mailed {to === undefined ? 'yet' : 'to this address'}. Codes, links and
          notices to people appear here.
        </p>
      )}
      <ul class="rows mails">
        {lines.map(({ id, subject, ...line }) => (
          <li class="row">
            <p>
              <a href={`${inbox}?id=${encodeURIComponent(id)}`}>
                <bdi>{subject}</bdi>
              </a>
              <small>
                to <a href={only(inbox, line.to)}>{line.to}</a> · {clock(line.at)}
              </small>
            </p>
          </li>
        ))}
      </ul>
    </Document>,
  )
}

/** One mail as text, its links to click; beside it the HTML form. */
export function inboxMailPage({ mail, ...p }: Common & { mail: KeptMail }): string {
  const inbox = `${p.base}/dev/inbox`
  return html(
    <Document page={p} title={mail.subject} shape="wide" head={<Styles at={p.styles} />}>
      <p class="shown">
        <span>
          to <a href={only(inbox, mail.to)}>{mail.to}</a> · {clock(mail.at)} ·{' '}
          <code>{mail.kind}</code>
        </span>
        <a href={`${inbox}?id=${encodeURIComponent(mail.id)}&as=html`}>As HTML</a>
        <a href={inbox}>All mails</a>
      </p>
      <pre class="mail" lang={mail.lang} dir="auto">
        {withLinks(mail.text)}
      </pre>
    </Document>,
  )
}

const Styles = ({ at }: { at: string }) => <link rel="stylesheet" href={at} />

const only = (inbox: string, to: string) => `${inbox}?to=${encodeURIComponent(to)}`

const clock = (at: number) => `${new Date(at).toISOString().replace('T', ' ').slice(0, 19)} UTC`

const withLinks = (text: string) =>
  text
    .split(/(https?:\/\/[^\s<>"]+[^\s<>".,:;)])/)
    .map((part, place) => (place % 2 === 1 ? <a href={part}>{part}</a> : part))

/** Of these pages alone. */
export const inboxStyle = `
.shown { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .9375rem; }
.mails .row p > a { font-weight: 600; }
.mails small a { color: inherit; }
.mail { font: inherit; padding: 1.25rem; }
`
