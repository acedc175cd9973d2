// The load, in a process of its own: takes one job after the other from its parent and answers what it measured.
import { Connection } from './lib/connection.ts'
import { used, usedBy } from './lib/cpu.ts'
import { type Caller, type Workload, workloads } from './workloads.ts'

export interface Job {
  kind: 'series' | 'pair'
  url: string
  /** Process id of the server. */
  pid: number
  workload: string
  connections: number
  warmUp: number
  seconds: number
}

/** CPU of a workload against its floor's, slice by slice. */
export interface Paired {
  ratios: number[]
  failure?: string
}

export interface Measured {
  requests: number
  perSecond: number
  /** Milliseconds. */
  p50: number
  p99: number
  /** Milliseconds of the server's CPU a request. */
  cpu: number
  /** Cores that neither the server nor the load used. */
  others: number
  failure?: string
}

const now = () => performance.now() / 1000

interface Side {
  lines: readonly Connection[]
  callers: readonly Caller[]
}

async function open(name: string | undefined, job: Job): Promise<Side> {
  const url = new URL(job.url)
  const workload = workloads.find((one) => one.name === name) as Workload // the parent took it from there
  const prepared = await workload.prepare?.(url, job)
  const lines = await Promise.all(
    Array.from({ length: job.connections }, () => Connection.open(url)),
  )
  return { lines, callers: lines.map((_, index) => workload.caller(prepared, index, lines.length)) }
}

function close({ lines }: Side): void {
  for (const line of lines) line.close()
}

async function measure(job: Job): Promise<Measured> {
  const side = await open(job.workload, job)
  try {
    await run(side, job.warmUp)
    const before = used(job.pid)
    const started = now()
    const latencies = await run(side, job.seconds)
    const elapsed = now() - started
    const after = used(job.pid)
    const server = after.server - before.server
    const others = after.machine - before.machine - server - (after.load - before.load)
    latencies.sort((a, b) => a - b)
    const at = (share: number) => (latencies[Math.floor(latencies.length * share)] ?? 0) * 1000
    return {
      requests: latencies.length,
      perSecond: latencies.length / elapsed,
      p50: at(0.5),
      p99: at(0.99),
      cpu: (server / latencies.length) * 1000,
      others: others / elapsed,
    }
  } finally {
    close(side)
  }
}

/** Seconds. Short, so that what disturbs a workload disturbs its floor as well. */
const SLICE = 0.12

/** The workload and its floor in turn, a slice each: what the machine does meanwhile, it does to both. */
async function pair(job: Job): Promise<Paired> {
  const floor = await open(workloads.find(({ name }) => name === job.workload)?.floor, job)
  const workload = await open(job.workload, job)
  const slice = async (side: Side) => {
    const before = usedBy(job.pid)
    const { length } = await run(side, SLICE)
    return (usedBy(job.pid) - before) / length
  }
  try {
    await run(floor, job.warmUp)
    await run(workload, job.warmUp)
    const ratios: number[] = []
    for (const end = now() + job.seconds; now() < end; ) {
      const least = await slice(floor)
      ratios.push((await slice(workload)) / least)
    }
    return { ratios: ratios.filter(Number.isFinite) }
  } finally {
    close(floor)
    close(workload)
  }
}

/** Every connection calls again and again until the time is up; answers the latencies, in seconds. */
async function run({ lines, callers }: Side, seconds: number): Promise<number[]> {
  const latencies: number[] = []
  const end = now() + seconds
  await Promise.all(
    lines.map(async (line, index) => {
      const call = callers[index] as Caller // one each
      for (let started = now(); started < end; ) {
        if (!(await call(line))) return
        const ended = now()
        latencies.push(ended - started)
        started = ended
      }
    }),
  )
  return latencies
}

process.on('message', (job: Job) => {
  const answer: Promise<Measured | Paired> = job.kind === 'pair' ? pair(job) : measure(job)
  answer.then(
    (measured) => process.send?.(measured),
    (error: Error) => process.send?.({ failure: error.message }),
  )
})
