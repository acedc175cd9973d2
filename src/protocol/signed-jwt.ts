import { base64url } from 'jose'
import { printable } from './parameters.ts'

/** A compact JWS taken apart; nothing of it is verified. RFC 7515 §7.1. */
export interface UnverifiedJwt {
  header: Readonly<Record<string, unknown>>
  claims: Readonly<Record<string, unknown>>
}

/** A public key as its owner publishes it. RFC 7517 §4. */
export type PublicJwk = Readonly<Record<string, unknown>>

/** What a JWT of others may be signed with, in the order they are advertised. */
export const acceptedAlgorithms: readonly string[] = ['ES256', 'EdDSA', 'Ed25519', 'PS256', 'RS256']

/** RFC 7523 §2.2. */
export const CLIENT_ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Seconds by which the clocks of two servers may differ. FAPI 2.0 Security Profile §5.3.2.1: more than 10, less than 60. */
export const CLOCK_SKEW = 30
/** Seconds an assertion may be good for: it is remembered for as long, so that it is used once. */
export const LONGEST_ASSERTION = 3600
/** Keys that are tried for one signature. */
const TRIED = 8

/** The parts of a compact JWS with JSON in both; `undefined` for anything else. */
export function readJwt(text: string): UnverifiedJwt | undefined {
  const [header, claims, signature, ...more] = text.split('.')
  if (signature === undefined || more.length > 0) return undefined
  const [read, said] = [jsonIn(header), jsonIn(claims)]
  return read && said && { header: read, claims: said }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function jsonIn(part = ''): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(base64url.decode(part)))
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined // an object, checked here
  } catch {
    return undefined // not base64url, not UTF-8, not JSON: no JWT
  }
}

/** Headers by which a sender would choose the key, or what the signature is over. RFC 8725 §3.10, RFC 7515 §4.1.11. */
const CHOOSING = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64']

/** Why a header is not one of a JWT that somebody else may present here; `undefined` when it is. */
export function whyNotHeader({ header }: UnverifiedJwt): string | undefined {
  const chosen = CHOOSING.find((name) => Object.hasOwn(header, name))
  if (chosen !== undefined)
    return `its header has ${chosen}; leave it out, the registered keys count`
  const { alg, kid } = header
  if (typeof alg !== 'string' || !acceptedAlgorithms.includes(alg)) {
    return `its alg is ${said(alg)}, expected one of ${acceptedAlgorithms.join(', ')}`
  }
  return kid === undefined || typeof kid === 'string' ? undefined : 'its kid is not a string'
}

/** A `typ` as it is compared: RFC 7515 §4.1.9 lets `application/` be left out. */
export const typeOf = ({ header: { typ } }: UnverifiedJwt): string | undefined =>
  typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : undefined

/**
 * The one algorithm a key is for, whatever a header says: that of its type and curve. An RSA key is for RS256 unless it
 * says PS256 itself. `undefined` for other keys, shared secrets among them. RFC 8725 §3.1.
 */
export function algorithmOf({ kty, crv, alg }: PublicJwk): string | undefined {
  const own =
    (kty === 'EC' && crv === 'P-256' && 'ES256') ||
    (kty === 'OKP' && crv === 'Ed25519' && 'EdDSA') ||
    (kty === 'RSA' && (alg === 'PS256' ? 'PS256' : 'RS256'))
  return own && (alg === undefined || oneName(alg) === own) ? own : undefined
}

/** RFC 9864 §2.2: Ed25519 is the newer name of EdDSA over that curve. */
const oneName = (alg: unknown) => (alg === 'Ed25519' ? 'EdDSA' : alg)

/** The keys that may have signed a JWT: those of its `kid` if it names one, and for its algorithm. RFC 7515 §6. */
export const keysFor = ({ header }: UnverifiedJwt, keys: readonly PublicJwk[]): PublicJwk[] =>
  keys
    .filter((key) => header['kid'] === undefined || key['kid'] === header['kid'])
    .filter((key) => isForSignatures(key) && algorithmOf(key) === oneName(header['alg']))
    .slice(0, TRIED)

/** RFC 7517 §4.2 and §4.3. */
const isForSignatures = ({ use, key_ops }: PublicJwk) =>
  (use === undefined || use === 'sig') &&
  (key_ops === undefined || (Array.isArray(key_ops) && key_ops.includes('verify')))

/** The members of a public key and nothing else: a private part that was published by mistake is left where it was. */
export function publicPart({ kty, crv, x, y, n, e }: PublicJwk): Record<string, unknown> {
  const members = Object.entries({ kty, crv, x, y, n, e })
  return Object.fromEntries(members.filter(([, value]) => value !== undefined))
}

/** The issuer and nobody else, as a string or as the one member of an array. RFC 10070 §4. */
export const isSoleAudience = (aud: unknown, issuer: string): boolean =>
  Array.isArray(aud) ? aud.length === 1 && aud[0] === issuer : aud === issuer

/** What is wrong with the times of an assertion; `undefined` when it is good now. RFC 7523 §3. */
export function whyNotNow({ exp, nbf, iat }: UnverifiedJwt['claims'], now: number) {
  if (!isMoment(exp)) return 'it has no exp, expected a number of seconds'
  if (exp <= now - CLOCK_SKEW) return 'it has expired; make a new one for each request'
  for (const [name, moment] of Object.entries({ nbf, iat })) {
    if (moment === undefined) continue
    if (!isMoment(moment)) return `its ${name} is not a number of seconds`
    if (moment > now + CLOCK_SKEW) return `its ${name} is in the future; set the clock right`
  }
  const begin = isMoment(iat) ? Math.min(iat, now) : now
  return exp - begin > LONGEST_ASSERTION
    ? `it is good for ${exp - begin} seconds, expected at most ${LONGEST_ASSERTION}`
    : undefined
}

const isMoment = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0

/** What is wrong with a `jti`; `undefined` when it can be remembered. RFC 7519 §4.1.7. */
export const whyNotOnce = ({ jti }: UnverifiedJwt['claims']): string | undefined =>
  typeof jti === 'string' && jti.length > 0 && jti.length <= 512
    ? undefined
    : 'it has no jti, expected a string of its own in each'

/** A claim or header as it may be repeated in an error. */
export const said = (value: unknown): string =>
  value === undefined
    ? 'absent'
    : printable(typeof value === 'string' ? value : JSON.stringify(value))
