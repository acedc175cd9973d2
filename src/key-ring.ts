import type { House } from './flow/context.ts'
import { rareAlgorithms } from './flow/policy.ts'
import { housesOf, type Standing, visit } from './houses.ts'
import type { AuthServerOptions, Settings } from './options.ts'
import { type SigningAlgorithm, signingAlgorithms } from './protocol/signing-algorithm.ts'
import { turn, wanted } from './store/keys.ts'
import type { KeyRules, KeyTurn, StoredKey } from './store/port.ts'
import { JWKS_MAX_AGE, RING_LAG } from './tokens/key-ring.ts'
import { generateKey } from './tokens/new-key.ts'
import { sealOf } from './tokens/signing-key.ts'

/** The longest that any access token lives, in seconds: the configuration of resources allows no more. */
const LONGEST_TOKEN = 86_400
/** Seconds: nobody keeps a key set for longer than this, our SDK and an issuer it cannot reach included. */
const PUBLISH_TIME = 3600

export interface ListedKey extends Omit<StoredKey, 'public_jwk' | 'sealed_private_jwk'> {
  issuer: string
  /** Under which secret the private part rests; `unknown` is none that is configured, `none` has no private part. */
  sealed_under: 'first' | 'former' | 'unknown' | 'none'
}

export interface Roll {
  now: number
  /** Default: each algorithm, of each tenant. */
  alg?: SigningAlgorithm
  tenant?: string
  /** The key that signs leaves the ring at once, and with it every token it signed. */
  emergency?: boolean
}

export interface KeyRingMaintenance {
  /** What is due: keys are published, turned and removed, and sealed anew under the first secret. Idempotent. */
  turn(now: number): Promise<void>
  /**
   * Turns the key that signs, before its time.
   * @throws Error while the next key is not published for long enough; never in an emergency.
   */
  roll(roll: Roll): Promise<void>
  list(): Promise<readonly ListedKey[]>
}

/**
 * The signing keys of all issuers of a server, for its clock and for its operator. Isolates notice within two minutes.
 * @throws ConfigurationError as `authServer`, whose options these are.
 */
export function keyRing(given: AuthServerOptions): KeyRingMaintenance {
  const { issuers, of } = housesOf(given)
  const houses = issuers.all.map(of)
  return {
    turn: (now) => each(houses, (house) => visit(house, now, turnRing)),
    roll: (roll) =>
      each(
        houses.filter(({ issuer }) => issuer.tenant === (roll.tenant ?? issuer.tenant)),
        (house) => visit(house, roll.now, (open) => rollRing(open, roll)),
      ),
    list: async () => (await Promise.all(houses.map(listRing))).flat(),
  }
}

/** An ID token is a hint for as long as its session lives, long after it has expired: RP-Initiated Logout §2. */
function rulesOf({ keyRotationPeriod, keysNotBefore, sessionLifetime }: Settings): KeyRules {
  return {
    rotation_period: keyRotationPeriod,
    publish_time: PUBLISH_TIME,
    retire_time: Math.max(LONGEST_TOKEN, sessionLifetime) + JWKS_MAX_AGE + RING_LAG,
    ...(keysNotBefore !== undefined && { not_before: keysNotBefore }),
  }
}

/** One house after the other, and a failure in one is none of the others'. */
async function each(houses: readonly Standing[], run: (house: Standing) => Promise<void>) {
  const errors: unknown[] = []
  for (const house of houses) await run(house).catch((error) => errors.push(error))
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1) throw new AggregateError(errors, `${errors.length} key rings failed`)
}

