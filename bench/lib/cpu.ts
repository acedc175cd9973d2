import { readdirSync, readFileSync } from 'node:fs'

/** Ticks a second of /proc; 100 on every Linux that matters here. */
const TICKS = 100

/** CPU seconds used so far. */
export interface Used {
  /** By the server's process, all threads. */
  server: number
  /** By this process. */
  load: number
  /** By everything on this machine, and what other machines took from it. */
  machine: number
}

export function used(pid: number): Used {
  const own = process.cpuUsage()
  const [, user, nice, system, , , irq, softirq, steal] =
    readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.split(/\s+/).map(Number) ?? []
  const all = [user, nice, system, irq, softirq, steal].map((ticks) => ticks ?? 0)
  return {
    server: usedBy(pid),
    load: (own.user + own.system) / 1e6,
    machine: all.reduce((sum, ticks) => sum + ticks, 0) / TICKS,
  }
}

/** CPU seconds of a process: to the nanosecond where the kernel counts them, else to the tick. */
export function usedBy(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => {
      const [ns] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')
      return sum + Number(ns) / 1e9
    }, 0)
  } catch {
    const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) (?!.*\) )/s)
    const fields = rest.split(' ')
    return (Number(fields[11]) + Number(fields[12])) / TICKS
  }
}
