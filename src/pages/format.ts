import { type Language, texts } from './text.ts'

/** In Arabic the digits that codes and addresses have, whatever the platform would choose. */
const localeOf = (lang: Language): string => (lang === 'ar' ? 'ar-u-ca-gregory-nu-latn' : lang)

/** Where `medium` is digits alone, and in an order that depends on the country, the month is written out. */
const dateStyles: Partial<Record<Language, 'long'>> = { ja: 'long', ar: 'long' }

/** A moment (epoch seconds) as people of this language write a date, in UTC. */
export function dateText(at: number, lang: Language): string {
  const dateStyle = dateStyles[lang] ?? 'medium'
  const format = new Intl.DateTimeFormat(localeOf(lang), { dateStyle, timeZone: 'UTC' })
  return format.format(at * 1000)
}

/** A moment (epoch seconds) as people of this language write date and time, in UTC, and saying so. */
export function momentText(at: number, lang: Language): string {
  const parts = { year: 'numeric', month: 'long', day: 'numeric', hour: 'numeric' } as const
  const zone = { minute: '2-digit', timeZone: 'UTC', timeZoneName: 'short' } as const
  return new Intl.DateTimeFormat(localeOf(lang), { ...parts, ...zone }).format(at * 1000)
}

/** A town, and the country of an ISO 3166 code, as far as they are known; in the words of the language. */
export function placeText(
  { city, country }: { city?: unknown; country?: unknown },
  lang: Language,
): string | undefined {
  const named = typeof country === 'string' && /^[A-Z]{2}$/.test(country)
  const land = named ? new Intl.DisplayNames(lang, { type: 'region' }).of(country) : undefined
  const town = typeof city === 'string' && city !== '' ? city : undefined
  return [town, land].filter((part) => part !== undefined).join(', ') || undefined
}

/** A duration (seconds) in words, rounded up: `45 seconds`, `2 minutes`, `3 hours`. */
export function durationText(seconds: number, lang: Language): string {
  const [unit, size] =
    seconds < 60 ? ['second', 1] : seconds < 3600 ? ['minute', 60] : ['hour', 3600]
  const amount = Math.max(1, Math.ceil(seconds / Number(size)))
  const options = { style: 'unit', unit: String(unit), unitDisplay: 'long' } as const
  return new Intl.NumberFormat(localeOf(lang), options).format(amount)
}

const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|CriOS)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]

const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

/** A User-Agent header in a few words (`Firefox on Linux`): nothing of the header itself is shown. */
export function browserText(userAgent: string | undefined, lang: Language): string {
  const { browserOn, unknownBrowser } = texts[lang].account
  const named = (table: typeof browsers) =>
    table.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1]
  const browser = named(browsers)
  const system = named(systems)
  return browser && system ? browserOn(browser, system) : (browser ?? system ?? unknownBrowser)
}

/** The same of whatever began something; a program that is no browser by the name it gives itself. */
export function agentText(userAgent: string | undefined, lang: Language): string {
  const known = browserText(userAgent, lang)
  if (known !== texts[lang].account.unknownBrowser) return known
  const [, name, version] =
    /^([\w .-]{1,40}?)(?:\/([\w.]{1,20}))?(?:[\s(;]|$)/.exec(userAgent ?? '') ?? []
  return name ? [name, version].filter(Boolean).join(' ') : texts[lang].device.confirm.unknownDevice
}

/** How long ago something was (seconds): `now`, `2 minutes ago`. */
export function agoText(seconds: number, lang: Language): string {
  const format = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' })
  return seconds < 60
    ? format.format(0, 'second')
    : format.format(-Math.floor(seconds / 60), 'minute')
}

/** A country (ISO 3166-1 alpha-2) by the name it has in this language. */
export function countryText(country: string, lang: Language): string {
  if (!/^[A-Z]{2}$/.test(country)) return country
  return new Intl.DisplayNames(lang, { type: 'region' }).of(country) ?? country
}
