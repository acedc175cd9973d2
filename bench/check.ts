// npm run check: what each hot request asks of storage, and what the worker weighs, against their budgets. Counts only.
import { budgets, type Limits, weights } from './budgets.ts'
import { bundle, gzipped, hotGraph } from './lib/build.ts'
import { table } from './lib/table.ts'
import { startWorkerd } from './lib/workerd.ts'
import type { Calls } from './worker/counting.ts'

const kinds = ['do', 'd1', 'audit', 'kvRead', 'kvWrite'] as const

const within = (limits: Limits, calls: Calls) => kinds.every((kind) => calls[kind] <= limits[kind])
const said = (counts: Limits) => kinds.map((kind) => counts[kind]).join(' / ')

async function checkCalls(): Promise<boolean> {
  const house = await startWorkerd(await bundle('bench/worker.ts'), { count: true })
  try {
    const rows: string[][] = []
    for (const budget of budgets) {
      const { response, expected } = await budget.run(house.url)
      const calls = JSON.parse(response.headers.get('bench-calls') ?? 'null') as Calls
      await response.arrayBuffer()
      const problem =
        response.status !== expected
          ? `answered ${response.status}, expected ${expected}`
          : within(budget.limits, calls)
            ? ''
            : 'OVER'
      rows.push([budget.name, said(budget.limits), said(calls), calls.names.join(', '), problem])
    }
    console.log('Storage calls: Durable Object / D1 / D1 for the audit / KV reads / KV writes\n')
    console.log(table(['request', 'at most', 'counted', 'calls', ''], rows))
    return rows.every(([, , , , problem]) => problem === '')
  } finally {
    await house.stop()
  }
}

async function checkWeight(): Promise<boolean> {
  const all = gzipped((await bundle('src/worker.ts')).modules)
  const hot = await hotGraph('src/server.ts')
  const deployed = await hotGraph('src/worker.ts')
  const rows = [
    ['the whole worker, as deployed', all, weights.bundle],
    ['hot graph of src/server.ts, minified', hot.gz, weights.hotGraph],
    ['hot graph of src/worker.ts, minified', deployed.gz, undefined],
  ] as const
  const kb = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`
  console.log('\nWeight, gzipped\n')
  console.log(
    table(
      ['what', 'at most', 'weighed', ''],
      rows.map(([what, weight, limit]) => [
        what,
        limit === undefined ? '–' : kb(limit),
        kb(weight),
        limit !== undefined && weight > limit ? 'OVER' : '',
      ]),
    ),
  )
  console.log('\nWhat the hot graph of src/worker.ts is made of, minified, before gzip\n')
  console.log(
    table(
      ['package', 'weight'],
      deployed.byPackage.map(([name, bytes]) => [name, kb(bytes)]),
    ),
  )
  return rows.every(([, weight, limit]) => limit === undefined || weight <= limit)
}

const passed = [await checkCalls(), await checkWeight()]
if (passed.includes(false)) {
  console.error('\nA budget is exceeded: see the rows above that do not end empty.')
  process.exitCode = 1
}
