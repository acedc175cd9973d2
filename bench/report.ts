import { table } from './lib/table.ts'
import type { Measured } from './load.ts'
import type { Pairs, Series } from './start.ts'
import { workloads } from './workloads.ts'

export interface Result {
  date: string
  machine: { cpu: string | undefined; cores: number }
  node: string
  storage: string
  rounds: number
  seconds: number
  series: Series[]
  pairs: Pairs[]
}

/** Cores that others may use before a measurement counts as disturbed. */
export const DISTURBED = 0.2

const median = (numbers: readonly number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const [low = Number.NaN, high = low] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return (low + high) / 2
}

const round = (number: number, digits: number) =>
  Number.isNaN(number) ? '–' : number.toFixed(digits)
const thousands = (number: number) =>
  Number.isNaN(number) ? '–' : Math.round(number).toLocaleString('en')

const quiet = (kept: readonly Measured[]) => kept.filter((one) => one.others <= DISTURBED).length

/** Medians of the rounds, and each workload's CPU against its floor: the median over slices that took turns. */
export function report({ series, pairs, ...run }: Result): string {
  const of = (workload: string, connections: number) =>
    series.find((one) => one.workload === workload && one.connections === connections)?.kept ?? []
  const ratio = (workload: string) =>
    median(pairs.find((one) => one.workload === workload)?.ratios ?? [])
  const rows = workloads
    .filter(({ name }) => series.some(({ workload }) => workload === name))
    .map(({ name, floor, target }) => {
      const many = of(name, 32)
      const one = of(name, 1)
      return [
        name,
        thousands(median(many.map(({ perSecond }) => perSecond))),
        round(median(many.map((at) => at.cpu)), 3),
        floor === undefined ? '' : round(ratio(name), 2),
        target === undefined ? '' : `≤ ${target}`,
        round(median(many.map(({ p50 }) => p50)), 1),
        round(median(many.map(({ p99 }) => p99)), 1),
        round(median(one.map(({ p50 }) => p50)), 2),
        round(median(one.map(({ p99 }) => p99)), 2),
        `${quiet(many)} + ${quiet(one)}`,
      ]
    })
  const discarded = series.reduce((sum, one) => sum + one.discarded, 0)
  const kept = series.flatMap((one) => one.kept)
  const { cores, cpu: model } = run.machine
  return [
    `${run.date} · ${model}, ${cores} cores · Node ${run.node} for the load · state on ${run.storage}`,
    `${run.rounds} rounds of ${run.seconds} s each; ${kept.length} measurements kept, ${discarded} discarded because others used more than a fifth of a core, ${kept.length - quiet(kept)} of those kept were disturbed too, as no quieter one came`,
    '',
    table(
      [
        'workload',
        'req/s',
        'CPU ms',
        '× floor',
        'target',
        'p50 ms',
        'p99 ms',
        'p50 ms, 1 conn.',
        'p99 ms, 1 conn.',
        'quiet rounds',
      ],
      rows,
    ),
  ].join('\n')
}
