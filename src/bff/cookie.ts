import { BffError } from './errors.ts'

/** The cookies of a request, by name. */
export type Cookies = ReadonlyMap<string, string>

// Browsers refuse a cookie of more than 4096 bytes, name included (RFC 6265 §6.1).
const PART_BYTES = 3800
const MOST_PARTS = 3

/** Reads the Cookie header (RFC 6265 §4.2.1). */
export function readCookies(request: Request): Cookies {
  const pairs = (request.headers.get('cookie') ?? '').split(/; */)
  return new Map(
    pairs.flatMap((pair): [string, string][] => {
      const at = pair.indexOf('=')
      return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)]] : []
    }),
  )
}

/** A Set-Cookie value that no script and no other site can use; `max_age` in seconds, 0 clears. */
export function setCookie(name: string, value: string, max_age: number): string {
  return `${name}=${value}; Path=/; Max-Age=${max_age}; HttpOnly; Secure; SameSite=Lax`
}

/** Puts a long value together again that `setParts` took apart. */
export function readParts(name: string, cookies: Cookies): string {
  return partNames(name)
    .map((part) => cookies.get(part) ?? '')
    .join('')
}

/** A cookie to be set; `max_age` in seconds. */
export interface NewCookie {
  readonly name: string
  readonly value: string
  readonly max_age: number
}

/**
 * Takes a value apart into cookies that browsers accept, and clears those that the browser has
 * from a longer one.
 * @throws BffError when it does not fit
 */
export function setParts({ name, value, max_age }: NewCookie, cookies: Cookies): string[] {
  if (value.length > PART_BYTES * MOST_PARTS) {
    const message =
      `the session is ${value.length} bytes long, and at most ${PART_BYTES * MOST_PARTS} fit into ` +
      'cookies; ask for fewer scopes, or have fewer claims put into the tokens'
    throw new BffError(500, message, { error: 'session_too_large' })
  }
  return partNames(name).flatMap((part, index) => {
    const content = value.slice(index * PART_BYTES, (index + 1) * PART_BYTES)
    if (content !== '') return [setCookie(part, content, max_age)]
    return cookies.has(part) ? [setCookie(part, '', 0)] : []
  })
}

function partNames(name: string): string[] {
  return Array.from({ length: MOST_PARTS }, (_, index) => (index === 0 ? name : `${name}.${index}`))
}
