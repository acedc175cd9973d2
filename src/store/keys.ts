import type { KeyTurn, NewKey, StoredKey } from './port.ts'

/**
 * The life of signing keys, as one pure step from a ring to the next: which key is published, which one signs and which
 * one goes is decided here and nowhere else. Whoever keeps a ring (a Durable Object, memory) reads it, takes the step and
 * writes it without anything in between, so that of many turns at once the first one counts.
 *
 * next: published, so that whoever verifies knows it before it signs. active: signs, one per algorithm. retiring: signs
 * no more, its private part is gone, and it stays published until nothing it signed is alive.
 */
export function turn(keys: readonly StoredKey[], step: KeyTurn): readonly StoredKey[] {
  const kept = keys.filter((key) => !isGone(key, step)).map((key) => resealed(key, step))
  const algs = new Set([...kept, ...step.candidates].map(({ alg }) => alg))
  const after = [...algs].flatMap((alg) => {
    const ring = kept.filter((key) => key.alg === alg)
    if (step.unwanted?.includes(alg)) return ended(ring, step.now)
    const candidate = step.candidates.find((key) => key.alg === alg)
    return published(activated(ring, candidate, step), candidate, step.now)
  })
  const isSame = after.length === keys.length && after.every((key) => keys.includes(key))
  return isSame ? keys : inOrder(after)
}

/** The algorithms that a step would leave without a key that signs, or without the one after it. */
export function wanted<Alg extends string>(
  keys: readonly StoredKey[],
  step: KeyTurn,
  algs: readonly Alg[],
): readonly Alg[] {
  const after = turn(keys, { ...step, candidates: [] })
  const has = (alg: Alg, state: StoredKey['state']) =>
    after.some((key) => key.alg === alg && key.state === state)
  return algs.filter((alg) => !has(alg, 'active') || !has(alg, 'next'))
}

/** Those candidates whose algorithm has no key that signs do so from now on. */
export function ensured(
  keys: readonly StoredKey[],
  candidates: readonly NewKey[],
): readonly StoredKey[] {
  const missing = candidates.filter(({ alg }) => !keys.some((key) => isActive(key, alg)))
  return missing.length === 0
    ? keys
    : inOrder([...keys, ...missing.map((key) => signing(key, key.created_at))])
}

/** A key as version 1 stored it, when each algorithm had one key and that one signed. */
export const adopted = (stored: StoredKey | NewKey): StoredKey =>
  'state' in stored ? stored : signing(stored, stored.created_at)

function isGone({ kid, state, created_at, retired_at = 0 }: StoredKey, step: KeyTurn): boolean {
  const { now, rules, gone } = step
  if (gone?.includes(kid)) return true
  // a moment that has not come yet forbids nothing: else every key would be too old until then
  const { not_before = 0 } = rules
  if (not_before <= now && created_at < not_before) return true
  return state === 'retiring' && retired_at + rules.retire_time <= now
}

function resealed(key: StoredKey, step: KeyTurn): StoredKey {
  const { sealed_private_jwk } = step.resealed?.find(({ kid }) => kid === key.kid) ?? {}
  const isOld = sealed_private_jwk !== key.sealed_private_jwk
  return sealed_private_jwk !== undefined && key.sealed_private_jwk !== undefined && isOld
    ? { ...key, sealed_private_jwk }
    : key
}

/** One key signs: where it is missing it is replaced at once, and when it is due, by one that all have seen. */
function activated(
  ring: readonly StoredKey[],
  candidate: NewKey | undefined,
  step: KeyTurn,
): readonly StoredKey[] {
  const { now } = step
  const active = ring.find(({ state }) => state === 'active')
  const next = ring.find(({ state }) => state === 'next')
  const successor = next ?? (active === undefined ? candidate : undefined)
  if (successor === undefined || (active && next && !isDue(active, next, step))) return ring
  const others = ring.filter((key) => key !== active && key !== successor)
  return [signing(successor, now), ...(active ? [retired(active, now)] : []), ...others]
}

/** What has signed stays published for what it signed. */
const ended = (ring: readonly StoredKey[], now: number): readonly StoredKey[] =>
  ring
    .filter(({ state }) => state !== 'next')
    .map((key) => (key.state === 'active' ? retired(key, now) : key))

function isDue(active: StoredKey, next: StoredKey, { now, rules, early }: KeyTurn): boolean {
  if (now - next.published_at < rules.publish_time) return false
  return early === active.kid || now - (active.activated_at ?? 0) >= rules.rotation_period
}

/** There is always a next one, unless the candidate has just been needed. */
function published(
  ring: readonly StoredKey[],
  candidate: NewKey | undefined,
  now: number,
): readonly StoredKey[] {
  const isThere = ring.some(({ kid, state }) => state === 'next' || kid === candidate?.kid)
  if (candidate === undefined || isThere) return ring
  return [...ring, { ...candidate, state: 'next', published_at: now }]
}

const signing = (key: NewKey & Partial<StoredKey>, now: number): StoredKey => ({
  ...key,
  state: 'active',
  published_at: key.published_at ?? now,
  activated_at: now,
})

function retired({ sealed_private_jwk: _, ...key }: StoredKey, now: number): StoredKey {
  return { ...key, state: 'retiring', retired_at: now }
}

const isActive = (key: StoredKey, alg: string) => key.alg === alg && key.state === 'active'

const STATES: readonly StoredKey['state'][] = ['active', 'next', 'retiring']

/** By algorithm, the key that signs first: version 1 of the Worker takes the first. */
const inOrder = (keys: readonly StoredKey[]): readonly StoredKey[] =>
  keys.toSorted(
    (a, b) =>
      Number(a.alg > b.alg) - Number(a.alg < b.alg) ||
      STATES.indexOf(a.state) - STATES.indexOf(b.state),
  )
