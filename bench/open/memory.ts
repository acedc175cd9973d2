import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { used, usedBy } from '../lib/cpu.ts'

/** Megabytes of 10^6 bytes, but for the second and the CPU. */
export interface Sample {
  /** Since the arrivals began to be measured. */
  second: number
  /** Resident memory of workerd: all of it, its own, and pages of files it has mapped. */
  rss: number
  anonymous: number
  mapped: number
  /** Files of D1, KV and Durable Objects. */
  stored: number
  /** CPU seconds since the arrivals began to be measured: of workerd, of the load, and of others. */
  server: number
  load: number
  others: number
}

interface Watched {
  server: number
  load: number
  folder: string
}

const status = (pid: number) => {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8')
  const of = (name: string) =>
    (Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]) * 1024) / 1e6
  return {
    rss: of('VmRSS'),
    anonymous: of('RssAnon'),
    mapped: of('RssFile') + of('RssShmem'),
  }
}

const sizeOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size)
    .reduce<number>((sum, size = 0) => sum + size, 0) / 1e6

/** Looks at memory and CPU every few seconds, from now on until it is stopped. */
export function watch({ server, load, folder }: Watched, interval: number) {
  const cpu = () => {
    const { server: workerd, load: own, machine } = used(server)
    const arrivals = usedBy(load)
    return { server: workerd, load: arrivals, others: machine - workerd - arrivals - own }
  }
  const started = performance.now()
  const before = cpu()
  const samples: Sample[] = []
  const look = () => {
    const now = cpu()
    samples.push({
      second: (performance.now() - started) / 1000,
      ...status(server),
      stored: sizeOf(folder),
      server: now.server - before.server,
      load: now.load - before.load,
      others: now.others - before.others,
    })
  }
  const timer = setInterval(look, interval * 1000)
  return {
    stop(): Sample[] {
      clearInterval(timer)
      look()
      return samples
    },
  }
}

const median = (numbers: readonly number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Seconds at the beginning and at the end that are compared. */
export const windowOf = (seconds: number): number => Math.min(60, Math.round(seconds / 3))

/** Medians of the first and of the last minute; of a short run, of its first and last third. */
export function growth(samples: readonly Sample[], seconds: number) {
  const window = windowOf(seconds)
  const first = samples.filter(({ second }) => second <= window)
  const last = samples.filter(({ second }) => second >= seconds - window)
  const of = (name: keyof Sample) => {
    const [from, to] = [first, last].map((some) => median(some.map((one) => one[name])))
    return { first: from ?? Number.NaN, last: to ?? Number.NaN }
  }
  return { rss: of('rss'), anonymous: of('anonymous'), mapped: of('mapped'), stored: of('stored') }
}
