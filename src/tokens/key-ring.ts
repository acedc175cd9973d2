import type { JWK, JWTPayload } from 'jose'
import { type SigningAlgorithm, signingAlgorithms } from '../protocol/signing-algorithm.ts'
import type { Keys, StoredKey } from '../store/port.ts'
import type { Sealer } from './seal.ts'
import { signCompact } from './sign.ts'
import { canSign, type OpenedKey, openKey, publicJwk } from './signing-key.ts'

/** The signing keys of one issuer, as this isolate knows them: at most two minutes behind the store. */
export interface KeyRing {
  /** Whether this runtime signs with it: asked of the runtime once. */
  supports(alg: string): Promise<boolean>
  /** A compact JWS over the claims, by the key of `alg` that signs now. RFC 7515 §7.1. */
  sign(alg: SigningAlgorithm, typ: string, claims: JWTPayload): Promise<string>
  /** The public key set: what signs, what will, and what has signed something that may be alive. RFC 7517 §5. */
  jwks(): Promise<{ keys: JWK[] }>
  /** The public key of a `kid`, whose algorithm is the key's and never a header's. */
  find(kid: string, now: number): Promise<{ alg: SigningAlgorithm; key: CryptoKey } | undefined>
  /** Said at each request: reads the ring again, behind its answer, when a minute has passed. */
  keepFresh(now: number, waitUntil: (promise: Promise<unknown>) => void): void
}

interface Ring {
  stored: readonly StoredKey[]
  keys: readonly OpenedKey[]
  /** The same object until a key comes or goes. */
  jwks: { keys: JWK[] }
}

/** Seconds others may keep the key set for. */
export const JWKS_MAX_AGE = 300
/** Seconds after which a ring is read again. */
const MAX_AGE = 60
/** Seconds by which a ring may be behind: its own age, and that of the copy it was read from. */
export const RING_LAG = 2 * MAX_AGE
/** Seconds between two looks for a key that is not known: a stream of made-up `kid`s costs one read. */
const COOL_DOWN = 10

export function createKeyRing(keys: Keys, sealer: Sealer): KeyRing {
  let held: Ring | undefined
  let [clock, read_at, looked_at] = [0, 0, 0]

  async function read(fresh: boolean): Promise<Ring> {
    held = await readRing(keys, sealer, { fresh, former: held })
    return held
  }

  /** Until there is a ring, each request reads its own: one that waits for another's read would end with it. */
  async function load(): Promise<Ring> {
    if (held !== undefined) return held
    read_at = clock
    return read(false)
  }

  /** The first key of an algorithm that only some resource wants; made by all who need it, the first one counts. */
  async function begin(alg: SigningAlgorithm): Promise<Ring> {
    await keys.ensure(await newKeys([alg], sealer))
    return read(true)
  }

  return {
    supports: askedOnce(),

    async sign(alg, typ, claims) {
      const key = signerIn(await load(), alg) ?? signerIn(await begin(alg), alg)
      if (key === undefined) throw new Error(`the key ring has no ${alg} key that signs`)
      return signCompact({ alg, typ, kid: key.stored.kid }, claims, await key.private_key())
    },

    jwks: async () => (await load()).jwks,

    async find(kid, now) {
      const known = await found(await load(), kid)
      if (known !== undefined || now - looked_at < COOL_DOWN) return known
      looked_at = now
      return found(await read(true), kid)
    },

    keepFresh(now, waitUntil) {
      clock = now
      if (held === undefined || now - read_at < MAX_AGE) return
      read_at = now
      const failed = (error: unknown) => {
        read_at = now - MAX_AGE + COOL_DOWN
        throw error
      }
      waitUntil(read(true).catch(failed))
    },
  }
}

function askedOnce(): KeyRing['supports'] {
  const asked = new Map<string, boolean>()
  return async (alg) => {
    const known = asked.get(alg) ?? (await canSign(alg))
    asked.set(alg, known)
    return known
  }
}

const signerIn = ({ keys }: Ring, alg: string) =>
  keys.find(({ stored }) => stored.alg === alg && stored.state === 'active')

async function found({ keys }: Ring, kid: string) {
  const known = keys.find(({ stored }) => stored.kid === kid)
  if (known === undefined) return undefined
  const alg = known.stored.alg as SigningAlgorithm // new-key.ts knows no other
  return { alg, key: await known.public_key() }
}

async function readRing(
  keys: Keys,
  sealer: Sealer,
  { fresh, former }: { fresh: boolean; former: Ring | undefined },
): Promise<Ring> {
  const stored = await signable(await keys.list({ fresh }), keys, sealer)
  if (former !== undefined && JSON.stringify(former.stored) === JSON.stringify(stored))
    return former
  const opened = stored.map((key) =>
    openKey(
      key,
      sealer,
      former?.keys.find((known) => known.stored.kid === key.kid),
    ),
  )
  return { stored, keys: opened, jwks: { keys: stored.map(publicJwk) } }
}

/** The ring with a key that signs for each algorithm: the first one ever is made here. */
async function signable(
  stored: readonly StoredKey[],
  keys: Keys,
  sealer: Sealer,
): Promise<readonly StoredKey[]> {
  const missing = signingAlgorithms.filter(
    (alg) => !stored.some((key) => key.alg === alg && key.state === 'active'),
  )
  if (missing.length === 0) return stored
  return keys.ensure(await newKeys(missing, sealer))
}

/** Making keys is rare, and loaded when it is done. */
async function newKeys(algs: readonly SigningAlgorithm[], sealer: Sealer) {
  const { generateKey } = await import('./new-key.ts')
  const now = Math.floor(Date.now() / 1000)
  return Promise.all(algs.map((alg) => generateKey(alg, sealer, now)))
}
