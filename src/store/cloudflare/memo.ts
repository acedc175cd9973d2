import type { Client, Resource, User } from '../port.ts'

/** How old an answer from memory may be. Seconds. */
const STALENESS = 30
const COUNT_STALENESS = 300

/** Reads that may be a little old; one per isolate, keyed by tenant. */
export const memos = () => ({
  client: createMemo<Client | undefined>(STALENESS),
  resources: createMemo<readonly Resource[]>(STALENESS),
  user: createMemo<User | undefined>(STALENESS),
  people: createMemo<number>(COUNT_STALENESS),
})

export type Memos = ReturnType<typeof memos>

/**
 * Keeps what was read for a while in this isolate: bounded in time, so that nothing is served older than `maxAge` seconds,
 * and in number. Reads of the same key at the same time are one read; one that failed, or found nothing, is not kept:
 * what is not there may be made a moment later.
 */
export function createMemo<T>(maxAge: number, limit = 1000) {
  const kept = new Map<string, { value: Promise<T>; read_at: number }>()
  return function memo(key: string, fresh: boolean, read: () => Promise<T>): Promise<T> {
    const now = Date.now()
    const known = kept.get(key)
    if (known && !fresh && now - known.read_at < maxAge * 1000) return known.value
    const value = read()
    kept.delete(key)
    kept.set(key, { value, read_at: now })
    value.then(
      (found) => found === undefined && kept.delete(key),
      () => kept.delete(key),
    )
    const oldest = kept.keys().next().value
    if (kept.size > limit && oldest !== undefined) kept.delete(oldest)
    return value
  }
}
