/**
 * Seconds for which a shared cache may take an answer as current, by its own headers; `undefined` when they do not say.
 * RFC 9111 §4.2 and §5.2.2.
 */
export function freshness(headers: Headers, now: number): number | undefined {
  const control = directives(headers.get('cache-control') ?? '')
  if (control.has('no-store') || control.has('no-cache') || control.has('private')) return 0
  const age = seconds(headers.get('age') ?? undefined) ?? 0
  const lifetime = seconds(control.get('s-maxage')) ?? seconds(control.get('max-age'))
  if (lifetime !== undefined) return Math.max(0, lifetime - age)
  const expires = headers.get('expires')
  if (expires === null) return undefined
  const date = moment(headers.get('date')) ?? now
  return Math.max(0, (moment(expires) ?? 0) - date - age) // §5.3: an invalid date has expired
}

function directives(text: string): Map<string, string> {
  const pairs = text
    .toLowerCase()
    .split(',')
    .map((one) => one.trim().split('='))
  return new Map(pairs.map(([name = '', value = '']) => [name.trim(), value.replaceAll('"', '')]))
}

const seconds = (text: string | undefined) =>
  text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : undefined

function moment(text: string | null): number | undefined {
  const milliseconds = Date.parse(text ?? '')
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000)
}
