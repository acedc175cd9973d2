// The arrivals, in a process of their own: requests come at random moments (Poisson), whatever was answered before.
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import type { Sent } from '../lib/requests.ts'
import { Lines } from './lines.ts'
import {
  type Book,
  createBook,
  errorsOf,
  type Job,
  KINDS,
  type Kind,
  type Measured,
  SHARES,
  type Supply,
  Wrong,
} from './measured.ts'
import { createWorld, type World } from './world.ts'

/** Milliseconds after the last arrival in which an answer may come. */
const PATIENCE = 10_000
/** A supply follows its arrival within so many milliseconds: right beside it, one would be measured waiting for the other. */
const APART = 500
/** A timer may come so late; the rest is waited for turn by turn. Milliseconds. */
const COARSE = 1.3

const now = () => performance.now()

async function until(moment: number): Promise<void> {
  for (let left = moment - now(); left > 0; left = moment - now()) {
    await (left > COARSE ? sleep(Math.max(1, Math.floor(left - COARSE))) : turn())
  }
}

/** Mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

function kindOf(random: () => number): Kind {
  let left = random() * 100
  for (const kind of KINDS) {
    if (left < SHARES[kind]) return kind
    left -= SHARES[kind]
  }
  return 'refresh'
}

/** Calls, and notes what became of it: latency counts from the moment it was due. */
function createDesk(book: () => Book) {
  const open = new Map<Promise<void>, Kind | Supply>()
  const note = async (name: Kind | Supply, due: number, call: () => Promise<void>) => {
    try {
      await call()
      book().answered(name, due, now())
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException
      book().failed(name, error instanceof Wrong ? message : `not answered: ${code ?? message}`)
    }
  }
  return {
    call(name: Kind | Supply, due: number, call: () => Promise<void>): Promise<void> {
      const noted = note(name, due, call).finally(() => open.delete(noted))
      open.set(noted, name)
      return noted
    },
    /** Waits for what is under way; what is not answered even then is an error. */
    async empty(): Promise<void> {
      for (const end = now() + PATIENCE; open.size > 0 && now() < end; ) await sleep(20)
      for (const name of open.values()) book().failed(name, 'never answered')
      open.clear()
    },
  }
}

type Desk = ReturnType<typeof createDesk>

async function arrive(job: Job, { desk, world, book, random }: Run): Promise<void> {
  const started = now()
  const end = started + (job.warmUp + job.seconds + job.coolDown) * 1000
  for (let due = started; due < end; due += (-Math.log(1 - random()) * 1000) / job.rate) {
    await until(due)
    const kind = kindOf(random)
    book.sent(due, now())
    void desk.call(kind, due, world.calls[kind])
  }
}

interface Run {
  desk: Desk
  world: World
  book: Book
  random: () => number
}

/** Each connection sends its next request when the last is answered; answers a second. */
async function closedLoop({ full }: Job, { desk, world, random }: Run): Promise<number> {
  const started = now()
  const end = started + full.seconds * 1000
  let answered = 0
  const loop = async () => {
    for (; now() < end; answered += 1) {
      const kind = kindOf(random)
      await desk.call(kind, now(), world.calls[kind])
    }
  }
  await Promise.all(Array.from({ length: full.connections }, loop))
  const elapsed = (now() - started) / 1000
  await desk.empty()
  return answered / elapsed
}

async function run(job: Job): Promise<Measured> {
  const url = new URL(job.url)
  const lines = new Lines(url)
  const [random, chance] = [randomOf(job.seed), randomOf(job.seed + 1)]
  let book = createBook(0, 0)
  const desk = createDesk(() => book)
  const supply = (name: Supply, call: () => Promise<void>) => {
    const due = now() + chance() * APART
    void desk.call(name, due, () => until(due).then(call))
  }
  const send = (sent: Sent) => lines.send(sent)
  const rates = {
    refresh: (job.rate * SHARES.refresh) / 100,
    'code exchange': (job.rate * SHARES['code exchange']) / 100,
  }
  const world = await createWorld({ url, random: chance, send, supply }, rates)
  try {
    const start = now() + job.warmUp * 1000
    book = createBook(start, start + job.seconds * 1000)
    lines.most = 0
    process.send?.('arriving')
    await arrive(job, { desk, world, book, random })
    await desk.empty()
    const measured = {
      ...book.close(),
      waited: world.waited(),
      connections: lines.most,
      checks: { ...world.checks },
    }
    if (job.full.seconds === 0) return measured
    book = createBook(now(), Number.POSITIVE_INFINITY)
    const perSecond = await closedLoop(job, { desk, world, book, random })
    const { connections } = job.full
    return { ...measured, full: { connections, perSecond, errors: errorsOf(book.close().rows) } }
  } finally {
    lines.close()
  }
}

process.on('message', (job: Job) => {
  run(job).then(
    (measured) => process.send?.({ measured }),
    (error: Error) => process.send?.({ failure: error.stack }),
  )
})
