/** Schemes that run or read something in a browser: never an address to be sent to, in any disguise. */
const DANGEROUS = /^(javascript|data|vbscript|blob|file|about|view-source|filesystem|ws|wss|ftp):/i
/** As written: `127.1` and `2130706433` name the same host, and are not what anybody registers in earnest. */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?(?:[/?]|$)/i
const LOOPBACK_HOSTS = new Set(['127.0.0.1', '[::1]', 'localhost'])

/**
 * Why a URI cannot be registered as an address to send a browser to; `undefined` when it can.
 * https anywhere, http on loopback only, private-use schemes for native clients.
 * RFC 9700 §4.1.1, RFC 8252 §7, OpenID Connect Registration §2.
 */
export function whyNotRegistrable(uri: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\x00-\x20\x7f-\uffff\\]/.test(uri))
    return 'it has a space, a control character, a backslash or a non-ASCII character'
  if (uri.includes('*')) return 'it has a wildcard; redirect URIs are compared exactly'
  if (uri.includes('#')) return 'it has a fragment'
  if (DANGEROUS.test(uri)) return 'its scheme is not one that a browser may be sent to'
  if (!URL.canParse(uri)) return 'it is not an absolute URI'
  const url = new URL(uri)
  if (url.username !== '' || url.password !== '' || /^[a-z][a-z0-9+.-]*:\/\/[^/?]*@/i.test(uri)) {
    return 'it has user information before the host'
  }
  if (url.protocol === 'https:') return hasAuthority(uri) ? undefined : 'it has no host'
  if (url.protocol === 'http:') {
    return LOOPBACK.test(uri) ? undefined : 'http is for loopback addresses only; use https'
  }
  return undefined
}

const hasAuthority = (uri: string) => /^https?:\/\/[^/?#]/i.test(uri)

/**
 * Whether the redirect URI of a request is one of those registered: the same string, or, for an http loopback address,
 * the same string but for the port. RFC 9700 §4.1.3, RFC 8252 §7.3 (and `localhost`, which clients in the field use).
 */
export function matchesRegistered(redirect_uri: string, registered: readonly string[]): boolean {
  return registered.some((one) => one === redirect_uri || sameButPort(redirect_uri, one))
}

function sameButPort(requested: string, registered: string): boolean {
  const a = loopbackParts(requested)
  const b = loopbackParts(registered)
  return a !== undefined && b !== undefined && a.host === b.host && a.rest === b.rest
}

/** Split by text, not by URL parsing: what a parser would tidy up must not match. */
function loopbackParts(uri: string): { host: string; rest: string } | undefined {
  const parts =
    /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::(\d{1,5}))?(\/[^\\\s]*|\?[^\\\s]*)?$/.exec(uri)
  if (parts === null || Number(parts[2] ?? 1) > 65_535 || uri.includes('#')) return undefined
  return { host: parts[1] ?? '', rest: parts[3] === '/' ? '' : (parts[3] ?? '') }
}

/** The same string for all redirect URIs that match each other: a loopback address without its port. RFC 8252 §7.3. */
export function withoutLoopbackPort(uri: string): string {
  const parts = loopbackParts(uri)
  return parts === undefined ? uri : `http://${parts.host}${parts.rest}`
}

/** The host a person would know the address by; for a private-use scheme, the scheme. */
export function hostOf(uri: string): { host: string; loopback: boolean } {
  const url = new URL(uri)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return { host: url.protocol, loopback: false }
  return { host: url.hostname, loopback: LOOPBACK_HOSTS.has(url.hostname) }
}

/** The origin a remembered consent is keyed by: loopback ports do not count, a private-use scheme is its own. */
export function redirectOrigin(uri: string): string {
  const url = new URL(uri)
  const { host, loopback } = hostOf(uri)
  return loopback || url.host === '' || host === url.protocol
    ? `${url.protocol}//${loopback ? host : ''}`
    : url.origin
}

/** `uri` with parameters added to its query; what it already had stays as it was. RFC 6749 §3.1.2. */
export function withParameters(uri: string, parameters: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(parameters).toString()
  return `${uri}${uri.includes('?') ? (/[?&]$/.test(uri) ? '' : '&') : '?'}${query}`
}
