import type { Client, Resource, User } from '../port.ts'

/** How old an answer from memory may be. Seconds. */
const STALENESS = 30
const COUNT_STALENESS = 300

/** Reads that may be a little old; one per isolate, keyed by tenant. */
export const memos = () => ({
  client: createMemo<Client | undefined>(STALENESS),
  apps: createMemo<readonly Client[]>(STALENESS),
  resources: createMemo<readonly Resource[]>(STALENESS),
  user: createMemo<User | undefined>(STALENESS),
  people: createMemo<number>(COUNT_STALENESS),
})

export type Memos = ReturnType<typeof memos>

/** From this part of its time on, a value is read anew by the first request that asks, while others still get the old one. */
const RENEW = 0.9

/**
 * Keeps what was read for a while in this isolate: bounded in time, so that nothing is served older than `maxAge` seconds,
 * and in number. What failed, or found nothing, is not kept: what is not there may be made a moment later. Requests share
 * values, never promises: one that waits for the promise of another is left without an answer when that other one ends first.
 */
export function createMemo<T>(maxAge: number, limit = 1000) {
  const kept = new Map<string, { value: T; read_at: number; renewing: boolean }>()
  return async function memo(key: string, fresh: boolean, read: () => Promise<T>): Promise<T> {
    const now = Date.now()
    const known = kept.get(key)
    const age = known ? (now - known.read_at) / 1000 : Number.POSITIVE_INFINITY
    const isGood = age < maxAge * RENEW || (age < maxAge && known?.renewing)
    if (known && !fresh && isGood) return known.value
    if (known) known.renewing = true
    try {
      const value = await read()
      if ((kept.get(key)?.read_at ?? 0) > now) return value // somebody has read it later than we
      kept.delete(key)
      if (value !== undefined) kept.set(key, { value, read_at: now, renewing: false })
      const oldest = kept.keys().next().value
      if (kept.size > limit && oldest !== undefined) kept.delete(oldest)
      return value
    } catch (error) {
      if (known) known.renewing = false
      throw error
    }
  }
}
