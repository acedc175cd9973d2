/** One spelling for comparing resource identifiers: scheme and host in lower case, one trailing slash forgiven. */
function canonical(identifier: string): string | undefined {
  if (!URL.canParse(identifier) || identifier.includes('#')) return undefined
  const url = new URL(identifier)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return identifier
  return url.href.replace(/\/$/, '')
}

/**
 * Whether `requested` means the resource registered as `identifier`. RFC 8707 §2 compares URIs; upper-case scheme or
 * host and one trailing slash are tolerated because clients send them. The registered spelling is what tokens carry.
 */
export function isSameResource(requested: string, identifier: string): boolean {
  if (requested === identifier) return true
  const a = canonical(requested)
  return a !== undefined && a === canonical(identifier)
}
