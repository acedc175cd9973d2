/** What was promised, and what became of it. */
export interface Ledger {
  kills: number
  /** Requests that were answered, by what they asked. */
  answered: Record<Asked, number>
  /** Attempts that ended without an answer: the client cannot know whether they counted. */
  unanswered: Record<Asked, number>
  /** Attempts that found nobody at home: nothing was done. */
  refused: number
  /** 503: not done, come again. */
  unavailable: number
  /** Refreshes sent again although they had been answered, or at the same time: the same successor has to come. */
  compared: number
  /** Codes whose tokens came, and codes spent by a kill: no tokens came, and the client began anew. */
  codes: { redeemed: number; spent: number }
  /** Broken promises, a sentence each. All of them have to stay empty. */
  broken: Record<Promised, string[]>
}

export type Asked = 'authorize' | 'code' | 'refresh' | 'revoke'

const PROMISES = {
  lost: 'answered refreshes that were lost',
  forked: 'tokens with two successors',
  doubled: 'codes redeemed twice',
  revived: 'tokens alive after their grant was ended',
  odd: 'answers that are neither right nor 503',
} as const

type Promised = keyof typeof PROMISES

export const newLedger = (): Ledger => ({
  kills: 0,
  answered: { authorize: 0, code: 0, refresh: 0, revoke: 0 },
  unanswered: { authorize: 0, code: 0, refresh: 0, revoke: 0 },
  refused: 0,
  unavailable: 0,
  compared: 0,
  codes: { redeemed: 0, spent: 0 },
  broken: { lost: [], forked: [], doubled: [], revived: [], odd: [] },
})

export const brokenPromises = ({ broken }: Ledger): string[] =>
  Object.entries(broken).flatMap(([name, all]) => all.map((one) => `${name}: ${one}`))

/** The ledger as a table. */
export function summary(ledger: Ledger, seconds: number): string {
  const sum = (all: Record<string, number>) => Object.values(all).reduce((a, b) => a + b, 0)
  const rows: [string, number][] = [
    ['seconds', Math.round(seconds)],
    ['kills of workerd (SIGKILL)', ledger.kills],
    ['requests answered', sum(ledger.answered)],
    ['  refreshes', ledger.answered.refresh],
    ['  code exchanges', ledger.answered.code],
    ['  authorizations', ledger.answered.authorize],
    ['  revocations', ledger.answered.revoke],
    ['requests a kill broke off, repeated', sum(ledger.unanswered)],
    ['  refreshes', ledger.unanswered.refresh],
    ['  code exchanges', ledger.unanswered.code],
    ['attempts while nobody listened, repeated', ledger.refused],
    ['503, repeated', ledger.unavailable],
    ['successors compared', ledger.compared],
    ['codes redeemed', ledger.codes.redeemed],
    ['codes spent by a kill, authorized anew', ledger.codes.spent],
    ...Object.entries(PROMISES).map(([name, about]): [string, number] => [
      about,
      ledger.broken[name as Promised].length,
    ]),
  ]
  return rows.map(([about, count]) => `${about.padEnd(42)} ${String(count).padStart(8)}`).join('\n')
}
