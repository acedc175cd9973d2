import { base64url } from 'jose'
import type { Tokens } from './tokens.ts'

type Outcome = Tokens | undefined
type Refresh = (tokens: Tokens) => Promise<Outcome>

// seconds
const REMEMBERED = 30
const FAILURE_REMEMBERED = 5

/**
 * Refreshes each refresh token once, however many requests bring it at the same time, and answers
 * those that still bring it half a minute later from memory. A failure is remembered for 5 seconds.
 *
 * A Worker drops the I/O of a request whose browser has gone, so nobody waits longer than
 * `patience` (seconds) for another's refresh, and then asks itself: the issuer answers both alike.
 */
export function createRefresher(refresh: Refresh, patience = 6): Refresh {
  const flights = new Map<string, { outcome: Promise<Outcome>; until: number }>()

  const start = (key: string, tokens: Tokens): Promise<Outcome> => {
    const now = Date.now() / 1000
    for (const [old, { until }] of flights) if (until < now) flights.delete(old)
    const flight = { outcome: refresh(tokens), until: now + REMEMBERED }
    flights.set(key, flight)
    return flight.outcome.catch((cause) => {
      flight.until = Date.now() / 1000 + FAILURE_REMEMBERED
      throw cause
    })
  }

  return async (tokens) => {
    const key = await hash(tokens.refresh_token ?? '')
    const flight = flights.get(key)
    if (!flight || flight.until < Date.now() / 1000) return start(key, tokens)
    const { promise: late, resolve } = Promise.withResolvers<undefined>()
    const timer = setTimeout(resolve, patience * 1000)
    const landed = flight.outcome.then((value) => ({ value }))
    const first = await Promise.race([landed, late]).finally(() => clearTimeout(timer))
    return first ? first.value : start(key, tokens)
  }
}

async function hash(value: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(value))
  return base64url.encode(new Uint8Array(digest))
}
