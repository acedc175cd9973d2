import * as base64url from 'jose/base64url'
import { baseKey, canonicalBytes, deriveKey, sameHash } from './secret.ts'

/**
 * Values that leave the server and come back unread and unchanged: AES-256-GCM under a key that belongs to one purpose of
 * one issuer, so that a value of another purpose, another tenant or with one bit changed does not open. The first secret
 * seals, every secret opens: a secret can be replaced without an outage.
 */
export interface Sealer {
  seal(purpose: Purpose, value: object, expires_at: number): Promise<string>
  /** The value; `undefined` when it was not sealed here for this purpose. An expired one opens, and says so. */
  open<T extends object>(
    purpose: Purpose,
    sealed: string,
    now: number,
  ): Promise<Opened<T> | undefined>
  /** A tag of 16 bytes over a text, base64url. */
  tag(purpose: Purpose, text: string): Promise<string>
  verifyTag(purpose: Purpose, text: string, tag: string): Promise<boolean>
}

export type Purpose =
  | 'code'
  | 'refresh'
  | 'access'
  | 'interaction'
  | 'logout'
  | 'return'
  | 'csrf'
  | 'key'
  | 'device'
  | 'trace'
  | 'passkey'
  | 'new-passkey'
  | 'mail-code'
  | 'mail-link'
  | 'mail-proof'
  | 'email-change'
  | 'email-undo'
  | 'totp'
  | 'totp-setup'
  | 'recovery-code'
  // on the way to an upstream, what it answers, and whom it speaks of
  | 'upstream'
  | 'upstream-answer'
  | 'upstream-person'
  | 'device-code'
  | 'auth-session'

export interface Opened<T> {
  value: T
  expired: boolean
  /** Sealed under a secret that is not the first any more. */
  former?: true
}

const IV = 12
const TAG = 16
/** Characters of base64url that IV and tag alone take. */
const SHORTEST = 38
const encoder = new TextEncoder()

/** `owner` is the issuer identifier: what one issuer seals, no other opens. */
export function createSealer(secrets: readonly string[], owner: string): Sealer {
  const keys = secrets.map((secret) => createKeys(secret, owner))
  const [first] = keys
  if (first === undefined) throw new Error('a sealer needs a secret')

  return {
    async seal(purpose, value, expires_at) {
      const text = encoder.encode(JSON.stringify({ value, expires_at }))
      return base64url.encode(await encrypt(await first('seal', purpose), text))
    },

    async open<T extends object>(purpose: Purpose, sealed: string, now: number) {
      const bytes = sealed.length < SHORTEST ? undefined : canonicalBytes(sealed)
      if (bytes === undefined) return undefined
      for (const key of keys) {
        const text = await decrypt(await key('seal', purpose), bytes)
        if (text === undefined) continue
        const { value, expires_at } = JSON.parse(text) as { value: T; expires_at: number } // sealed by us
        const opened = { value, expired: expires_at <= now }
        return key === first ? opened : { ...opened, former: true as const }
      }
      return undefined
    },

    tag: async (purpose, text) => tagOf(await first('tag', purpose), text),

    async verifyTag(purpose, text, tag) {
      for (const key of keys) {
        if (sameHash(await tagOf(await key('tag', purpose), text), tag)) return true
      }
      return false
    },
  }
}

/** The keys of one secret, derived when first used: one per use and purpose. Requests share keys, never promises of them. */
function createKeys(secret: string, owner: string) {
  let base: CryptoKey | undefined
  const keys = new Map<string, CryptoKey>()
  return async (use: 'seal' | 'tag', purpose: Purpose): Promise<CryptoKey> => {
    const name = `${use}/${purpose}`
    const known = keys.get(name)
    if (known !== undefined) return known
    base ??= await baseKey(secret)
    const made = await deriveKey(base, use, `${purpose}/${owner}`)
    keys.set(name, made)
    return made
  }
}

async function tagOf(key: CryptoKey, text: string): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', key, encoder.encode(text))
  return base64url.encode(new Uint8Array(mac).subarray(0, TAG))
}

async function encrypt(key: CryptoKey, text: Uint8Array): Promise<Uint8Array> {
  const bytes = new Uint8Array(IV + text.length + TAG)
  const iv = crypto.getRandomValues(bytes.subarray(0, IV))
  bytes.set(new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, text)), IV)
  return bytes
}

async function decrypt(key: CryptoKey, bytes: Uint8Array): Promise<string | undefined> {
  try {
    const opened = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: bytes.subarray(0, IV) },
      key,
      bytes.subarray(IV),
    )
    return new TextDecoder().decode(opened)
  } catch {
    return undefined // GCM's one answer to whatever is not ours
  }
}
