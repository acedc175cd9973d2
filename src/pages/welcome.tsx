/** @jsxImportSource hono/jsx */
import { Document, html, type PageProps } from './document.tsx'
import { texts } from './text.ts'

export interface WelcomeProps extends PageProps {
  links: readonly { href: string; label: string }[]
}

/** The front door's own page: whose house this is and where to go. */
export function welcomePage(p: WelcomeProps): string {
  const t = texts[p.lang].welcome
  return html(
    <Document page={p} title={t.title}>
      <p>{t.text}</p>
      <nav aria-label={t.links}>
        {p.links.map(({ href, label }) => (
          <a class="button" href={href}>
            {label}
          </a>
        ))}
      </nav>
    </Document>,
  )
}
