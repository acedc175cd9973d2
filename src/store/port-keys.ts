/** The part of the port that keeps signing keys. */

/** A signing key as stored: the private part is sealed before it gets here. */
export interface StoredKey {
  kid: string
  alg: string
  public_jwk: Readonly<Record<string, unknown>>
  /** Absent once the key is retiring: it never signs again. */
  sealed_private_jwk?: string
  created_at: number
  /** Published and not signing yet; signing; published for what it signed. */
  state: 'next' | 'active' | 'retiring'
  published_at: number
  activated_at?: number
  retired_at?: number
}

/** A key that has just been made, and is in no ring yet. */
export type NewKey = Omit<StoredKey, 'state' | 'published_at' | 'activated_at' | 'retired_at'>

/** How long a key is in each state, in seconds. */
export interface KeyRules {
  /** A key that has signed for this long gives way. */
  rotation_period: number
  /** A key is published for at least this long before it signs. */
  publish_time: number
  /** A key that signs no more stays published for this long. */
  retire_time: number
  /** A moment: keys made before it leave the ring at once. */
  not_before?: number
}

export interface KeyTurn {
  now: number
  rules: KeyRules
  /** At most one for an algorithm: taken where a key is wanted, forgotten otherwise. */
  candidates: readonly NewKey[]
  /** The same private parts, sealed under another secret. */
  resealed?: readonly Pick<NewKey, 'kid' | 'sealed_private_jwk'>[]
  /** `kid` of a key that gives way before its time, as soon as the next one may sign. */
  early?: string
  /** `kid`s that leave the ring at once. */
  gone?: readonly string[]
  /** Algorithms that nobody wants any more: none of their keys signs again. */
  unwanted?: readonly string[]
}

export interface Keys {
  /** All keys; unless `fresh`, a copy up to 60 s old may answer, and an older one while the ring cannot be reached. */
  list(options?: { fresh: boolean }): Promise<readonly StoredKey[]>
  /** Lets those candidates sign whose `alg` has no key that does, and answers all keys: the first writer wins. */
  ensure(candidates: readonly NewKey[]): Promise<readonly StoredKey[]>
  /** Does what is due, in one turn of one object, and answers all keys. A second time there is nothing left to do. */
  turn(step: KeyTurn): Promise<readonly StoredKey[]>
}
