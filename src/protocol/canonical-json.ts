/**
 * JSON with one spelling for each value. RFC 8785, for what we write: texts, whole numbers, booleans, null, lists and
 * plain objects.
 * @throws TypeError for anything else: nothing is rounded, called or left out in silence.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return text(value)
  // §3.2.2.3: a safe integer is spelled by ECMAScript without fraction or exponent, and -0 as 0
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join(',')}]`
  if (!isPlain(value)) throw new TypeError(`received ${typeof value}, which has no canonical JSON`)
  // §3.2.3: by UTF-16 code units, as `sort` compares
  const members = Object.keys(value).sort()
  return `{${members.map((name) => `${text(name)}:${canonicalJson(value[name])}`).join(',')}}`
}

/** §3.2.2.2: escaped as ECMAScript does; half a surrogate pair is no text. */
function text(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('a text has half a surrogate pair')
  return JSON.stringify(value)
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
