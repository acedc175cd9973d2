import {
  constants,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto'

/** A key of somebody who signs assertions, and how its public half is published. */
export interface Signer {
  alg: string
  kid: string
  privateKey: KeyObject
  jwk: JsonWebKey & { kid?: string; alg?: string }
}

/** A key pair for one algorithm; `jwk` as a careful owner would publish it. */
export function signer(alg = 'ES256', kid = `${alg}-key`): Signer {
  const { publicKey, privateKey } = pairFor(alg)
  return { alg, kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg } }
}

function pairFor(alg: string) {
  if (alg === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' })
  if (alg === 'ES384') return generateKeyPairSync('ec', { namedCurve: 'P-384' })
  if (/^E/.test(alg)) return generateKeyPairSync('ed25519')
  return generateKeyPairSync('rsa', { modulusLength: alg === 'short' ? 1024 : 2048 })
}

export const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

export const now = () => Math.floor(Date.now() / 1000)

/** A JWT with whatever header and claims; members that are `undefined` are left out. Signed as `alg` says, not as the header. */
export function jwt(by: Signer, claims: object, header: object = {}): string {
  const input = `${part({ alg: by.alg, kid: by.kid, ...header })}.${part(claims)}`
  return `${input}.${signature(by, input)}`
}

export function signature({ alg, privateKey }: Signer, input: string): string {
  const data = Buffer.from(input)
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363', ...(alg === 'PS256' && pss) } as const
  const hash = privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  return sign(hash, data, key).toString('base64url')
}

/** What a client says of itself to an issuer, with changes. RFC 7523 §3. */
export const clientClaims = (client_id: string, aud: unknown, changes: object = {}) => ({
  iss: client_id,
  sub: client_id,
  aud,
  jti: randomUUID(),
  iat: now(),
  exp: now() + 60,
  ...changes,
})

export const CLIENT_ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** The parameters that authenticate a client by an assertion. RFC 7523 §2.2. */
export const asserted = (client_assertion: string) => ({
  client_assertion_type: CLIENT_ASSERTION_TYPE,
  client_assertion,
})
