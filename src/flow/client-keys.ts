import { type PublicJwk, readJwt } from '../protocol/signed-jwt.ts'
import { isSignedByOneOf } from '../tokens/verify-jws.ts'
import type { Context } from './context.ts'
import { remoteDocument } from './remote-document.ts'

/** Where somebody's public keys are: as they were registered, or where they are published. RFC 7591 §2. */
export interface KeySource {
  jwks?: { readonly keys: readonly PublicJwk[] }
  jwks_uri?: string
}

type House = Pick<Context, 'options' | 'now' | 'waitUntil'>

/**
 * Whether somebody has signed a JWT with a key of theirs. Published keys are read again for a signature that none of them
 * has made, at most every half minute: a new key counts at once. OpenID Connect Core §10.1.1.
 * @throws temporarily_unavailable (503) when published keys cannot be had: nothing is known then.
 */
export async function isSignedBy(
  { jwks, jwks_uri }: KeySource,
  jwt: string,
  house: House,
): Promise<boolean> {
  const parts = readJwt(jwt)
  if (parts === undefined) return false
  if (jwks !== undefined) return isSignedByOneOf(jwks.keys, jwt, parts)
  if (jwks_uri === undefined) return false
  const document = { urls: [jwks_uri], read: keysIn } as const
  const keys = await remoteDocument(document, house)
  if (await isSignedByOneOf(keys, jwt, parts)) return true
  const current = await remoteDocument(document, house, { fresh: true })
  return current !== keys && isSignedByOneOf(current, jwt, parts)
}

/** Keys of a set; what is not an object is left out. RFC 7517 §5. */
function keysIn(document: unknown): readonly PublicJwk[] {
  const { keys } = (document ?? {}) as { keys?: unknown }
  if (!Array.isArray(keys)) throw new Error('it is not a JWK Set: it has no array "keys"')
  return keys.filter((key): key is PublicJwk => typeof key === 'object' && key !== null)
}
