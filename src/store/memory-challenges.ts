import {
  answerAt,
  attemptAt,
  type ChallengeRow,
  type ChallengeStep,
  finishAt,
  wordOf,
} from './challenge.ts'
import type { Challenges } from './port.ts'

/** Challenges in this process. */
export function memoryChallenges(rows: Map<string, ChallengeRow>): Challenges {
  const write = (id: string, { after, isDone }: ChallengeStep) => {
    if (after) rows.set(id, after)
    return isDone
  }
  return {
    attempt: async (id, limit, now) => write(id, attemptAt(rows.get(id), limit, now)),
    finish: async (id, limit, now) => write(id, finishAt(rows.get(id), limit, now)),
    answer: async (id, answer, now) => write(id, answerAt(rows.get(id), answer, now)),
    answered: async (id, now) => wordOf(rows.get(id), now),
  }
}
