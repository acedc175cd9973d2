import { DurableObject } from 'cloudflare:workers'
import {
  answerAt,
  attemptAt,
  type ChallengeRow,
  type ChallengeStep,
  finishAt,
  wordOf,
} from '../../challenge.ts'
import type { ChallengeAnswer, ChallengeLimit } from '../../port.ts'

/** One shard of challenges: each answer is counted, and the last one decided, in one turn. */
export class Challenge extends DurableObject {
  constructor(state: DurableObjectState, env: unknown) {
    super(state, env as never)
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS challenges
      (id TEXT PRIMARY KEY, row TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID`)
  }

  get #sql() {
    return this.ctx.storage.sql
  }

  attempt(id: string, limit: ChallengeLimit, now: number): boolean {
    return this.#write(id, attemptAt(this.#read(id), limit, now))
  }

  finish(id: string, limit: ChallengeLimit, now: number): boolean {
    return this.#write(id, finishAt(this.#read(id), limit, now))
  }

  answer(id: string, answer: ChallengeAnswer, now: number): boolean {
    return this.#write(id, answerAt(this.#read(id), answer, now))
  }

  answered(id: string, now: number): string | undefined {
    return wordOf(this.#read(id), now)
  }

  #read(id: string): ChallengeRow | undefined {
    const [found] = this.#sql
      .exec<{ row: string }>('SELECT row FROM challenges WHERE id = ?', id)
      .toArray()
    return found && (JSON.parse(found.row) as ChallengeRow) // written below
  }

  #write(id: string, { after, isDone }: ChallengeStep): boolean {
    if (after) {
      const row = JSON.stringify(after)
      this.#sql.exec(
        'INSERT OR REPLACE INTO challenges VALUES (?, ?, ?)',
        id,
        row,
        after.expires_at,
      )
      this.ctx.waitUntil(this.#sweepLater())
    }
    return isDone
  }

  override async alarm(): Promise<void> {
    this.#sql.exec('DELETE FROM challenges WHERE expires_at <= ?', Math.floor(Date.now() / 1000))
    const isEmpty = this.#sql.exec('SELECT 1 FROM challenges LIMIT 1').toArray().length === 0
    if (!isEmpty) await this.#sweepLater()
  }

  async #sweepLater(): Promise<void> {
    const { storage } = this.ctx
    if ((await storage.getAlarm()) === null) await storage.setAlarm(Date.now() + 600_000)
  }
}
