import { DurableObject } from 'cloudflare:workers'

/** Remembers one shard of identifiers that may be used once, for as long as they could be presented. */
export class Replay extends DurableObject {
  constructor(state: DurableObjectState, env: unknown) {
    super(state, env as never)
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS used
      (id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID`)
  }

  get #sql() {
    return this.ctx.storage.sql
  }

  /** True the first time; the insert itself decides. */
  markUsed(id: string, expires_at: number, now: number): boolean {
    const { rowsWritten } = this.#sql.exec(
      `INSERT INTO used VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at
       WHERE used.expires_at <= ?`,
      id,
      expires_at,
      now,
    )
    if (rowsWritten > 0) this.ctx.waitUntil(this.#sweepLater())
    return rowsWritten > 0
  }

  override async alarm(): Promise<void> {
    this.#sql.exec('DELETE FROM used WHERE expires_at <= ?', Math.floor(Date.now() / 1000))
    if (this.#sql.exec('SELECT 1 FROM used LIMIT 1').toArray().length > 0) await this.#sweepLater()
  }

  async #sweepLater(): Promise<void> {
    const { storage } = this.ctx
    if ((await storage.getAlarm()) === null) await storage.setAlarm(Date.now() + 600_000)
  }
}
