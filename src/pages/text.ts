import { ar } from './text/ar/index.ts'
import { de } from './text/de/index.ts'
import { en } from './text/en/index.ts'
import { es } from './text/es/index.ts'
import { fr } from './text/fr/index.ts'
import { ja } from './text/ja/index.ts'

/** The sentences of one language; a language that lacks one does not compile. */
export type Text = typeof en

/** Every language we speak, by BCP 47 tag: a new one is one folder and one line here. */
export const texts = { en, de, fr, es, ja, ar } satisfies Record<string, Text>

export type Language = keyof typeof texts

/** Whether a tag is that of a language we speak. */
export const isLanguage = (tag: string): tag is Language => Object.hasOwn(texts, tag)

const fallback: Language = 'en'

/** Each language by its own name, for who reads no other. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  ja: '日本語',
  ar: 'العربية',
}

/** What a request says about languages: what was chosen here, `ui_locales` (OpenID Connect), and its Accept-Language. */
export interface LanguageWish {
  chosen?: string | undefined
  ui_locales?: string | undefined
  acceptLanguage?: string | undefined
}

/** The wished-for language we speak: the person's own choice, then an app's `ui_locales`, then the browser's; else English. */
export function chooseLanguage(wish: LanguageWish): Language {
  const { chosen = '', ui_locales = '', acceptLanguage = '' } = wish
  const wishes = [chosen, ...ui_locales.split(' '), ...acceptedTags(acceptLanguage)]
  return wishes.map(spoken).find((language) => language !== undefined) ?? fallback
}

/** The tags of an Accept-Language header, best first; RFC 9110 §12.4.2: q=0 means not acceptable. */
function acceptedTags(header: string): string[] {
  return header
    .split(',')
    .map((part) => {
      const [tag = '', weight] = part.split(';')
      return { tag: tag.trim(), q: Number(weight?.trim().replace(/^q=/i, '') ?? 1) || 0 }
    })
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q)
    .map(({ tag }) => tag)
}

/** RFC 4647 §3.4 lookup: `de-CH-1996`, then `de-CH`, then `de`. */
function spoken(tag: string): Language | undefined {
  const parts = tag.toLowerCase().split('-')
  const ranges = parts.map((_, dropped) => parts.slice(0, parts.length - dropped).join('-'))
  const known = Object.keys(texts) as Language[]
  return ranges.map((range) => known.find((key) => key.toLowerCase() === range)).find(Boolean)
}

/** What a scope of the issuer itself lets an application do, as the consent page says it. */
export function scopeOfIssuer(lang: Language, name: string) {
  const { scope, organisations } = texts[lang]
  const sentences: Readonly<Record<string, string>> = { ...scope, ...organisations.scope }
  return { name, text: sentences[name] ?? name, risk: 'low' as const, optional: false }
}

/** What the account page is called, for a link to it. */
export const accountLabel = (lang: Language): string => texts[lang].account.title
