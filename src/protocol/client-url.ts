const LENGTH = 1024

/** Whether a client_id is a Client Identifier URL, or means to be one: no id that is given out here looks like it. */
export const isClientUrl = (client_id: string): boolean => /^https?:/i.test(client_id)

/**
 * Why a text is not a Client Identifier URL; `undefined` when it is. It is compared as text, so it has to be written the
 * way it is fetched: what a parser would tidy up would be two clients to one reader and one to another.
 * Client ID Metadata Document §3. That http is for development only is for the caller to say.
 */
export function whyNotClientUrl(client_id: string): string | undefined {
  if (client_id.length > LENGTH) return `it has more than ${LENGTH} characters`
  if (/[^\x21-\x7e]|\\/.test(client_id)) {
    return 'it has a space, a control character, a backslash or a non-ASCII character'
  }
  const parts = /^https?:\/\/([^/?#]+)([^?#]*)/.exec(client_id)
  if (parts === null || !URL.canParse(client_id)) return 'it is not an absolute https URL'
  const [, authority = '', path = ''] = parts
  if (authority.includes('@')) return 'it has user information before the host'
  if (client_id.includes('#')) return 'it has a fragment'
  if (/\.(:\d+)?$/.test(authority)) return 'it has a dot at the end of its host'
  if (path === '') return 'it has no path'
  if (path.split('/').some(isDotSegment)) return 'it has a dot segment in its path'
  const { href } = new URL(client_id)
  // §3: a default port may be written out, and makes another client
  const isAsFetched = href === client_id || href === client_id.replace(DEFAULT_PORT, '$1/')
  return isAsFetched ? undefined : `it is not written as it is fetched: ${href}`
}

const DEFAULT_PORT = /^(https:\/\/[^/?#]+):443\//

/** Encoded dots are dots to a parser. */
const isDotSegment = (segment: string) => /^(\.|%2e){1,2}$/i.test(segment)
