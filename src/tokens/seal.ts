import { base64url } from 'jose'
import { baseKey, deriveKey, sameHash } from './secret.ts'

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

export type Purpose = 'code' | 'refresh' | 'interaction' | 'return' | 'csrf' | 'key' | 'device'

export interface Opened<T> {
  value: T
  expired: boolean
}

const IV = 12
const TAG = 16
const encoder = new TextEncoder()

/** `owner` is the issuer identifier: what one issuer seals, no other opens. */
export function createSealer(secrets: readonly string[], owner: string): Sealer {
  const bases = secrets.map((secret) => baseKey(secret))
  const keys = new Map<string, Promise<CryptoKey>>()

  function key(use: 'seal' | 'tag', purpose: Purpose, index: number): Promise<CryptoKey> {
    const name = `${use}/${purpose}/${index}`
    const known = keys.get(name)
    if (known !== undefined) return known
    const base = bases[index] as Promise<CryptoKey> // index is one of ours
    const made = base.then((base) => deriveKey(base, use, `${purpose}/${owner}`))
    keys.set(name, made)
    return made
  }

  return {
    async seal(purpose, value, expires_at) {
      const iv = crypto.getRandomValues(new Uint8Array(IV))
      const text = encoder.encode(JSON.stringify({ value, expires_at }))
      const sealed = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv },
        await key('seal', purpose, 0),
        text,
      )
      return base64url.encode(concat(iv, new Uint8Array(sealed)))
    },

    async open<T extends object>(purpose: Purpose, sealed: string, now: number) {
      const bytes = decode(sealed)
      if (bytes === undefined || bytes.length <= IV + TAG) return undefined
      for (let index = 0; index < bases.length; index++) {
        const text = await decrypt(await key('seal', purpose, index), bytes)
        if (text === undefined) continue
        const { value, expires_at } = JSON.parse(text) as { value: T; expires_at: number } // sealed by us
        return { value, expired: expires_at <= now }
      }
      return undefined
    },

    async tag(purpose, text) {
      const mac = await crypto.subtle.sign(
        'HMAC',
        await key('tag', purpose, 0),
        encoder.encode(text),
      )
      return base64url.encode(new Uint8Array(mac).subarray(0, TAG))
    },

    async verifyTag(purpose, text, tag) {
      for (let index = 0; index < bases.length; index++) {
        const mac = await crypto.subtle.sign(
          'HMAC',
          await key('tag', purpose, index),
          encoder.encode(text),
        )
        if (sameHash(base64url.encode(new Uint8Array(mac).subarray(0, TAG)), tag)) return true
      }
      return false
    },
  }
}

/** The bytes of a base64url text in its one canonical spelling; anything else is not ours. */
function decode(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return undefined
  try {
    const bytes = base64url.decode(text)
    return base64url.encode(bytes) === text ? bytes : undefined
  } catch {
    return undefined
  }
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

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
