/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import { Document, html, type PageProps } from './document.tsx'
import { type Text, texts } from './text.ts'

const places = [
  ['overview', '/account'],
  ['profile', '/account/profile'],
  ['activity', '/account/activity'],
  ['data', '/account/data'],
] as const

/** A page of one's account. */
export interface AccountPageProps extends PageProps {
  csrf: string
}

interface FrameProps {
  page: AccountPageProps
  title: string
  /** Which of the places this is; a page within one has none. */
  place?: (typeof places)[number][0]
  notice?: string | undefined
  children: Child
}

/** A page of the account in its frame: the way to the others, and what was just done. */
export function accountDocument({ page, title, place, notice, children }: FrameProps): string {
  const t = texts[page.lang].account.nav
  return html(
    <Document page={page} title={title} shape="wide">
      <nav class="places" aria-label={t.label}>
        {places.map(([name, path]) => (
          <a href={`${page.base}${path}`} aria-current={name === place ? 'page' : undefined}>
            {t[name]}
          </a>
        ))}
      </nav>
      {notice && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      {children}
    </Document>,
  )
}

export type AccountNotice = keyof Text['account']['notice']

/** First-strong isolate: an address within a sentence of the other direction stays as it is. Unicode TR9 §2.4. */
export const isolated = (text: string): string => `\u2068${text}\u2069`
