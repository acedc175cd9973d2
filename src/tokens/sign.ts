import { base64url } from 'jose'
import type { SigningAlgorithm } from '../protocol/signing-algorithm.ts'
import { canonicalBytes } from './secret.ts'

/** What WebCrypto calls them. RFC 7518 §3.3 and §3.4, RFC 8037 §3.1, FIPS 204. */
const parameters = {
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  RS256: { name: 'RSASSA-PKCS1-v1_5' },
  EdDSA: { name: 'Ed25519' },
  'ML-DSA-44': { name: 'ML-DSA-44' },
} as const

/** A protected header; one of the few a server ever writes. */
export interface SignedHeader {
  alg: SigningAlgorithm
  typ: string
  kid: string
}

const encoder = new TextEncoder()

/**
 * A compact JWS over claims. RFC 7515 §7.1. By WebCrypto itself: copying and checking claims that we have just made cost a
 * tenth of the CPU of a token. That others can read it is held by every test that verifies a token with jose.
 */
export async function signCompact(
  header: SignedHeader,
  claims: object,
  key: CryptoKey,
): Promise<string> {
  const input = `${encode(header)}.${encode(claims)}`
  const signature = await crypto.subtle.sign(parameters[header.alg], key, encoder.encode(input))
  return `${input}.${base64url.encode(new Uint8Array(signature))}`
}

const encode = (part: object): string => base64url.encode(JSON.stringify(part))

/** Finds the public key of a `kid`. */
type Finds = (kid: string) => Promise<{ alg: SigningAlgorithm; key: CryptoKey } | undefined>

/**
 * The claims of a compact JWS of this `typ` that one of our keys has signed; `undefined` for anything else. Its header has to
 * be, byte for byte, the one `signCompact` writes for the key it names: another algorithm, `crit` or a key of the sender's own
 * cannot be said in it. RFC 8725 §3.1, §3.2 and §3.11.
 */
export async function readCompact<T extends object>(
  token: string,
  typ: string,
  find: Finds,
): Promise<T | undefined> {
  const [header = '', claims = '', signature = '', ...more] = token.split('.')
  const [, kid] = /"kid":"([\w-]+)"}$/.exec(textOf(header)) ?? []
  const known = kid === undefined ? undefined : await find(kid)
  if (kid === undefined || known === undefined || more.length > 0) return undefined
  if (header !== encode({ alg: known.alg, typ, kid })) return undefined

  const bytes = canonicalBytes(signature)
  const signed = encoder.encode(`${header}.${claims}`)
  const isOurs =
    bytes && (await crypto.subtle.verify(parameters[known.alg], known.key, bytes, signed))
  return isOurs ? (JSON.parse(textOf(claims)) as T) : undefined // written by signCompact
}

const textOf = (part: string): string => new TextDecoder().decode(canonicalBytes(part))
