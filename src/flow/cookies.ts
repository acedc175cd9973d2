import type { Issuer } from './issuer.ts'

/** The cookies of one request and what its answer sets. Each is `__Host-`, Secure, HttpOnly and SameSite=Lax. */
export interface Cookies {
  /** What the browser sent, or what was set since. */
  get(name: CookieName): string | undefined
  /** `maxAge` in seconds; without it, until the browser is closed. */
  set(name: CookieName, value: string, maxAge?: number): void
  remove(name: CookieName): void
  /** Values for `Set-Cookie`. */
  toSet(): readonly string[]
}

/**
 * `browser`: binds pages to the browser they were shown in. `session`: who is signed in. `device`: who has signed in before.
 * `language`: what its person chose to read. `remembered`: who need not give the second proof here for a while.
 * `passkeys`: whether this browser keeps passkeys, as a script of ours found out.
 */
export type CookieName = 'browser' | 'session' | 'device' | 'language' | 'remembered' | 'passkeys'

/**
 * RFC 6265bis §4.1.3.2 for the prefix. A path below one host cannot keep cookies apart under `__Host-`, so the name carries
 * the tenant; the values are looked up or opened per tenant all the same.
 */
export function createCookies(request: Request, issuer: Issuer): Cookies {
  const prefix = cookieName('', issuer)
  const written = new Map<string, { value: string; maxAge?: number }>()
  let received: Map<string, string> | undefined

  return {
    get(name) {
      received ??= parse(request.headers.get('cookie') ?? '')
      const value = written.get(name)?.value ?? received.get(prefix + name)
      return value === '' ? undefined : value
    },
    set(name, value, maxAge) {
      written.set(name, { value, ...(maxAge !== undefined && { maxAge }) })
    },
    remove(name) {
      written.set(name, { value: '', maxAge: 0 })
    },
    toSet: () =>
      [...written].map(
        ([name, { value, maxAge }]) =>
          `${prefix}${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax` +
          (maxAge === undefined ? '' : `; Max-Age=${maxAge}`),
      ),
  }
}

/** What a cookie is called on the wire. */
export const cookieName = (name: CookieName | '', { path }: Issuer): string =>
  `__Host-sallyport${path.replaceAll('/', '.')}.${name}`

/** A name sent twice is a guess at which one counts: neither does. */
function parse(header: string): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=')
    const name = pair.slice(0, at).trim()
    if (at > 0) cookies.set(name, cookies.has(name) ? '' : pair.slice(at + 1).trim())
  }
  return cookies
}
