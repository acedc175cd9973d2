import { calculateJwkThumbprint } from 'jose/jwk/thumbprint'
import { exportJWK } from 'jose/key/export'
import { generateKeyPair } from 'jose/key/generate/keypair'
import type { SigningAlgorithm } from '../protocol/signing-algorithm.ts'
import type { NewKey } from '../store/port.ts'
import type { Sealer } from './seal.ts'
import { sealPrivate } from './signing-key.ts'

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
