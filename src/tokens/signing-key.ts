import type { JWK } from 'jose'
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint'
import { exportJWK } from 'jose/key/export'
import { generateKeyPair } from 'jose/key/generate/keypair'
import { importJWK } from 'jose/key/import'
import {
  accessTokenAlgorithms,
  type SigningAlgorithm,
  signingAlgorithms,
} from '../protocol/signing-algorithm.ts'
import type { NewKey, StoredKey } from '../store/port.ts'
import type { Sealer } from './seal.ts'

/** A stored key, ready for use: each half is imported when it is first needed. */
export interface OpenedKey {
  stored: StoredKey
  /** @throws Error when no secret that is configured opens it. */
  private_key(): Promise<CryptoKey>
  public_key(): Promise<CryptoKey>
}

/** A fresh key, its private part sealed; `kid` is its thumbprint. RFC 7638. */
export async function generateKey(
  alg: SigningAlgorithm,
  sealer: Sealer,
  now: number,
): Promise<NewKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(jwk)
  return {
    kid,
    alg,
    public_jwk: { ...jwk, kid, alg, use: 'sig' },
    sealed_private_jwk: await sealPrivate(await exportJWK(privateKey), sealer),
    created_at: now,
  }
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
      if (found !== undefined) return (await importJWK(found.value, alg)) as CryptoKey // a JWK of a key pair
      if (former !== undefined) return former.private_key()
      throw new Error(unreadable(kid))
    }),
    public_key:
      former?.public_key ??
      once(async () => (await importJWK(publicJwk(stored), alg)) as CryptoKey), // as above
  }
}

export const publicJwk = (stored: StoredKey): JWK => stored.public_jwk as JWK // written by generateKey

/** How the private part of a key rests: under the first secret, a former one, or one that is not configured. */
export async function sealOf(stored: StoredKey, sealer: Sealer) {
  if (stored.sealed_private_jwk === undefined) return { under: 'none' } as const
  const found = await sealer.open<JWK>('key', stored.sealed_private_jwk, 0)
  if (found === undefined) return { under: 'unknown' } as const
  if (!found.former) return { under: 'first' } as const
  return { under: 'former', resealed: await sealPrivate(found.value, sealer) } as const
}

const sealPrivate = (jwk: JWK, sealer: Sealer) => sealer.seal('key', jwk, Number.MAX_SAFE_INTEGER)

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
