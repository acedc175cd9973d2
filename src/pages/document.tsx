/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import { Icon } from './icons.tsx'
import { stylesheet } from './style.ts'
import { type Language, texts } from './text.ts'

/** What every page is told: language, the prefix of each link and form action, and whose house it is. */
export interface PageProps {
  lang: Language
  base: string
  brand: { name: string }
}

interface DocumentProps {
  page: PageProps
  title: string
  /** The address to go on to at once, without a script. */
  refreshTo?: string | undefined
  /** `wide` for lists; `asking` for one screen that must show its buttons; `tool` for what needs a desk. */
  shape?: 'wide' | 'asking' | 'tool'
  /** Files of this page alone. */
  head?: Child
  children: Child
}

/** A page in its frame: head, brand, and one `<main>` that opens with the title. */
export function Document({ page, title, refreshTo, shape, head, children }: DocumentProps) {
  return (
    <html lang={page.lang} dir={texts[page.lang].dir}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        {refreshTo && <meta http-equiv="refresh" content={`0;url=${refreshTo}`} />}
        <title>{`${title} · ${page.brand.name}`}</title>
        <link rel="stylesheet" href={`${page.base}${stylesheet.path}`} />
        {head}
      </head>
      <body>
        <div class={`door ${shape ?? ''}`.trim()}>
          <header>
            <Icon name="mark" />
            <bdi>{page.brand.name}</bdi>
          </header>
          <main>
            <h1>{title}</h1>
            {children}
          </main>
        </div>
      </body>
    </html>
  )
}

/** The complete HTML document as text. */
export function html(document: { toString(): string | Promise<string> }): string {
  return `<!doctype html>${document.toString()}`
}
