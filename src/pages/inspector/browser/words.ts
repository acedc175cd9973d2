/** Moments in the words of a language, seen from `now` (epoch seconds). */
export interface Words {
  now: number
  /** `3 minutes ago`, `in 2 hours`. */
  ago(at: number): string
  /** Date and time where the browser is. */
  date(at: number): string
}

const units = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

export function words(lang: string, now: number): Words {
  const relative = new Intl.RelativeTimeFormat(lang)
  const absolute = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'long' })
  return {
    now,
    ago(at) {
      const away = at - now
      const [unit, size] = units.find(([, size]) => Math.abs(away) >= size) ?? ['second', 1]
      return relative.format(Math.round(away / size), unit)
    },
    date: (at) => absolute.format(at * 1000),
  }
}

/** Epoch seconds of a NumericDate (RFC 7519 §2), if it is one that a calendar has. */
export const moment = (value: unknown): number | undefined =>
  typeof value === 'number' && Math.abs(value) < 8.64e12 ? value : undefined
