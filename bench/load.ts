// The load, in a process of its own: takes one job after the other from its parent and answers what it measured.
import { Connection } from './lib/connection.ts'
import { used } from './lib/cpu.ts'
import { type Caller, type Workload, workloads } from './workloads.ts'

export interface Job {
  url: string
  /** Process id of the server. */
  pid: number
  workload: string
  connections: number
  warmUp: number
  seconds: number
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

async function measure(job: Job): Promise<Measured> {
  const url = new URL(job.url)
  const workload = workloads.find(({ name }) => name === job.workload) as Workload // the parent took it from there
  const prepared = await workload.prepare?.(url, job)
  const lines = await Promise.all(
    Array.from({ length: job.connections }, () => Connection.open(url)),
  )
  const callers = lines.map((_, index) => workload.caller(prepared, index, job.connections))
  try {
    await run(lines, callers, job.warmUp)
    const before = used(job.pid)
    const started = now()
    const latencies = await run(lines, callers, job.seconds)
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
    for (const line of lines) line.close()
  }
}

/** Every connection calls again and again until the time is up; answers the latencies, in seconds. */
async function run(
  lines: readonly Connection[],
  callers: readonly Caller[],
  seconds: number,
): Promise<number[]> {
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
  measure(job).then(
    (measured) => process.send?.(measured),
    (error: Error) => process.send?.({ failure: error.message }),
  )
})
