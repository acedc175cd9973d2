import { base64url } from 'jose'

/** Makes values that only this application can read, each for one purpose and one time. */
export interface Seal {
  /** `expires_at` is epoch seconds. */
  seal(purpose: string, value: unknown, expires_at: number): Promise<string>
  /** The value; `undefined` when it has expired, was changed, or was sealed for another purpose. */
  open(purpose: string, sealed: string): Promise<unknown>
}

const IV_BYTES = 12
const encoder = new TextEncoder()

/** Seals with AES-256-GCM under keys from the secrets (HKDF-SHA-256): the first seals, all open. */
export function createSeal(secrets: readonly string[]): Seal {
  let derived: Promise<CryptoKey>[] | undefined
  // made on first use: a Worker has no cryptography before its first request
  const keys = () => {
    derived ??= secrets.map(deriveKey)
    return derived
  }

  return {
    async seal(purpose, value, expires_at) {
      const [key] = await Promise.all(keys().slice(0, 1))
      if (!key) throw new TypeError('createSeal: expected at least one secret')
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
      const plain = encoder.encode(JSON.stringify({ value, expires_at }))
      const sealed = await crypto.subtle.encrypt(algorithm(iv, purpose), key, plain)
      const bytes = new Uint8Array(IV_BYTES + sealed.byteLength)
      bytes.set(iv)
      bytes.set(new Uint8Array(sealed), IV_BYTES)
      return base64url.encode(bytes)
    },
    async open(purpose, sealed) {
      for (const key of await Promise.all(keys())) {
        const opened = await tryOpen(purpose, sealed, key)
        if (opened) return opened.expires_at > Date.now() / 1000 ? opened.value : undefined
      }
    },
  }
}

async function tryOpen(
  purpose: string,
  sealed: string,
  key: CryptoKey,
): Promise<{ value: unknown; expires_at: number } | undefined> {
  try {
    const bytes = base64url.decode(sealed)
    const iv = bytes.slice(0, IV_BYTES)
    const plain = await crypto.subtle.decrypt(algorithm(iv, purpose), key, bytes.slice(IV_BYTES))
    return JSON.parse(new TextDecoder().decode(plain))
  } catch {
    return
  }
}

function algorithm(iv: Uint8Array, purpose: string) {
  return { name: 'AES-GCM', iv, additionalData: encoder.encode(purpose) }
}

async function deriveKey(secret: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, [
    'deriveKey',
  ])
  const info = encoder.encode('sallyport bff cookie')
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }
  const aes = { name: 'AES-GCM', length: 256 }
  return crypto.subtle.deriveKey(hkdf, material, aes, false, ['encrypt', 'decrypt'])
}
