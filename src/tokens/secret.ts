import { base64url } from 'jose'
import { slotOf, slotText } from '../protocol/slot.ts'

const encoder = new TextEncoder()

/** `bytes` bytes of the platform's randomness, base64url. */
export const randomId = (bytes = 16): string =>
  base64url.encode(crypto.getRandomValues(new Uint8Array(bytes)))

/**
 * A random id of what belongs to a person. It begins with their slot, so that whoever has the id knows the database it lies
 * in; `bytes` (15: 22 characters in all) are random.
 */
export const personalId = (sub: string, bytes = 15): string =>
  slotText(slotOf(sub)) + randomId(bytes)

/** base64url SHA-256 of a text: what is stored in place of a secret. */
export async function sha256(text: string): Promise<string> {
  return base64url.encode(
    new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))),
  )
}

/** The bytes of a base64url text in its one canonical spelling (RFC 4648 §3.5); `undefined` for any other text. */
export function canonicalBytes(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return undefined
  try {
    const bytes = base64url.decode(text)
    return base64url.encode(bytes) === text ? bytes : undefined
  } catch {
    return undefined // its length is no text's
  }
}

/** Whether two hashes are the same, in time that depends on their length only. */
export function sameHash(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i)
  return difference === 0
}

/** The HKDF-SHA-256 base key of an operator's secret. RFC 5869. */
export const baseKey = (secret: string): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, ['deriveKey'])

/** A key for one purpose of one issuer: AES-256-GCM to seal, HMAC-SHA-256 to tag. */
export function deriveKey(base: CryptoKey, use: 'seal' | 'tag', info: string): Promise<CryptoKey> {
  const hkdf = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(),
    info: encoder.encode(`sallyport/${use}/${info}`),
  }
  return use === 'seal'
    ? crypto.subtle.deriveKey(hkdf, base, { name: 'AES-GCM', length: 256 }, false, [
        'encrypt',
        'decrypt',
      ])
    : crypto.subtle.deriveKey(hkdf, base, { name: 'HMAC', hash: 'SHA-256', length: 256 }, false, [
        'sign',
        'verify',
      ])
}
