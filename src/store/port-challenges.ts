/**
 * What a person is asked to prove within some minutes: a code that was mailed, a number shown in another browser. A
 * challenge is an id that was made up and sealed; storage hears of it when the first answer comes.
 */
export interface Challenges {
  /** Counts a try before it is looked at. False when `most` were made before, or it is finished. */
  attempt(id: string, limit: ChallengeLimit, now: number): Promise<boolean>
  /** True for the first who finishes it, false ever after. */
  finish(id: string, limit: ChallengeLimit, now: number): Promise<boolean>
  /** Leaves word for the browser that waits; the first word stays. */
  answer(id: string, answer: ChallengeAnswer, now: number): Promise<boolean>
  /** The word that was left, while the challenge is not finished. */
  answered(id: string, now: number): Promise<string | undefined>
}

export interface ChallengeAnswer extends ChallengeLimit {
  word: string
}

export interface ChallengeLimit {
  /** Tries there are. */
  most: number
  /** When nobody can answer it any more. */
  expires_at: number
}
