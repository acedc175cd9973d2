// npm start: the measured run. --rounds=5 --seconds=2.5 --only=<regular expression> --patience=1 --json=<file>
import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { bundle } from './lib/build.ts'
import { used } from './lib/cpu.ts'
import { type House, startWorkerd } from './lib/workerd.ts'
import type { Job, Measured, Paired } from './load.ts'
import { DISTURBED, report } from './report.ts'
import { workloads } from './workloads.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2.5' },
    only: { type: 'string', default: '.' },
    /** Seconds to wait for other processes to be quiet, before each measurement. */
    patience: { type: 'string', default: '1' },
    json: { type: 'string', default: join(import.meta.dirname, 'results', 'latest.json') },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const patience = Number(values.patience)
/** A disturbed measurement is tried again this often in its round. */
const TRIES = 2
/** Seconds a workload and its floor take turns, in each round. */
const PAIRED = 2.4

/** Four digits are more than the machine knows. */
const short = (_: string, value: unknown) =>
  typeof value === 'number' ? Number(value.toPrecision(4)) : value

export interface Series {
  workload: string
  connections: number
  kept: Measured[]
  discarded: number
}

export interface Pairs {
  workload: string
  ratios: number[]
}

/** While the server idles, whatever is used is used by others. */
async function calm(pid: number): Promise<void> {
  for (const end = Date.now() + patience * 1000; Date.now() < end; ) {
    const before = used(pid)
    await sleep(300)
    if (used(pid).machine - before.machine <= DISTURBED * 0.3) return
  }
}

function ask<T extends Measured | Paired>(load: ChildProcess, job: Job): Promise<T> {
  return new Promise((resolve, reject) => {
    load.once('message', (measured: T) =>
      measured.failure === undefined
        ? resolve(measured)
        : reject(new Error(`${job.workload}, ${job.connections}: ${measured.failure}`)),
    )
    load.send(job)
  })
}

async function measure(house: House, load: ChildProcess) {
  const chosen = workloads.filter(({ name }) => new RegExp(values.only).test(name))
  const series = [32, 1].flatMap((connections) =>
    chosen.map(({ name }): Series => ({ workload: name, connections, kept: [], discarded: 0 })),
  )
  const pairs = chosen
    .filter(({ floor }) => floor !== undefined)
    .map(({ name }): Pairs => ({ workload: name, ratios: [] }))
  const server = { url: house.url.href, pid: house.pid, warmUp: 0.4 }
  for (let round = 1; round <= rounds; round++) {
    for (const one of series) {
      const { workload, connections } = one
      const job = { ...server, kind: 'series', workload, connections, seconds } as const
      let best: Measured | undefined
      for (let tries = 1; tries <= TRIES; tries++) {
        await calm(house.pid)
        const measured = await ask<Measured>(load, job)
        if (best !== undefined) one.discarded += 1
        if (best === undefined || measured.others < best.others) best = measured
        if (best.others <= DISTURBED) break
      }
      if (best !== undefined) one.kept.push(best) // the quietest; the report says when it was not quiet
    }
    for (const one of pairs) {
      const { workload, ratios } = one
      const job = { ...server, kind: 'pair', workload, connections: 32, seconds: PAIRED } as const
      ratios.push(...(await ask<Paired>(load, job)).ratios)
    }
    console.error(`round ${round} of ${rounds}`)
  }
  return { series, pairs }
}

const house = await startWorkerd(await bundle('bench/worker.ts'))
const load = fork(join(import.meta.dirname, 'load.ts'), {
  execArgv: ['--disable-warning=ExperimentalWarning'],
})
try {
  const measured = await measure(house, load)
  const result = {
    date: new Date().toISOString(),
    machine: { cpu: cpus()[0]?.model.trim(), cores: cpus().length },
    node: process.version,
    storage: house.isRamDisk ? 'a RAM disk' : 'a disk',
    rounds,
    seconds,
    ...measured,
  }
  mkdirSync(dirname(values.json), { recursive: true })
  writeFileSync(values.json, `${JSON.stringify(result, short)}\n`)
  console.log(report(result))
} finally {
  load.kill()
  await house.stop()
}
