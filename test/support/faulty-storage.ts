import { storageFault } from '../../src/protocol/errors.ts'
import type { Storage, Store } from '../../src/store/port.ts'
import { createFailing, type Failing } from './failing.ts'

/** A storage whose methods fail where they are told to. */
export function faultyStorage(real: Storage): Storage & Failing {
  const failing = createFailing((why) => storageFault(new Error(why)))
  const aggregate = (name: string, methods: object) =>
    Object.fromEntries(
      Object.entries(methods).map(([method, call]) => [
        method,
        (...given: unknown[]) =>
          failing.through(`${name}.${method}`, async () => await call(...given)),
      ]),
    )
  const wrapped = (store: Store) =>
    Object.fromEntries(
      Object.entries(store).map(([name, methods]) => [name, aggregate(name, methods)]),
    ) as unknown as Store // the same shape, each method wrapped
  return Object.assign(failing, {
    forTenant: (tenant: string) => wrapped(real.forTenant(tenant)),
    sweep: (now: number) => real.sweep(now),
  })
}
