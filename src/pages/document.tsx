/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import type { Brand } from '../protocol/brand.ts'
import { brandOf, brandSheet, logoOf } from './brand.ts'
import { Form } from './form.tsx'
import { Icon } from './icons.tsx'
import { stylesheet } from './style.ts'
import { type Language, languageNames, texts } from './text.ts'

/** What every page is told: language, the prefix of each link and form action, and whose house it is. */
export interface PageProps {
  lang: Language
  base: string
  brand: Brand & { name: string }
  /** On whose behalf the page is shown; its brand counts where an administrator answers for it. */
  client?: { brand?: Brand | undefined } | undefined
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
  const brand = brandOf(page.brand, page.client?.brand)
  const sheet = brandSheet(brand)
  return (
    <html lang={page.lang} dir={texts[page.lang].dir}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        {refreshTo && <meta http-equiv="refresh" content={`0;url=${refreshTo}`} />}
        <title>{`${title} · ${brand.name}`}</title>
        <link rel="stylesheet" href={`${page.base}${stylesheet.path}`} />
        {sheet && <link rel="stylesheet" href={`${page.base}${sheet.path}`} />}
        {head}
      </head>
      <body>
        <div class={`door ${shape ?? ''}`.trim()}>
          <House brand={brand} />
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

/** Whose house it is: a logo says the name by itself, and to who cannot see it. */
function House({ brand }: { brand: Brand & { name: string } }) {
  const logo = logoOf(brand)
  return (
    <header>
      {logo ? (
        <img src={logo} alt={brand.name} />
      ) : (
        <>
          <Icon name="mark" />
          <bdi>{brand.name}</bdi>
        </>
      )}
    </header>
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
