import { compactVerify, errors, importJWK } from 'jose'
import {
  algorithmOf,
  keysFor,
  type PublicJwk,
  publicPart,
  type UnverifiedJwt,
} from '../protocol/signed-jwt.ts'

/** Keys as they were imported, for as long as the set they came in is held. */
const imported = new WeakMap<PublicJwk, Promise<CryptoKey>>()

/**
 * Whether one of these keys has signed a JWT. The key decides about the algorithm, the header only which keys are tried.
 * RFC 8725 §3.1.
 */
export async function isSignedByOneOf(
  keys: readonly PublicJwk[],
  jwt: string,
  parts: UnverifiedJwt,
): Promise<boolean> {
  for (const key of keysFor(parts, keys)) if (await isSignedBy(key, jwt, parts)) return true
  return false
}

async function isSignedBy(key: PublicJwk, jwt: string, { header }: UnverifiedJwt) {
  try {
    // the header's name of the key's algorithm: keysFor has compared them
    await compactVerify(jwt, await importedKey(key), { algorithms: [String(header['alg'])] })
    return true
  } catch (error) {
    // a key that is none, or too short, has signed nothing
    if (error instanceof errors.JOSEError || error instanceof TypeError) return false
    if (error instanceof DOMException) return false
    throw error
  }
}

function importedKey(key: PublicJwk): Promise<CryptoKey> {
  const known = imported.get(key)
  if (known !== undefined) return known
  const made = importJWK(publicPart(key), algorithmOf(key)) as Promise<CryptoKey> // never a secret: algorithmOf
  imported.set(key, made)
  return made
}
