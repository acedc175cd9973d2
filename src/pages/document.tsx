/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import { Form } from './form.tsx'
import { Icon } from './icons.tsx'
import { stylesheet } from './style.ts'
import { type Language, languageNames, texts } from './text.ts'

/** What every page is told: language, the prefix of each link and form action, and whose house it is. */
export interface PageProps {
  lang: Language
  base: string
  brand: { name: string }
  /** For another language: where to come back to, when that shows this page again. */
  languages?: { csrf: string; to: string } | undefined
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
          {shape !== 'asking' && !refreshTo && <Languages page={page} />}
        </div>
      </body>
    </html>
  )
}

/** Every language by its own name; closed until somebody needs it. */
function Languages({ page: { base, lang, languages } }: { page: PageProps }) {
  if (languages === undefined) return null
  const { csrf, to } = languages
  return (
    <details class="languages">
      <summary aria-label={`${texts[lang].language}: ${languageNames[lang]}`}>
        <Icon name="domain" />
        {languageNames[lang]}
      </summary>
      <Form action={`${base}/language`} hidden={{ csrf, to }}>
        {Object.entries(languageNames)
          .filter(([tag]) => tag !== lang)
          .map(([tag, name]) => (
            <button type="submit" class="link" name="language" value={tag} lang={tag}>
              {name}
            </button>
          ))}
      </Form>
    </details>
  )
}

/** The complete HTML document as text. */
export function html(document: { toString(): string | Promise<string> }): string {
  return `<!doctype html>${document.toString()}`
}
