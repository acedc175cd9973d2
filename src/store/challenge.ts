import type { ChallengeAnswer, ChallengeLimit } from './port.ts'

/** A challenge as kept between two answers. */
export interface ChallengeRow {
  attempts: number
  finished: boolean
  word?: string
  expires_at: number
}

/** What a challenge is after one step, and what the step answers; `after` is absent where nothing changes. */
export interface ChallengeStep {
  after?: ChallengeRow
  isDone: boolean
}

const none = { attempts: 0, finished: false }

/** A row that is over counts as none; and beyond `expires_at` nothing is begun. */
const live = (before: ChallengeRow | undefined, { expires_at }: ChallengeLimit, now: number) =>
  expires_at <= now || before?.finished ? undefined : { ...none, ...before, expires_at }

export function attemptAt(
  before: ChallengeRow | undefined,
  limit: ChallengeLimit,
  now: number,
): ChallengeStep {
  const row = live(before, limit, now)
  if (row === undefined || row.attempts >= limit.most) return { isDone: false }
  return { after: { ...row, attempts: row.attempts + 1 }, isDone: true }
}

export function finishAt(
  before: ChallengeRow | undefined,
  limit: ChallengeLimit,
  now: number,
): ChallengeStep {
  const row = live(before, limit, now)
  return row === undefined ? { isDone: false } : { after: { ...row, finished: true }, isDone: true }
}

export function answerAt(
  before: ChallengeRow | undefined,
  { word, ...limit }: ChallengeAnswer,
  now: number,
): ChallengeStep {
  const row = live(before, limit, now)
  if (row === undefined || row.word !== undefined) return { isDone: false }
  return { after: { ...row, word }, isDone: true }
}

export const wordOf = (row: ChallengeRow | undefined, now: number): string | undefined =>
  row === undefined || row.finished || row.expires_at <= now ? undefined : row.word
