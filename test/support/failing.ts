/**
 * How a call fails: before it is done; with its answer lost; given up on, and done all the same a moment later; or
 * together with every call after it.
 */
export type Failure = 'before' | 'after' | 'late' | 'outage'

/** Calls that fail where they are told to. */
export interface Failing {
  /** Calls made since `begin`, by name. */
  calls: string[]
  /** Begins to count; the call of that number (from 0) fails. */
  begin(failing?: { call: number; how: Failure }): void
  /** What was given up on arrives now. */
  arrive(): Promise<void>
  /** Makes a call, or fails it. */
  through<T>(name: string, call: () => Promise<T>): Promise<T>
}

export function createFailing(fault: (why: string) => Error = (why) => new Error(why)): Failing {
  let told: { call: number; how: Failure } | undefined
  let underway: (() => Promise<unknown>)[] = []
  const failing: Failing = {
    calls: [],
    begin(given) {
      failing.calls = []
      told = given
    },
    async arrive() {
      for (const call of underway) await call()
      underway = []
    },
    async through(name, call) {
      const how = failureOf(failing.calls.push(name) - 1)
      if (how === 'late') underway.push(call)
      if (how !== undefined && how !== 'after') throw fault(how)
      const answer = await call()
      if (how === 'after') throw fault('answer lost')
      return answer
    },
  }
  return failing

  function failureOf(call: number): Failure | undefined {
    if (told === undefined) return undefined
    return (told.how === 'outage' ? call >= told.call : call === told.call) ? told.how : undefined
  }
}
