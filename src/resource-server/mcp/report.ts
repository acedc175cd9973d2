import type { ConnectionStep } from '../../protocol/connection.ts'
import type { AccessToken } from '../access-token.ts'
import { AccessError } from '../errors.ts'

/** A step of a connection as an MCP server sees it. Never holds a token or who the person is. */
export interface SeenStep extends Omit<ConnectionStep, 'fix'> {
  readonly step: 'challenge' | 'resource_metadata' | 'first_use'
  /** What it has in common with other steps: `client:…` and `jti:…` of the token. */
  readonly keys: readonly string[]
}

/** Hears of the steps; what becomes of it changes no answer. */
export type Report = (step: SeenStep) => unknown

/** So many tokens are remembered as used. */
const LIMIT = 1000

interface Listeners {
  readonly report?: Report
  readonly onRefusal?: (error: AccessError) => void
}

/**
 * Answers what tells `report` of a refusal, of the first use of a token, or, given nothing, of a look at the metadata;
 * and what hears of whatever was thrown: answers a refusal, throws on everything else.
 */
export function createReporter({ report, onRefusal }: Listeners) {
  const used = new Set<string | undefined>()
  const tell = async (step: SeenStep['step'], received: string, more?: Partial<SeenStep>) => {
    try {
      await report?.({ step, outcome: 'ok', received, keys: [], ...more })
    } catch {
      // no request fails because nobody could be told of it
    }
  }
  const saw = (seen?: AccessError | AccessToken): unknown => {
    if (!seen) return tell('resource_metadata', 'GET')
    if (seen instanceof AccessError) {
      const received = `${seen.status}: ${seen.message}`
      // RFC 6750 §3.1: no error where no token came; one that is not enough is asked to be more
      const isChallenge = (seen.error ?? 'insufficient').startsWith('insufficient')
      if (isChallenge) return tell('challenge', received)
      return tell('first_use', received, { outcome: 'failed' })
    }
    const { client_id, jti, scope } = seen
    if (used.has(jti)) return
    if (used.size > LIMIT) used.clear()
    used.add(jti)
    return tell('first_use', `scope=${scope}`, { keys: [`client:${client_id}`, `jti:${jti}`] })
  }
  const heard = (error: unknown): AccessError => {
    if (!(error instanceof AccessError)) throw error
    saw(error)
    onRefusal?.(error)
    return error
  }
  return { saw, heard }
}
