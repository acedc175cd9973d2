/** @jsxImportSource hono/jsx */
import { Document, html, type PageProps } from './document.tsx'
import { texts } from './text.ts'

export interface ReturnProps extends PageProps {
  /** A checked address; the page goes there at once. */
  to: string
  client_name?: string | undefined
  /** Its hostname, or its scheme with a colon. */
  host: string
}

/** Sends the browser on by a 200 page, with a link for phones that want a gesture to open an app. */
export function returnPage(p: ReturnProps): string {
  const t = texts[p.lang].goBack
  return html(
    <Document page={p} title={t.title} refreshTo={p.to}>
      <p>
        {t.sentTo}{' '}
        <strong>
          <bdi>{p.host}</bdi>
        </strong>
        {p.client_name && (
          <>
            {' '}
            (<q>{p.client_name}</q>)
          </>
        )}
      </p>
      <p>{t.stuck}</p>
      <a class="button primary" href={p.to}>
        {t.button}
      </a>
    </Document>,
  )
}
