/** @jsxImportSource hono/jsx */
import { Document, html, type PageProps } from './document.tsx'
import { durationText } from './format.ts'
import { type Text, texts } from './text.ts'

/** The fifteen ways a page can fail; each has its own title, sentence and advice. */
export type ErrorKind = keyof Text['error']['kind']

export interface ErrorProps extends PageProps {
  kind: ErrorKind
  /** For the app's developer; may echo what was sent. */
  detail?: string | undefined
  request_id: string
  /** A page that shows what came of the request. */
  explained_at?: string | undefined
  /** Seconds. */
  retryAfter?: number | undefined
}

/** Says what happened and what to do, with the request's number and details for developers. */
export function errorPage(p: ErrorProps): string {
  const t = texts[p.lang].error
  const { title, text, action } = t.kind[p.kind]
  return html(
    <Document page={p} title={title}>
      <p>{text}</p>
      <p>{p.retryAfter ? t.retry(durationText(p.retryAfter, p.lang)) : action}</p>
      <details>
        <summary>{t.details}</summary>
        <pre>{p.detail ?? t.noDetails}</pre>
      </details>
      <p class="aside">
        {t.requestId}{' '}
        {p.explained_at ? (
          <a href={p.explained_at}>
            <code>{p.request_id}</code>
          </a>
        ) : (
          <code>{p.request_id}</code>
        )}
      </p>
    </Document>,
  )
}
