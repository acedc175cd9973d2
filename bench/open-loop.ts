// npm run load: an open loop at a fixed rate. --seconds=600 --rate=400 --seed=1 --full=10 --json=<file>
import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { bundle, root } from './lib/build.ts'
import { ask, type House, startWorkerd } from './lib/workerd.ts'
import { living } from './open/heap.ts'
import type { Job, Measured } from './open/measured.ts'
import { watch } from './open/memory.ts'
import { problems, type Result, report } from './open/report.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    rate: { type: 'string', default: '400' },
    seed: { type: 'string', default: '1' },
    /** Seconds of a closed loop afterwards, to know what the rate is a part of. */
    full: { type: 'string', default: '10' },
    json: { type: 'string', default: join(import.meta.dirname, 'results', 'load.json') },
  },
})
const seconds = Number(values.seconds)
const job = {
  rate: Number(values.rate),
  seconds,
  warmUp: Math.min(20, Math.max(6, seconds / 10)),
  coolDown: 4,
  seed: Number(values.seed),
  full: { seconds: Number(values.full), connections: 32 },
}

/** As the cron trigger of a deployment: what has expired is swept, keys turn. */
function everyMinute(house: House, broken: (error: Error) => void): void {
  setInterval(() => ask(house.url, '/bench/minute').catch(broken), 60_000).unref()
}

type Said = 'arriving' | { measured?: Measured; failure?: string }
type Watched = Pick<Result, 'samples' | 'heap'>

/** Heaps before the clock starts and after it has stopped, memory and CPU in between. */
async function look(house: House, load: ChildProcess): Promise<Watched> {
  const inspector = house.inspector as URL // started with one
  await sleep(job.warmUp * 500)
  const before = await living(inspector)
  await sleep(job.warmUp * 500)
  const watcher = watch(
    { server: house.pid, load: load.pid ?? 0, folder: house.folder },
    Math.min(2, seconds / 20),
  )
  await sleep(seconds * 1000)
  return { samples: watcher.stop(), heap: { before, after: await living(inspector) } }
}

function run(house: House, load: ChildProcess): Promise<Measured & Watched> {
  return new Promise((resolve, reject) => {
    everyMinute(house, reject)
    let watched: Promise<Watched> | undefined
    load.once('exit', (code) => reject(new Error(`the load ended by itself: ${code}`)))
    load.on('message', (said: Said) => {
      if (said === 'arriving') {
        watched = look(house, load)
        watched.catch(reject)
      } else if (said.measured === undefined) reject(new Error(said.failure))
      else {
        const { measured } = said
        watched?.then((seen) => resolve({ ...measured, ...seen }))
      }
    })
    load.send({ url: house.url.href, ...job } satisfies Job)
  })
}

const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()

const versionOf = (name: string) =>
  JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version

/** Four digits are more than the machine knows. */
const short = (_: string, value: unknown) =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value

const house = await startWorkerd(await bundle('bench/worker.ts'), { inspect: true })
const load = fork(join(import.meta.dirname, 'open', 'arrivals.ts'), {
  execArgv: ['--disable-warning=ExperimentalWarning'],
})
try {
  const { full, coolDown, ...given } = job
  const result: Result = {
    date: new Date().toISOString(),
    commit:
      git('rev-parse', '--short', 'HEAD') +
      (git('status', '--porcelain', '--untracked-files=no') && ' and changes'),
    machine: { cpu: cpus()[0]?.model.trim(), cores: cpus().length },
    node: process.version,
    workerd: versionOf('workerd'),
    storage: house.isRamDisk ? 'a RAM disk' : 'a disk',
    command: `npm run --prefix bench load -- --rate=${job.rate} --seconds=${seconds}`,
    ...given,
    ...(await run(house, load)),
  }
  mkdirSync(dirname(values.json), { recursive: true })
  writeFileSync(values.json, `${JSON.stringify(result, short)}\n`)
  console.log(report(result))
  const wrong = problems(result)
  if (wrong.length > 0) {
    console.error(`\nThis run has failed:\n${wrong.map((one) => `  - ${one}`).join('\n')}`)
    process.exitCode = 1
  }
} finally {
  load.removeAllListeners('exit')
  load.kill()
  await house.stop()
}
