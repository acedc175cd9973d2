/** People and addresses are spread over this many slots; a slot lies in one database and moves as a whole. */
export const SLOTS = 4096

/**
 * The slot of a person, by `sub`, or of an e-mail address: FNV-1a over UTF-16 code units, 32 bits folded to 12. Rows lie
 * where it says, so it never changes.
 */
export function slotOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash ^ (hash >>> 12) ^ (hash >>> 24)) & (SLOTS - 1)
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** A slot as the two base64url characters that ids begin with. */
export const slotText = (slot: number): string =>
  `${DIGITS.charAt(slot >> 6)}${DIGITS.charAt(slot & 63)}`

/** The slot that an id begins with; `undefined` when it begins with anything else. */
export function slotIn(id: string): number | undefined {
  if (!/^[A-Za-z0-9_-]{2}/.test(id)) return undefined
  return DIGITS.indexOf(id.charAt(0)) * 64 + DIGITS.indexOf(id.charAt(1))
}
