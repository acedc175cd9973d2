import { DurableObject } from 'cloudflare:workers'
import type { Limit } from '../../port.ts'
import { type Attempts, attempt } from '../../throttle.ts'

/** Counts attempts against one shard of keys; an attempt is counted in the turn that allows it. */
export class Throttle extends DurableObject {
  constructor(state: DurableObjectState, env: unknown) {
    super(state, env as never)
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS attempts
      (key TEXT PRIMARY KEY, attempts TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID`)
  }

  get #sql() {
    return this.ctx.storage.sql
  }

  attempt(limit: Limit, now: number): number {
    const [row] = this.#sql
      .exec<{ attempts: string }>('SELECT attempts FROM attempts WHERE key = ?', limit.key)
      .toArray()
    const before = row && (JSON.parse(row.attempts) as Attempts) // written below
    const { after, wait } = attempt(before, limit, now)
    if (after !== before) {
      this.#sql.exec(
        'INSERT OR REPLACE INTO attempts VALUES (?, ?, ?)',
        limit.key,
        JSON.stringify(after),
        now + limit.window,
      )
      this.ctx.waitUntil(this.#sweepLater(limit.window))
    }
    return wait
  }

  forgive(key: string): void {
    this.#sql.exec('DELETE FROM attempts WHERE key = ?', key)
  }

  override async alarm(): Promise<void> {
    this.#sql.exec('DELETE FROM attempts WHERE expires_at <= ?', Math.floor(Date.now() / 1000))
    if (this.#sql.exec('SELECT 1 FROM attempts LIMIT 1').toArray().length > 0)
      await this.#sweepLater(900)
  }

  async #sweepLater(seconds: number): Promise<void> {
    const { storage } = this.ctx
    if ((await storage.getAlarm()) === null) await storage.setAlarm(Date.now() + seconds * 1000)
  }
}
