import { readFileSync } from 'node:fs'

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
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  const own = process.cpuUsage()
  const [, user, nice, system, , , irq, softirq, steal] =
    readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.split(/\s+/).map(Number) ?? []
  const all = [user, nice, system, irq, softirq, steal].map((ticks) => ticks ?? 0)
  return {
    server: (Number(fields[11]) + Number(fields[12])) / TICKS,
    load: (own.user + own.system) / 1e6,
    machine: all.reduce((sum, ticks) => sum + ticks, 0) / TICKS,
  }
}
