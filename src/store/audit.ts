import {
  type AuditEntry,
  type AuditEvent,
  type AuditHead,
  isCheckpointDue,
  linked,
} from '../protocol/audit-chain.ts'
import { canonicalJson } from '../protocol/canonical-json.ts'
import type { Audit } from './port-audit.ts'

/** What a store has to be able to do to keep the chain of a tenant. */
export interface AuditTable {
  tenant: string
  head(): Promise<AuditHead>
  /** Writes all of them or none, and only while `head` is the end of the chain; false when it is not. */
  add(entries: readonly AuditEntry[], head: AuditHead): Promise<boolean>
}

/** Callers whose events are written by one statement. */
const BATCH = 100
/** How often to try anew behind an end that has moved, and after a fault. */
const TRIES = 24
const FAULTS = 3
/** The longest pause between two tries, and the longest wait for a writer that may have been cut off. Milliseconds. */
const PAUSE = 400
const PATIENCE = 5000

interface Written {
  /** The end of the chain, when it is time for a checkpoint over it. */
  due?: AuditHead
}

interface Job {
  events: readonly AuditEvent[]
  /** Set by whoever has taken it to write. */
  outcome?: Promise<Written>
}

interface Chain {
  table: AuditTable
  /** Its end as it was last seen from here; the table knows better. */
  head?: AuditHead | undefined
}

/**
 * Appends to a chain. What comes to this isolate while a writer is at work waits, and is written together by the first
 * that waits, within its own request: one that is cut off holds the others up for a while and never for good. Between
 * isolates the table decides, and who was late tries anew. When an answer of the table is lost, an event may be written
 * twice; it is never left out without an error.
 */
export function createAppender(table: AuditTable): Audit['append'] {
  const chain: Chain = { table }
  const waiting: Job[] = []
  let turn: Promise<unknown> | undefined

  function takeTurn(): void {
    const jobs = waiting.splice(0, BATCH)
    const events = jobs.flatMap(({ events }) => events)
    const outcome = write(chain, events)
    for (const job of jobs) job.outcome = job === jobs[0] ? outcome : outcome.then(() => ({}))
    const mine = Promise.allSettled(jobs.map(({ outcome }) => outcome))
    turn = mine
    mine.then(() => {
      if (turn === mine) turn = undefined
    })
  }

  return async (events) => {
    canonicalJson(events) // one that has no hash fails by itself, before it could take others along
    const job: Job = { events }
    waiting.push(job)
    while (job.outcome === undefined && turn !== undefined) {
      const seen = turn
      if ((await inTime(seen)) === LATE && turn === seen) turn = undefined
    }
    const known = job.outcome && (await inTime(job.outcome))
    if (known !== undefined && known !== LATE) return known.due
    if (!waiting.includes(job)) waiting.unshift(job)
    takeTurn()
    return (await job.outcome)?.due
  }
}

async function write(chain: Chain, events: readonly AuditEvent[]): Promise<Written> {
  const { table } = chain
  let faults = 0
  let sent: AuditHead | undefined
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      const head = chain.head ?? (await table.head())
      // the fault was the answer's only: it had been written
      if (sent !== undefined && sent.hash === head.hash) return {}
      const entries = await linked(table.tenant, head, events)
      const last = entries.at(-1) ?? head
      sent = last
      if (await table.add(entries, head)) {
        chain.head = last
        return isCheckpointDue(head, last) ? { due: last } : {}
      }
      sent = undefined
    } catch (fault) {
      faults += 1
      if (faults === FAULTS) throw fault
    }
    chain.head = undefined
    await pause(Math.random() * Math.min(PAUSE, 8 * 2 ** tries))
  }
  throw new Error(`others were first ${TRIES} times`)
}

const LATE = Symbol('late')
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** What a promise of another request gives, or LATE: that request may be gone. */
const inTime = <T>(promise: Promise<T>) =>
  new Promise<T | typeof LATE>((resolve, reject) => {
    const timer = setTimeout(() => resolve(LATE), PATIENCE)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
