import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose'
import type { Keys, StoredKey } from '../store/port.ts'
import type { Sealer } from './seal.ts'

export const signingAlgorithms = ['ES256', 'RS256', 'EdDSA'] as const
export type SigningAlgorithm = (typeof signingAlgorithms)[number]

/** The signing keys of one issuer: one per algorithm, made once, private parts sealed wherever they rest. */
export interface KeyRing {
  /** A compact JWS over the claims, by the key of `alg`. RFC 7515 §7.1. */
  sign(alg: SigningAlgorithm, typ: string, claims: JWTPayload): Promise<string>
  /** The public key set. RFC 7517 §5. */
  jwks(): Promise<{ keys: JWK[] }>
  /** The public key of a `kid`, whose algorithm is the key's and never a header's. */
  find(kid: string, now: number): Promise<{ alg: string; key: CryptoKey } | undefined>
}

interface OpenedKey {
  kid: string
  alg: string
  public_jwk: JWK
  private_key(): Promise<CryptoKey>
  public_key(): Promise<CryptoKey>
}

interface Ring {
  keys: readonly OpenedKey[]
  /** The same object until the ring is read again. */
  jwks: { keys: JWK[] }
}

/** Seconds between two looks for a key that is not known: a stream of made-up `kid`s costs one read. */
const COOL_DOWN = 10

export function createKeyRing(keys: Keys, sealer: Sealer): KeyRing {
  let loading: Promise<Ring> | undefined
  let looked_at = 0

  function load(fresh = false): Promise<Ring> {
    if (fresh || loading === undefined) {
      loading = read(keys, sealer, fresh).catch((error) => {
        loading = undefined // a failed read is not kept
        throw error
      })
    }
    return loading
  }

  return {
    async sign(alg, typ, claims) {
      const { keys } = await load()
      const key = keys.find((key) => key.alg === alg)
      if (key === undefined) throw new Error(`the key ring has no ${alg} key`)
      return new SignJWT(claims)
        .setProtectedHeader({ alg, typ, kid: key.kid })
        .sign(await key.private_key())
    },

    jwks: async () => (await load()).jwks,

    async find(kid, now) {
      const known = (await load()).keys.find((key) => key.kid === kid)
      if (known !== undefined) return { alg: known.alg, key: await known.public_key() }
      if (now - looked_at < COOL_DOWN) return undefined
      looked_at = now
      const found = (await load(true)).keys.find((key) => key.kid === kid)
      return found && { alg: found.alg, key: await found.public_key() }
    },
  }
}

async function read(keys: Keys, sealer: Sealer, fresh: boolean): Promise<Ring> {
  let stored = await keys.list({ fresh })
  const missing = signingAlgorithms.filter((alg) => !stored.some((key) => key.alg === alg))
  if (missing.length > 0) {
    stored = await keys.ensure(await Promise.all(missing.map((alg) => generate(alg, sealer))))
  }
  const opened = stored.map((key) => open(key, sealer))
  return { keys: opened, jwks: { keys: opened.map((key) => key.public_jwk) } }
}

function open(stored: StoredKey, sealer: Sealer): OpenedKey {
  const { kid, alg } = stored
  const public_jwk = stored.public_jwk as JWK // written by `generate`
  return {
    kid,
    alg,
    public_jwk,
    private_key: once(async () => {
      const found = await sealer.open<JWK>('key', stored.sealed_private_jwk, 0)
      if (found === undefined) throw new Error(unreadable(kid))
      return (await importJWK(found.value, alg)) as CryptoKey // a JWK of a key pair
    }),
    public_key: once(async () => (await importJWK(public_jwk, alg)) as CryptoKey),
  }
}

const unreadable = (kid: string) =>
  `the signing key ${kid} was sealed under a secret that is not configured: put the former secret back as a second one`

/** Answers the first success again; a failure is tried anew. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch((error) => {
      made = undefined
      throw error
    })
    return made
  }
}

async function generate(alg: SigningAlgorithm, sealer: Sealer): Promise<StoredKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(jwk) // RFC 7638
  return {
    kid,
    alg,
    public_jwk: { ...jwk, kid, alg, use: 'sig' },
    sealed_private_jwk: await sealer.seal(
      'key',
      await exportJWK(privateKey),
      Number.MAX_SAFE_INTEGER,
    ),
    created_at: Math.floor(Date.now() / 1000),
  }
}
