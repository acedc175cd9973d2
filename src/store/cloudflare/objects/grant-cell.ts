import { DurableObject } from 'cloudflare:workers'
import {
  type CellRow,
  closed,
  isOpen,
  isReleasable,
  redeem,
  rotate,
  type Step,
  tombstone,
} from '../../cell.ts'
import type { Grant, Redemption, RedemptionOutcome, Rotation, RotationOutcome } from '../../port.ts'

/** Seconds between two sweeps of what has expired. */
const SWEEP_INTERVAL = 3600

/**
 * Holds many grants as rows. Each method reads a row, takes one step of `store/cell.ts` and writes the row, with no
 * `await` in between: one turn, so "used once" is a fact. A rotation is one update of one row; the only index is on
 * `expires_at`, which rotation leaves alone.
 */
export class GrantCell extends DurableObject {
  #sweepIsSet = false

  constructor(state: DurableObjectState, env: unknown) {
    super(state, env as never)
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS grants
      (id TEXT PRIMARY KEY, fixed TEXT, state TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID`)
    this.#sql.exec('CREATE INDEX IF NOT EXISTS grants_expires_at ON grants (expires_at)')
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS revoked_tokens
      (jti TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID`)
  }

  get #sql() {
    return this.ctx.storage.sql
  }

  redeem(redemption: Redemption): RedemptionOutcome {
    const { id } = redemption.grant
    return this.#write(id, redeem(this.#read(id), redemption))
  }

  release(id: string, claim_id: string): void {
    if (isReleasable(this.#read(id), claim_id))
      this.#sql.exec('DELETE FROM grants WHERE id = ?', id)
  }

  rotate(rotation: Rotation): RotationOutcome {
    const row = this.#read(rotation.ref.id)
    const { row: next, outcome } = rotate(row, rotation)
    if (next) {
      const state = JSON.stringify(next.state)
      this.#sql.exec('UPDATE grants SET state = ? WHERE id = ?', state, rotation.ref.id)
    }
    return outcome
  }

  behind(id: string, jti: string): { grant?: Grant } | undefined {
    const revoked = this.#sql.exec('SELECT 1 FROM revoked_tokens WHERE jti = ?', jti).toArray()
    if (revoked.length > 0) return undefined
    if (id === '') return {}
    const row = this.#read(id)
    return isOpen(row) ? { grant: row.grant } : undefined
  }

  revokeToken(jti: string, expires_at: number): void {
    this.#sql.exec('INSERT OR IGNORE INTO revoked_tokens VALUES (?, ?)', jti, expires_at)
    this.#setSweep()
  }

  holds(id: string, refresh_hash: string, now: number): Grant | undefined {
    const row = this.#read(id)
    if (!isOpen(row) || row.state.current !== refresh_hash) return undefined
    return row.grant.expires_at > now && row.state.idle_expires_at > now ? row.grant : undefined
  }

  close(id: string, now: number, client_id?: string): boolean {
    const row = this.#read(id)
    if (client_id !== undefined && row?.grant?.client_id !== client_id) return false
    this.#write(id, { row: row ? closed(row, now) : tombstone(now), outcome: 'closed' })
    return true
  }

  override async alarm(): Promise<void> {
    const now = Math.floor(Date.now() / 1000)
    this.#sql.exec('DELETE FROM grants WHERE expires_at <= ?', now)
    this.#sql.exec('DELETE FROM revoked_tokens WHERE expires_at <= ?', now)
    this.#sweepIsSet = false
    const rows = this.#sql
      .exec('SELECT 1 FROM grants UNION ALL SELECT 1 FROM revoked_tokens LIMIT 1')
      .toArray()
    if (rows.length > 0) this.#setSweep()
  }

  #read(id: string): CellRow | undefined {
    const [row] = this.#sql
      .exec<{ fixed: string | null; state: string; expires_at: number }>(
        'SELECT fixed, state, expires_at FROM grants WHERE id = ?',
        id,
      )
      .toArray()
    return (
      row && {
        ...(row.fixed !== null && { grant: JSON.parse(row.fixed) as Grant }), // written by #write
        state: JSON.parse(row.state) as CellRow['state'],
        expires_at: row.expires_at,
      }
    )
  }

  #write<Outcome>(id: string, { row, outcome }: Step<Outcome>): Outcome {
    if (row) {
      this.#sql.exec(
        `INSERT INTO grants VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET state = excluded.state`,
        id,
        row.grant ? JSON.stringify(row.grant) : null,
        JSON.stringify(row.state),
        row.expires_at,
      )
      this.#setSweep()
    }
    return outcome
  }

  /** One alarm a cell; asking for it is not awaited, so a turn stays one turn. */
  #setSweep(): void {
    if (this.#sweepIsSet) return
    this.#sweepIsSet = true
    this.ctx.waitUntil(this.#askForSweep())
  }

  async #askForSweep(): Promise<void> {
    const { storage } = this.ctx
    if ((await storage.getAlarm()) === null)
      await storage.setAlarm(Date.now() + SWEEP_INTERVAL * 1000)
  }
}
