import { writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Aim, type Attack, type Outcome, run } from './guessing.ts'

/** `npm run guessing` sets both, and prints the table that is left there. */
const guesses = Number(process.env['GUESSES'] ?? 300)
const file = process.env['GUESSES_TABLE']

const outcomes: Outcome[] = []
afterAll(() => {
  if (file !== undefined) writeFileSync(file, `${table(outcomes)}\n`)
})
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.spyOn(console, 'log').mockReturnValue()
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const attacks = (aim: Aim): Attack[] =>
  (['at once', 'over a day'] as const).flatMap((pace) =>
    [1, 10, 500].map((addresses) => ({ aim, addresses, pace, guesses })),
  )
const title = '$guesses guesses $pace from $addresses addresses'
const LONG = 1_800_000

/** What a person is asked to bear at most, in seconds. */
const PATIENCE = 900

describe('row 34: guessing', () => {
  it.each(attacks('password'))(`at one password: ${title}`, { timeout: LONG }, async (attack) => {
    const outcome = await run(attack)
    outcomes.push(outcome)
    expect(outcome.looked).toBeLessThanOrEqual(attack.pace === 'at once' ? 11 : 2100)
    expect(outcome.known).toBe(0)
    expect(outcome.otherway).toBe(0)
    expect(outcome.fresh ?? DAY).toBeLessThanOrEqual(PATIENCE)
  })

  it.each(attacks('code'))(`at codes by mail: ${title}`, { timeout: LONG }, async (attack) => {
    const outcome = await run(attack)
    outcomes.push(outcome)
    const mails = Math.min(50 * attack.addresses, 1000)
    expect(outcome.mails).toBeLessThanOrEqual(mails)
    expect(outcome.looked).toBeLessThanOrEqual(5 * mails)
    expect(outcome.known).toBe(0)
    expect(outcome.otherway).toBe(0)
    // shown to be days when one limit for all networks has long waits, or counts what another has refused
    expect(outcome.fresh ?? DAY).toBeLessThanOrEqual(PATIENCE)
  })

  it.each(attacks('spray'))(`at as many people: ${title}`, { timeout: LONG }, async (attack) => {
    const outcome = await run(attack)
    outcomes.push(outcome)
    if (attack.pace === 'at once') {
      expect(outcome.looked).toBeLessThanOrEqual(101 * attack.addresses)
    }
    expect([outcome.known, outcome.fresh, outcome.otherway]).toEqual([0, 0, 0])
  })
})

const DAY = 86_400
const inWords = (seconds: number | undefined) =>
  seconds === undefined ? 'not that day' : seconds === 0 ? 'at once' : `after ${seconds} s`

const table = (rows: readonly Outcome[]) =>
  [
    '| at | pace | addresses | guesses | looked at | mails | owner, known browser | owner, new browser | new browser, other way |',
    '| --- | --- | ---: | ---: | ---: | ---: | --- | --- | --- |',
    ...rows.map(
      (one) =>
        `| ${one.aim} | ${one.pace} | ${one.addresses} | ${one.guesses} | ${one.looked} | ${one.mails} | ${inWords(one.known)} | ${inWords(one.fresh)} | ${inWords(one.otherway)} |`,
    ),
  ].join('\n')
