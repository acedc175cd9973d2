import type { JWK } from 'jose'
import { accessTokenAlgorithms, signingAlgorithms } from '../protocol/signing-algorithm.ts'
import type { StoredKey } from '../store/port.ts'
import type { Sealer } from './seal.ts'

/** A stored key, ready for use: each half is imported when it is first needed. */
export interface OpenedKey {
  stored: StoredKey
  /** @throws Error when no secret that is configured opens it. */
  private_key(): Promise<CryptoKey>
  public_key(): Promise<CryptoKey>
}

/** Whether this runtime can sign with it. Every one can with what every server signs with; others are tried. */
export async function canSign(alg: string): Promise<boolean> {
  if (signingAlgorithms.some((known) => known === alg)) return true
  if (!accessTokenAlgorithms.some((known) => known === alg)) return false
  try {
    await crypto.subtle.generateKey({ name: alg }, false, ['sign', 'verify'])
    return true
  } catch (error) {
    if ((error as Error).name === 'NotSupportedError') return false
    throw error
  }
}

/** `former`: the same key as it was known before, which may have been sealed under a secret that is not known any more. */
export function openKey(stored: StoredKey, sealer: Sealer, former?: OpenedKey): OpenedKey {
  if (former !== undefined && former.stored.sealed_private_jwk === stored.sealed_private_jwk) {
    return { ...former, stored }
  }
  const { kid, alg, sealed_private_jwk = '' } = stored
  return {
    stored,
    private_key: once(async () => {
      const found = await sealer.open<JWK>('key', sealed_private_jwk, 0)
      if (found !== undefined) return importKey(found.value, alg, 'sign')
      if (former !== undefined) return former.private_key()
      throw new Error(unreadable(kid))
    }),
    public_key: former?.public_key ?? once(async () => importKey(publicJwk(stored), alg, 'verify')),
  }
}

/** RFC 7518 §3.3 and §3.4, RFC 8037 §3.1, FIPS 204, in the words of WebCrypto. */
const IMPORTED: Readonly<Record<string, SubtleCryptoImportKeyAlgorithm>> = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  EdDSA: { name: 'Ed25519' },
  'ML-DSA-44': { name: 'ML-DSA-44' },
}

/** A JWK of ours, by WebCrypto itself: what checks the keys of strangers weighs more than the rest of signing. */
async function importKey(jwk: JWK, alg: string, usage: 'sign' | 'verify'): Promise<CryptoKey> {
  const { alg: named, kid: _, use: __, ...key } = jwk
  const algorithm = IMPORTED[alg]
  if (algorithm === undefined) throw new Error(`there is no algorithm ${alg} here`)
  // only a key of ML-DSA has to say its algorithm: RFC 9964 §3
  const material = key.kty === 'AKP' ? { ...key, alg: named } : key
  return crypto.subtle.importKey('jwk', material as JsonWebKey, algorithm, false, [usage])
}

export const publicJwk = (stored: StoredKey): JWK => stored.public_jwk as JWK // written by new-key.ts

/** How the private part of a key rests: under the first secret, a former one, or one that is not configured. */
export async function sealOf(stored: StoredKey, sealer: Sealer) {
  if (stored.sealed_private_jwk === undefined) return { under: 'none' } as const
  const found = await sealer.open<JWK>('key', stored.sealed_private_jwk, 0)
  if (found === undefined) return { under: 'unknown' } as const
  if (!found.former) return { under: 'first' } as const
  return { under: 'former', resealed: await sealPrivate(found.value, sealer) } as const
}

export const sealPrivate = (jwk: JWK, sealer: Sealer) =>
  sealer.seal('key', jwk, Number.MAX_SAFE_INTEGER)

const unreadable = (kid: string) =>
  `the signing key ${kid} was sealed under a secret that is not configured: put the former secret back as a second one`

/** Answers the first success again; a failure is tried anew. What is kept is the value: no request waits for another's. */
function once<T extends object>(make: () => Promise<T>): () => Promise<T> {
  let made: T | undefined
  return async () => {
    made ??= await make()
    return made
  }
}
