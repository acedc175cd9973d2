/** @jsxImportSource hono/jsx */
import { Document, html, type PageProps } from './document.tsx'
import { texts } from './text.ts'

export interface ReturnProps extends PageProps {
  /** A checked address; the page goes there at once. */
  to: string
  client_name?: string | undefined
  /** The name of an upstream, when the way leads there. */
  upstream?: string | undefined
  /** Its hostname, or its scheme with a colon. */
  host: string
}

/** Sends the browser on by a 200 page, with a link for phones that want a gesture to open an app. */
export function returnPage(p: ReturnProps): string {
  const { goBack: t, upstream } = texts[p.lang]
  const title = p.upstream ? upstream.leaving(p.upstream) : t.title
  return html(
    <Document page={p} title={title} refreshTo={p.to}>
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
