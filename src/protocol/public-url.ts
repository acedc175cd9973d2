import ipaddr from 'ipaddr.js'

/** Names that mean a place inside a network or nowhere at all. RFC 6761, RFC 6762, RFC 8375, RFC 9476, RFC 7686. */
const INTERNAL =
  /(^|\.)(localhost|local|localdomain|internal|intranet|private|corp|home|lan|test|invalid|alt|onion|home\.arpa|arpa)$/

/**
 * Why a URL is not one that a server may fetch on the word of a stranger; `undefined` when it is: https, and a name of
 * the public internet. Every spelling of an address counts as an address: `127.1`, `0x7f000001`, `[::ffff:7f00:1]`.
 */
export function whyNotPublic(text: string): string | undefined {
  if (!URL.canParse(text)) return 'it is not an absolute URL'
  const url = new URL(text)
  if (url.protocol !== 'https:') return 'it is not https'
  if (url.username !== '' || url.password !== '') return 'it has user information before the host'
  const host = url.hostname.replace(/\.$/, '').toLowerCase()
  if (host.startsWith('[') || ipaddr.isValid(host)) return 'its host is an IP address, not a name'
  if (!host.includes('.')) return 'its host is a name without a dot'
  if (INTERNAL.test(host)) return 'its host is a name inside a network'
  return undefined
}

/** Whether an address, as DNS answers it, is one of the public internet. RFC 6890. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.process(text)
  if (address.range() !== 'unicast') return false
  // RFC 4291 §2.4: of IPv6, only 2000::/3 has been given out; `::7f00:1` is an address of version 4 in an older spelling
  return !(address instanceof ipaddr.IPv6) || ((address.parts[0] ?? 0) & 0xe000) === 0x2000
}
