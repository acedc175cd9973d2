import { table } from '../lib/table.ts'
import { errorsOf, type Measured, type Row, SHARES } from './measured.ts'
import { growth, type Sample, windowOf } from './memory.ts'

export interface Result extends Measured {
  date: string
  commit: string
  machine: { cpu: string | undefined; cores: number }
  node: string
  workerd: string
  storage: string
  command: string
  rate: number
  seconds: number
  warmUp: number
  seed: number
  samples: Sample[]
  /** MB that live in each isolate's heap after its garbage was collected: before the clock starts, after it stopped. */
  heap: Record<'before' | 'after', Readonly<Record<string, number>>>
}

/** Megabytes by which what lives in the heaps may grow, and all of workerd, garbage included. */
const GROWTH = { living: 10, resident: 400 }

const sum = (numbers: Readonly<Record<string, number>>) =>
  Object.values(numbers).reduce((all, one) => all + one, 0)

/** What a run has to be free of; nothing here is about time. */
export function problems(result: Result): string[] {
  const { rows, full, checks, samples, seconds, heap } = result
  const wrong = rows.flatMap(({ name, errors }) =>
    Object.entries(errors).map(([why, count]) => `${name}: ${count} × ${why}`),
  )
  if ((full?.errors ?? 0) > 0) wrong.push(`${full?.errors} errors in the closed loop`)
  for (const { name, count } of rows) if (count === 0) wrong.push(`${name}: none was answered`)
  for (const [name, count] of Object.entries(checks)) if (count === 0) wrong.push(`no ${name}`)
  const { rss } = growth(samples, seconds)
  const grown = {
    living: sum(heap.after) - sum(heap.before),
    resident: rss.last - rss.first,
  }
  for (const name of ['living', 'resident'] as const) {
    // not "more than": a number that is missing is a problem, too
    if (!(grown[name] <= GROWTH[name]))
      wrong.push(`${name} memory grew by ${grown[name].toFixed()} MB, at most ${GROWTH[name]}`)
  }
  return wrong
}

const ms = (number: number) => number.toFixed(number < 10 ? 2 : number < 100 ? 1 : 0)
const many = (number: number) => Math.round(number).toLocaleString('en')

const cells = ({ p50, p95, p99, max }: Pick<Row, 'p50' | 'p95' | 'p99' | 'max'>) =>
  [p50, p95, p99, max].map(ms)

function requests({ rows }: Result): string {
  return table(
    ['request', 'share', 'count', 'a second', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms', 'errors'],
    rows.map((row) => [
      row.name,
      row.name in SHARES ? `${SHARES[row.name as keyof typeof SHARES]} %` : '',
      many(row.count),
      row.perSecond.toFixed(1),
      ...cells(row),
      String(errorsOf([row])),
    ]),
  )
}

function memory({ samples, seconds, heap }: Result): string {
  const of = growth(samples, seconds)
  const window = windowOf(seconds)
  const rows = [
    ['living in heaps, before and after', { first: sum(heap.before), last: sum(heap.after) }],
    ['resident', of.rss],
    ['of it anonymous: heaps with their garbage', of.anonymous],
    ['of it mapped files', of.mapped],
    ['stored: D1, KV, Durable Objects', of.stored],
  ] as const
  return table(
    ['workerd, MB', `first ${window} s`, `last ${window} s`, 'growth'],
    rows.map(([what, { first, last }]) => [
      what,
      first.toFixed(1),
      last.toFixed(1),
      (last - first).toFixed(1),
    ]),
  )
}

function words(result: Result): string[] {
  const { rows, full, rate, seconds, late, samples } = result
  const last = samples.at(-1)
  const answered = rows.reduce((sum, { count }) => sum + count, 0)
  const cores = (used = 0) => (used / (last?.second ?? 1)).toFixed(2)
  return [
    `${result.date} · ${result.commit} · ${result.machine.cpu}, ${result.machine.cores} cores · workerd ${result.workerd} · Node ${result.node} for the load · state on ${result.storage}`,
    `${rate} arrivals a second for ${seconds} s after ${result.warmUp} s of warm-up, seed ${result.seed}: ${result.command}`,
    `workerd: ${(((last?.server ?? 0) / answered) * 1000).toFixed(3)} ms CPU a request, ${cores(last?.server)} of a core; the load ${cores(last?.load)}, others ${cores(last?.others)}`,
    `sent after its moment: p50 ${ms(late.p50)}, p99 ${ms(late.p99)}, max ${ms(late.max)} ms; under way at once at most ${result.connections}; no chain or code ready ${result.waited} times`,
    `looked at closely: ${Object.entries(result.checks)
      .map(([name, count]) => `${many(count)} ${name}`)
      .join(', ')}`,
    ...(full === undefined
      ? []
      : [
          `the same mix in a closed loop of ${full.connections} connections afterwards: ${many(full.perSecond)} a second; this run's rate is ${((rate / full.perSecond) * 100).toFixed()} % of it`,
        ]),
  ]
}

export const report = (result: Result): string =>
  [...words(result), '', requests(result), '', memory(result)].join('\n')
