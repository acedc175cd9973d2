// npm run profile -- <workload>: where the server's CPU goes, by function and by file; --seconds=8
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { bundle } from './lib/build.ts'
import { inspector } from './lib/inspector.ts'
import { table } from './lib/table.ts'
import { startWorkerd } from './lib/workerd.ts'
import type { Measured } from './load.ts'
import { workloads } from './workloads.ts'

const { values, positionals } = parseArgs({
  options: { seconds: { type: 'string', default: '8' } },
  allowPositionals: true,
})
const name = positionals[0] ?? 'client_credentials'
if (!workloads.some((one) => one.name === name)) {
  console.error(
    `no workload ${name}; there are:\n${workloads.map((one) => `  ${one.name}`).join('\n')}`,
  )
  process.exit(1)
}

interface Profile {
  nodes: {
    id: number
    callFrame: { functionName: string; url: string; lineNumber: number }
    children?: number[]
  }[]
  samples: number[]
  timeDeltas: number[]
}

/** The module a line of the bundle was in: esbuild puts each module's name above it. */
function moduleAt(code: string): (line: number) => string {
  let module = ''
  const byLine = code.split('\n').map((line) => {
    const [, named] = /^ {0,4}\/\/ ((?:src|bench|node_modules|test)\/\S+)$/.exec(line) ?? []
    module = named ?? module
    return module
  })
  return (line) => byLine[line] ?? '(runtime)'
}

const built = await bundle('bench/worker.ts')
const house = await startWorkerd(built, { inspect: true })
const load = fork(join(import.meta.dirname, 'load.ts'), {
  execArgv: ['--disable-warning=ExperimentalWarning'],
})
try {
  const tools = await inspector(new URL('/core:user:bench', house.inspector))
  await tools.ask('Profiler.enable')
  await tools.ask('Profiler.setSamplingInterval', { interval: 200 })
  const seconds = Number(values.seconds)
  load.send({
    kind: 'series',
    url: house.url.href,
    pid: house.pid,
    workload: name,
    connections: 32,
    warmUp: 2,
    seconds,
  })
  const answer = new Promise<Measured>((resolve) => load.once('message', resolve))
  await sleep(2000) // what is prepared and warmed is not part of it
  await tools.ask('Profiler.start')
  const measured = await answer
  const { profile } = await tools.ask<{ profile: Profile }>('Profiler.stop')
  tools.close()
  print(profile, measured)
} finally {
  load.kill()
  await house.stop()
}

function print(profile: Profile, measured: Measured): void {
  const [entry] = built.modules
  const module = moduleAt(new TextDecoder().decode(entry?.bytes))
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
  const byFunction = new Map<string, number>()
  const byFile = new Map<string, number>()
  let busy = 0
  profile.samples.forEach((id, index) => {
    const frame = nodes.get(id)?.callFrame
    const time = profile.timeDeltas[index] ?? 0
    if (frame === undefined || frame.functionName === '(idle)') return
    busy += time
    const file = frame.url.endsWith(entry?.name ?? '')
      ? module(frame.lineNumber)
      : frame.url || '(runtime)'
    const of = `${frame.functionName || '(anonymous)'} · ${file}:${frame.lineNumber}`
    byFunction.set(of, (byFunction.get(of) ?? 0) + time)
    byFile.set(file, (byFile.get(file) ?? 0) + time)
  })
  const top = (times: Map<string, number>, count: number) =>
    [...times]
      .sort(([, a], [, b]) => b - a)
      .slice(0, count)
      .map(([what, time]) => [what, `${((time / busy) * 100).toFixed(1)} %`])
  console.log(`${name}: ${measured.cpu.toFixed(3)} ms CPU a request while profiled\n`)
  console.log(table(['own time by file', ''], top(byFile, 30)))
  console.log()
  console.log(table(['own time by function', ''], top(byFunction, 45)))
}