async function turnRing(house: House): Promise<void> {
  const { now, options, sealer, store } = house
  const rules = rulesOf(options)
  const before = await store.keys.list({ fresh: true })
  const algs = [...new Set([...signingAlgorithms, ...(await rareOnes(house, before))])]
  const seals = await Promise.all(
    before.map(async (key) => ({ key, seal: await sealOf(key, sealer) })),
  )
  const resealed = seals.flatMap(({ key: { kid }, seal }) =>
    seal.under === 'former' ? [{ kid, sealed_private_jwk: seal.resealed }] : [],
  )
  const lost = seals.filter(({ seal }) => seal.under === 'unknown').map(({ key }) => key)
  for (const { kid } of lost) house.event('key_unreadable', { kid })
  // a key that cannot be opened never signs; one that signs stays, until a secret that opens it is back
  const gone = lost.filter(({ state }) => state === 'next').map(({ kid }) => kid)
  const unwanted = before.map(({ alg }) => alg).filter((alg) => !algs.some((one) => one === alg))
  const step = { now, rules, candidates: [], resealed, gone, unwanted }
  const wants = wanted(before, step, algs)
  if (wants.length === 0 && turn(before, step) === before) return
  await take(house, before, { ...step, candidates: await fresh(wants, house) })
}

/**
 * What resources want beside the usual, and this runtime has; what it has not is an error line that names them. While they
 * cannot be asked for, what is in the ring goes on.
 */
async function rareOnes(
  { issuer, keys, store }: House,
  before: readonly StoredKey[],
): Promise<readonly SigningAlgorithm[]> {
  const resources = await store.resources.list({ fresh: true }).catch((error) => {
    console.error(error)
    return undefined
  })
  if (resources === undefined) return before.map(({ alg }) => alg as SigningAlgorithm) // made by generateKey
  const rare = [...new Set(rareAlgorithms(resources))]
  const supported = await Promise.all(rare.map((alg) => keys.supports(alg)))
  for (const alg of rare.filter((_, place) => !supported[place])) {
    const mine = resources.filter((one) => one.access_token_signing_alg === alg)
    const names = mine.map(({ identifier }) => identifier)
    const line = {
      event: 'algorithm_unsupported',
      issuer: issuer.identifier,
      alg,
      resources: names,
    }
    console.error(JSON.stringify(line))
  }
  return rare.filter((_, place) => supported[place])
}

async function rollRing(house: House, { now, alg, emergency = false }: Roll): Promise<void> {
  const rules = rulesOf(house.options)
  const before = await house.store.keys.list({ fresh: true })
  for (const { kid, alg: mine } of before.filter(({ state }) => state === 'active')) {
    if (alg !== undefined && alg !== mine) continue
    const candidates = await fresh([mine as SigningAlgorithm], house) // made by generateKey
    const how = emergency ? { gone: [kid] } : { early: kid }
    const after = await take(house, before, { now, rules, candidates, ...how })
    const next = after.find((key) => key.alg === mine && key.state === 'next')
    if (after.some((key) => key.kid === kid && key.state === 'active')) {
      const moment = (next?.published_at ?? now) + rules.publish_time
      const at = new Date(moment * 1000).toISOString()
      throw new Error(`the next ${mine} key may sign from ${at}; roll again then`)
    }
  }
}

const fresh = (algs: readonly SigningAlgorithm[], { sealer, now }: House) =>
  Promise.all(algs.map((alg) => generateKey(alg, sealer, now)))

/** Takes a step and tells what it changed. */
async function take({ event, store }: House, before: readonly StoredKey[], step: KeyTurn) {
  const after = await store.keys.turn(step)
  const known = (key: StoredKey, ring: readonly StoredKey[]) =>
    ring.find(({ kid }) => kid === key.kid)
  for (const key of after) {
    const { kid, alg, state } = key
    if (known(key, before)?.state !== state) event(EVENTS[state], { alg, kid })
  }
  for (const key of before) {
    const { kid, alg } = key
    if (!known(key, after)) event('key_removed', { alg, kid })
  }
  for (const { kid } of step.resealed ?? []) event('key_resealed', { kid })
  return after
}

const EVENTS = { next: 'key_published', active: 'key_activated', retiring: 'key_retired' } as const

async function listRing({ store, sealer, issuer }: Standing): Promise<ListedKey[]> {
  const stored = await store.keys.list({ fresh: true })
  return Promise.all(
    stored.map(async (key) => {
      const { public_jwk: _, sealed_private_jwk: __, ...listed } = key
      return {
        ...listed,
        issuer: issuer.identifier,
        sealed_under: (await sealOf(key, sealer)).under,
      }
    }),
  )
}
