/** What arrives at its own rate, whatever is answered. */
export const KINDS = [
  'refresh',
  'introspection',
  'client_credentials',
  'code exchange',
  'JWKS',
  'status list',
] as const
/** What makes the others possible: sessions ask for codes, and grants are closed. It follows the arrivals. */
export const SUPPLIES = ['authorize', 'revoke'] as const

export type Kind = (typeof KINDS)[number]
export type Supply = (typeof SUPPLIES)[number]

/** Of a hundred arrivals. */
export const SHARES: Readonly<Record<Kind, number>> = {
  refresh: 30,
  introspection: 25,
  client_credentials: 15,
  'code exchange': 10,
  JWKS: 10,
  'status list': 10,
}

export interface Job {
  url: string
  /** Arrivals a second, of all kinds together. */
  rate: number
  warmUp: number
  /** Of the arrivals that are measured. They go on for a while, so that what they have left can be looked at. */
  seconds: number
  coolDown: number
  /** Of the arrivals: the same seed, the same kinds of requests at the same moments. */
  seed: number
  /** Seconds of a closed loop on so many connections afterwards, to know what a full server does. */
  full: { seconds: number; connections: number }
}

/** Milliseconds. */
export interface Spread {
  p50: number
  p95: number
  p99: number
  max: number
}

export interface Row extends Spread {
  name: Kind | Supply
  count: number
  perSecond: number
  errors: Readonly<Record<string, number>>
}

export interface Minute extends Spread {
  minute: number
  count: number
}

export interface Measured {
  rows: Row[]
  minutes: Minute[]
  /** How much later than its moment an arrival was sent: part of every latency. */
  late: Spread
  /** Arrivals that found no chain or no code ready. */
  waited: number
  /** Requests under way at the same time, at most. */
  connections: number
  /** What was looked at closely, on top of what every answer is asked. */
  checks: Readonly<Record<string, number>>
  /** Of the closed loop afterwards: what it answered a second. */
  full?: { connections: number; perSecond: number; errors: number }
}

export function spread(latencies: readonly number[]): Spread {
  const sorted = Float64Array.from(latencies).sort()
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: sorted.at(-1) ?? Number.NaN }
}

/** An answer that is not what was promised; the message is the kind of error it is counted as. */
export class Wrong extends Error {}

/** Errors by kind, and latencies of what was due from `start` to `end`; milliseconds of `performance.now()`. */
export function createBook(start: number, end: number) {
  const isMeasured = (due: number) => due >= start && due < end
  const latencies = new Map<Kind | Supply, number[]>()
  const errors = new Map<Kind | Supply, Record<string, number>>()
  const minutes: number[][] = []
  const late: number[] = []
  return {
    sent(due: number, at: number) {
      if (isMeasured(due)) late.push(at - due)
    },
    answered(name: Kind | Supply, due: number, at: number) {
      if (!isMeasured(due)) return
      const own = latencies.get(name) ?? []
      latencies.set(name, own)
      own.push(at - due)
      if (!KINDS.includes(name as Kind)) return
      const minute = Math.floor((due - start) / 60_000)
      minutes[minute] ??= []
      minutes[minute].push(at - due)
    },
    /** Counted whenever it happens. */
    failed(name: Kind | Supply, why: string) {
      const own = errors.get(name) ?? {}
      errors.set(name, own)
      own[why] = (own[why] ?? 0) + 1
    },
    close(): Pick<Measured, 'rows' | 'minutes' | 'late'> {
      const row = (name: Kind | Supply): Row => {
        const own = latencies.get(name) ?? []
        return {
          name,
          count: own.length,
          perSecond: own.length / ((end - start) / 1000),
          ...spread(own),
          errors: errors.get(name) ?? {},
        }
      }
      return {
        rows: [...KINDS, ...SUPPLIES].map(row),
        minutes: minutes.map((own, minute) => ({
          minute: minute + 1,
          count: own.length,
          ...spread(own),
        })),
        late: spread(late),
      }
    },
  }
}

export const errorsOf = (rows: readonly Row[]): number =>
  rows.flatMap(({ errors }) => Object.values(errors)).reduce((sum, count) => sum + count, 0)

export type Book = ReturnType<typeof createBook>
