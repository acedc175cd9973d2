import { storageFault } from '../../src/protocol/errors.ts'
import type { Storage, Store } from '../../src/store/port.ts'

/** How a call fails: before it is done, or done with its answer lost. */
export type Failure = 'before' | 'after'

export interface FaultyStorage extends Storage {
  /** Calls made since `begin`, by name. */
  calls: string[]
  /** Begins to count; the call of that number (from 0) fails. */
  begin(failing?: { call: number; how: Failure }): void
}

/** A storage that fails exactly one call. */
export function faultyStorage(real: Storage): FaultyStorage {
  let failing: { call: number; how: Failure } | undefined
  const faulty: FaultyStorage = {
    calls: [],
    begin(given) {
      faulty.calls = []
      failing = given
    },
    forTenant: (tenant) => wrapped(real.forTenant(tenant)),
    sweep: (now) => real.sweep(now),
  }
  return faulty

  function wrapped(store: Store): Store {
    // no answer waits for the audit, so none can fail of it: flow/audit.test.ts
    const { audit, ...others } = store
    const aggregates = Object.entries(others).map(([name, methods]) => [
      name,
      aggregate(name, methods),
    ])
    // nor is a checkpoint signed, whose calls would count
    const append = (...given: Parameters<Store['audit']['append']>) =>
      audit.append(...given).then(() => undefined)
    return { ...Object.fromEntries(aggregates), audit: { ...audit, append } } as Store
  }

  function aggregate(name: string, methods: object) {
    const pairs = Object.entries(methods).map(([method, call]) => [
      method,
      async (...given: unknown[]) => {
        const mine =
          faulty.calls.push(`${name}.${method}`) - 1 === failing?.call ? failing.how : undefined
        if (mine === 'before') throw storageFault(new Error('failed before'))
        const answer = await call(...given)
        if (mine === 'after') throw storageFault(new Error('answer lost'))
        return answer
      },
    ])
    return Object.fromEntries(pairs)
  }
}
