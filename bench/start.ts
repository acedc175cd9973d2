// npm start: the measured run. --rounds=5 --seconds=2.5 --only=<regular expression> --patience=5 --json=<file>
import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { bundle } from './lib/build.ts'
import { used } from './lib/cpu.ts'
import { type House, startWorkerd } from './lib/workerd.ts'
import type { Job, Measured } from './load.ts'
import { DISTURBED, report } from './report.ts'
import { workloads } from './workloads.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2.5' },
    only: { type: 'string', default: '.' },
    /** Seconds to wait for other processes to be quiet, before each measurement. */
    patience: { type: 'string', default: '5' },
    json: { type: 'string', default: join(import.meta.dirname, 'results', 'latest.json') },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const patience = Number(values.patience)
/** A disturbed measurement is tried again this often in its round. */
const TRIES = 3

export interface Series {
  workload: string
  connections: number
  kept: Measured[]
  discarded: number
}

/** While the server idles, whatever is used is used by others. */
async function calm(pid: number): Promise<void> {
  for (const end = Date.now() + patience * 1000; Date.now() < end; ) {
    const before = used(pid)
    await sleep(300)
    if (used(pid).machine - before.machine <= DISTURBED * 0.3) return
  }
}

function ask(load: ChildProcess, job: Job): Promise<Measured> {
  return new Promise((resolve, reject) => {
    load.once('message', (measured: Measured) =>
      measured.failure === undefined
        ? resolve(measured)
        : reject(new Error(`${job.workload}, ${job.connections}: ${measured.failure}`)),
    )
    load.send(job)
  })
}

async function measure(house: House, load: ChildProcess): Promise<Series[]> {
  const chosen = workloads.filter(({ name }) => new RegExp(values.only).test(name))
  const series = [32, 1].flatMap((connections) =>
    chosen.map(({ name }): Series => ({ workload: name, connections, kept: [], discarded: 0 })),
  )
  for (let round = 1; round <= rounds; round++) {
    for (const one of series) {
      const { workload, connections } = one
      const job = {
        url: house.url.href,
        pid: house.pid,
        workload,
        connections,
        warmUp: 0.4,
        seconds,
      }
      let best: Measured | undefined
      for (let tries = 1; tries <= TRIES; tries++) {
        await calm(house.pid)
        const measured = await ask(load, job)
        if (best !== undefined) one.discarded += 1
        if (best === undefined || measured.others < best.others) best = measured
        if (best.others <= DISTURBED) break
      }
      if (best !== undefined) one.kept.push(best) // the quietest; the report says when it was not quiet
    }
    console.error(`round ${round} of ${rounds}`)
  }
  return series
}

const house = await startWorkerd(await bundle('bench/worker.ts'))
const load = fork(join(import.meta.dirname, 'load.ts'), {
  execArgv: ['--disable-warning=ExperimentalWarning'],
})
try {
  const series = await measure(house, load)
  const result = {
    date: new Date().toISOString(),
    machine: { cpu: cpus()[0]?.model.trim(), cores: cpus().length },
    node: process.version,
    storage: house.isRamDisk ? 'a RAM disk' : 'a disk',
    rounds,
    seconds,
    series,
  }
  mkdirSync(dirname(values.json), { recursive: true })
  writeFileSync(values.json, `${JSON.stringify(result, null, 1)}\n`)
  console.log(report(result))
} finally {
  load.kill()
  await house.stop()
}
