import { type Claims, fromBase64, type Token } from './decode.ts'

/** What is known of a signature: the word for it, and the key it speaks of. */
export interface Verdict {
  result:
    | 'valid'
    | 'validPasted'
    | 'invalid'
    | 'unknownKey'
    | 'badKey'
    | 'privateKey'
    | 'otherKey'
    | 'unsupported'
    | 'algorithm'
    | 'symmetric'
    | 'none'
  kid?: string
}

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
const ED = { name: 'Ed25519' }

/** RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2: what a key of the algorithm looks like, and how it is used. */
const algorithms: Readonly<Record<string, readonly [kty: string, use: typeof EC | typeof RSA]>> = {
  ES256: ['EC', EC],
  RS256: ['RSA', RSA],
  EdDSA: ['OKP', ED as typeof EC], // it has a name only
  Ed25519: ['OKP', ED as typeof EC],
}

type Key = Claims | Uint8Array<ArrayBuffer>

/** Checks the signature by the pasted key, or else by the key of ours that the header names. RFC 7515 §5.2. */
export async function verify(
  token: Token,
  ours: readonly Claims[],
  pasted: string,
): Promise<Verdict> {
  const alg = String(token.header['alg'])
  const { kid } = token.header
  if (/^none$/i.test(alg)) return { result: 'none' }
  if (/^HS\d+$/.test(alg)) return { result: 'symmetric' }
  if (!Object.hasOwn(algorithms, alg)) return { result: 'algorithm' }
  if (/PRIVATE KEY/.test(pasted)) return { result: 'privateKey' }
  const given = pasted.trim() === '' ? undefined : keysIn(pasted)
  if (given?.length === 0) return { result: 'badKey' }
  if (given?.some((key) => 'd' in key || 'k' in key)) return { result: 'privateKey' }
  const keys = named(given ?? ours, kid, given !== undefined)
  if (keys.length === 0) return { result: 'unknownKey', kid: String(kid ?? '–') }
  const result = await tryEach(keys, token, alg)
  if (result !== 'valid') return { result }
  return given ? { result: 'validPasted' } : { result, kid: String(kid ?? '–') }
}

/** The keys of a text that is a JWK, a JWK set or PEM; none when it is something else. */
function keysIn(text: string): readonly Key[] {
  try {
    const pem = /-----BEGIN PUBLIC KEY-----([\s\S]+?)-----END PUBLIC KEY-----/.exec(text)?.[1]
    if (pem !== undefined) return [fromBase64(pem.replace(/\s/g, ''))]
    const read = JSON.parse(text) as { keys?: unknown; kty?: unknown } | null
    const all: unknown[] = Array.isArray(read?.keys) ? read.keys : [read]
    return all.filter((key): key is Claims => typeof (key as Claims | null)?.['kty'] === 'string')
  } catch {
    return []
  }
}

/** The key a header names; without a name, or among keys that somebody chose to paste, any may be meant. */
function named(keys: readonly Key[], kid: unknown, isPasted: boolean): readonly Key[] {
  if (kid === undefined) return keys
  const exact = keys.filter((key) => 'kid' in key && key.kid === kid)
  return exact.length === 0 && isPasted ? keys : exact
}

async function tryEach(
  keys: readonly Key[],
  token: Token,
  alg: string,
): Promise<Verdict['result']> {
  const results = await Promise.all(keys.map((key) => tryOne(key, token, alg)))
  const order = ['valid', 'invalid', 'unsupported', 'badKey', 'otherKey'] as const
  return order.find((result) => results.includes(result)) ?? 'otherKey'
}

async function tryOne(key: Key, token: Token, alg: string) {
  const [kty, use] = algorithms[alg] ?? ['', EC]
  const subtle: SubtleCrypto | undefined = crypto.subtle
  if (subtle === undefined) return 'unsupported' // not over https
  const isPem = key instanceof Uint8Array
  // RFC 8725 §3.1: the key says what it is for
  if (!isPem && (key['kty'] !== kty || !fits(key['alg'], alg))) return 'otherKey'
  try {
    const imported = isPem
      ? await subtle.importKey('spki', key, use, false, ['verify'])
      : await subtle.importKey('jwk', publicPart(key), use, false, ['verify'])
    return (await subtle.verify(use, imported, token.signature, token.signed)) ? 'valid' : 'invalid'
  } catch (error) {
    const isMissing = (error as Error).name === 'NotSupportedError'
    return isMissing ? 'unsupported' : isPem ? 'otherKey' : 'badKey'
  }
}

/** RFC 9864 §2.2: EdDSA is the former word for Ed25519. */
const fits = (keyAlg: unknown, alg: string) =>
  keyAlg === undefined ||
  new Set([keyAlg, alg].map((one) => (one === 'Ed25519' ? 'EdDSA' : one))).size === 1

/** Only what makes the key, so that no other member keeps it from being read. RFC 7517 §4. */
function publicPart(key: Claims): JsonWebKey {
  const members = ['kty', 'crv', 'x', 'y', 'n', 'e'].filter((name) => Object.hasOwn(key, name))
  return Object.fromEntries(members.map((name) => [name, key[name]])) as unknown as JsonWebKey // checked by importKey
}
