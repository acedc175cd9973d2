import type { Context } from './context.ts'
import { fetchPublic } from './outbound.ts'

/** Bytes of an answer: about a thousand lines, padded. */
const LIMIT = 131_072
/** Seconds. */
const PATIENCE = 2

/**
 * Whether a password has been seen in a leak. Five hexadecimal characters of its SHA-1 leave this server, and what comes
 * back is compared here (k-anonymity). Where nobody answers, it counts as unseen, and that is an event.
 */
export async function isBreached(password: string, context: Context): Promise<boolean> {
  const { options, event } = context
  const { breachedPasswords: place } = options
  if (place === false) return false
  const bytes = new TextEncoder().encode(password.normalize('NFC'))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-1', bytes))
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const [prefix, suffix] = [hex.slice(0, 5).toUpperCase(), hex.slice(5).toUpperCase()]
  const asked = { accept: 'text/plain', limit: LIMIT, timeout: PATIENCE }
  try {
    // the padding hides from who watches the line how many there are
    const headers = { 'Add-Padding': 'true' }
    const answer = await fetchPublic(`${place}${prefix}`, { ...asked, headers }, { options })
    if (answer.status !== 200) throw new Error(`it answered ${answer.status}`)
    return seenIn(new TextDecoder().decode(answer.bytes), suffix)
  } catch (error) {
    // the URL ends in a part of the hash: it is nobody's to read
    const why = (error as Error).message.replaceAll(`${place}${prefix}`, 'the list')
    event('breach_check_failed', { why })
    return false
  }
}

/** Lines of `suffix:count`; those of the padding count none. */
function seenIn(list: string, suffix: string): boolean {
  const lines = list.split(/\r?\n/).map((line) => line.trim().toUpperCase().split(':'))
  return lines.some(([one, count]) => one === suffix && Number(count) > 0)
}
