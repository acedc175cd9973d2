import type { Limit } from './port.ts'

/** Attempts against one limit, as kept between two of them. */
export interface Attempts {
  count: number
  /** When counting began. */
  since: number
  /** Until when the next attempt has to wait. */
  waiting_until: number
}

/**
 * One attempt more, counted before it is made, so that parallel guesses are all counted. Within `attempts` there is no
 * wait; beyond, it doubles from one second up to `longest`. An attempt made while waiting is refused and lengthens nothing:
 * nobody can keep another person out by knocking.
 */
export function attempt(
  before: Attempts | undefined,
  limit: Limit,
  now: number,
): { after: Attempts; wait: number } {
  const known =
    before && now - before.since < limit.window
      ? before
      : { count: 0, since: now, waiting_until: 0 }
  if (known.waiting_until > now) return { after: known, wait: known.waiting_until - now }
  const count = known.count + 1
  const beyond = count - limit.attempts
  const wait = beyond < 0 ? 0 : Math.min(2 ** Math.min(beyond, 20), limit.longest)
  return { after: { count, since: known.since, waiting_until: now + wait }, wait: 0 }
}
