import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type AuditEntry, NO_ENTRY } from '../../src/protocol/audit-chain.ts'
import { type AuditTable, createAppender } from '../../src/store/audit.ts'
import { anEvent } from './audit-contract.ts'

/** A table in memory whose `add` may do something else, by the number of the call. */
function tableWith(add: (call: number, write: () => boolean) => Promise<boolean>) {
  const entries: AuditEntry[] = []
  let calls = 0
  const table: AuditTable = {
    tenant: 'default',
    head: async () => entries.at(-1) ?? NO_ENTRY,
    add: (more, { seq }) =>
      add(calls++, () => {
        if (entries.length === seq) entries.push(...more)
        return entries.length === seq + more.length
      }),
  }
  return { entries, append: createAppender(table), calls: () => calls }
}

const realTimeout = globalThis.setTimeout

/** Lets time pass until it is settled; slowly, for hashes are made outside of the timers, on a machine that may be busy. */
async function soon<T>(promise: Promise<T>): Promise<T> {
  let isSettled = false
  const done = () => {
    isSettled = true
  }
  promise.then(done, done)
  while (!isSettled) {
    await vi.advanceTimersByTimeAsync(50)
    await new Promise((resolve) => realTimeout(resolve, 10))
  }
  return promise
}

const numbers = (entries: readonly AuditEntry[]) => entries.map(({ details }) => details['n'])

describe('appending to the audit', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => vi.useRealTimers())

  it('writes together what comes while a writer is at work', async () => {
    const { append, calls, entries } = tableWith(async (_, write) => write())
    await Promise.all(Array.from({ length: 40 }, (_, n) => append([anEvent(n)])))
    expect(numbers(entries)).toEqual(Array.from({ length: 40 }, (_, n) => n))
    expect(calls()).toBe(2)
  })

  it('row 32: tries anew after a fault, and writes once when only the answer was lost', async () => {
    const faults: ((write: () => boolean) => unknown)[] = [() => 0, (write) => write()]
    for (const before of faults) {
      const { append, entries } = tableWith(async (call, write) => {
        if (call > 0) return write()
        before(write)
        throw new Error('the network is away')
      })
      await soon(append([anEvent(1)]))
      expect(numbers(entries)).toEqual([1])
    }
  })

  it('row 32: gives up after three faults, says so to each caller, and goes on with the next', async () => {
    let away = true
    const { append, entries } = tableWith(async (_, write) => {
      if (away) throw new Error('the database is away')
      return write()
    })
    const all = Promise.allSettled([
      append([anEvent(1)]),
      append([anEvent(2)]),
      append([anEvent(3)]),
    ])
    expect((await soon(all)).map(({ status }) => status)).toEqual(Array(3).fill('rejected'))
    away = false
    await append([anEvent(4)])
    expect(numbers(entries)).toEqual([4])
  })

  it('is not held up for good by a request that was cut off while it wrote for others too', async () => {
    const { append, entries } = tableWith((call, write) =>
      // the first writes; the second, which has the events of all who waited, never comes back
      call === 1 ? new Promise(() => undefined) : Promise.resolve(write()),
    )
    const first = append([anEvent(0)])
    const cut = append([anEvent(1)])
    const waiting = [append([anEvent(2)]), append([anEvent(3)])]
    await soon(first)
    const late = append([anEvent(4)])
    await soon(Promise.all([...waiting, late]))
    expect(numbers(entries).sort()).toEqual([0, 2, 3, 4])
    expect(await Promise.race([cut, 'gone'])).toBe('gone')
  })
})
