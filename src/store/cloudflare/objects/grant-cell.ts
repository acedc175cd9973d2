import { DurableObject } from 'cloudflare:workers'
import {
  type CellRow,
  closed,
  FIRST_PLACE,
  isMeant,
  isOpen,
  isReleasable,
  redeem,
  rotate,
  type Step,
  tombstone,
  usedAt,
} from '../../cell.ts'
import type {
  Grant,
  GrantSelection,
  Redemption,
  RedemptionOutcome,
  Rotation,
  RotationOutcome,
} from '../../port.ts'
import { migrate } from './tables.ts'

/** Running numbers that are reserved at once. */
const RESERVED = 1000
/** Seconds between two sweeps of what has expired. */
const SWEEP_INTERVAL = 3600

/** Grants looked at in one turn when many are to be closed. */
const PAGE = 1000

export interface ClosedPage {
  closed: number
  /** The id to go on behind; absent when there are no more. */
  last?: string
}

const TABLES = [
  `CREATE TABLE IF NOT EXISTS grants
     (id TEXT PRIMARY KEY, fixed TEXT, state TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS grants_expires_at ON grants (expires_at)',
  `CREATE TABLE IF NOT EXISTS revoked_tokens
     (jti TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID`,
  'ALTER TABLE grants ADD COLUMN place INTEGER NOT NULL DEFAULT 0',
  // which entries of the status lists are set, and until when anybody could ask for them
  `CREATE TABLE invalid_places (place INTEGER PRIMARY KEY, expires_at INTEGER NOT NULL)`,
]

/**
 * Holds many grants as rows. Each method reads a row, takes one step of `store/cell.ts` and writes the row, with no
 * `await` in between: one turn, so "used once" is a fact. A rotation is one update of one row; the only index is on
 * `expires_at`, which rotation leaves alone. Closing a grant and setting its entry in the status list are one turn, too.
 */
export class GrantCell extends DurableObject {
  #sweepIsSet = false
  #nextPlace: number
  /** Numbers below this one are this life's to give. */
  #reserved: number

  constructor(state: DurableObjectState, env: unknown) {
    super(state, env as never)
    migrate(state.storage, TABLES)
    this.#nextPlace = this.#reserved = state.storage.kv.get<number>('places') ?? this.#firstPlace()
  }

  /** Of a cell that has not reserved numbers before: behind all that it has given. */
  #firstPlace(): number {
    const [last] = this.#sql
      .exec<{ place: number | null }>('SELECT max(place) AS place FROM grants')
      .toArray()
    return Math.max(FIRST_PLACE, (last?.place ?? 0) + 1)
  }

  /** The next running number; never given again. Reserved by the thousand: one write more for a thousand grants. */
  #takePlace(): number {
    if (this.#nextPlace === this.#reserved) {
      this.#reserved += RESERVED
      this.ctx.storage.kv.put('places', this.#reserved)
    }
    return this.#nextPlace++
  }

  get #sql() {
    return this.ctx.storage.sql
  }

  redeem(redemption: Redemption): RedemptionOutcome {
    const { id } = redemption.grant
    return this.#write(id, redeem(this.#read(id), redemption, this.#nextPlace))
  }

  release(id: string, claim_id: string): void {
    if (isReleasable(this.#read(id), claim_id)) {
      this.#sql.exec('DELETE FROM grants WHERE id = ?', id)
    }
  }

  rotate(rotation: Rotation): RotationOutcome {
    return this.#write(rotation.ref.id, rotate(this.#read(rotation.ref.id), rotation))
  }

  behind(id: string, jti: string, place?: number): { grant?: Grant } | undefined {
    const revoked = this.#sql.exec('SELECT 1 FROM revoked_tokens WHERE jti = ?', jti).toArray()
    if (revoked.length > 0) return undefined
    if (id === '') return this.#isInvalid(place) ? undefined : {}
    const row = this.#read(id)
    return isOpen(row) ? { grant: row.grant } : undefined
  }

  revokeToken(id: string, jti: string, expires_at: number): void {
    const { rowsWritten } = this.#sql.exec(
      'INSERT OR IGNORE INTO revoked_tokens VALUES (?, ?)',
      jti,
      expires_at,
    )
    const row = id === '' ? undefined : this.#read(id)
    if (rowsWritten > 0 && isOpen(row)) {
      this.#invalidate(row.place, expires_at)
      this.#sql.exec('UPDATE grants SET place = ? WHERE id = ?', this.#takePlace(), id)
    }
    this.#setSweep()
  }

  /** When each of these was last refreshed. */
  lastUsed(ids: readonly string[]): (number | undefined)[] {
    return ids.map((id) => usedAt(this.#read(id)))
  }

  holds(id: string, refresh_hash: string, now: number): Grant | undefined {
    const row = this.#read(id)
    if (!isOpen(row) || row.state.current !== refresh_hash) return undefined
    return row.grant.expires_at > now && row.state.idle_expires_at > now ? row.grant : undefined
  }

  close(id: string, now: number, client_id?: string): boolean {
    const row = this.#read(id)
    if (client_id !== undefined && row?.grant?.client_id !== client_id) return false
    const next = row ? closed(row, now) : tombstone(now, this.#nextPlace)
    return this.#write(id, { row: next, outcome: true })
  }

  /** Closes those that match among a page of grants: the first by their ids, or those behind `after`. */
  closeAll(which: GrantSelection, now: number, after: string): ClosedPage {
    const ids = this.#sql
      .exec<{ id: string }>('SELECT id FROM grants WHERE id > ? ORDER BY id LIMIT ?', after, PAGE)
      .toArray()
      .map(({ id }) => id)
    const open = ids.flatMap((id) => {
      const row = this.#read(id)
      return isOpen(row) && isMeant(row.grant, which) ? [{ id, row: closed(row, now) }] : []
    })
    for (const { id, row } of open) this.#write(id, { row, outcome: undefined })
    const last = ids[PAGE - 1]
    return { closed: open.length, ...(last !== undefined && { last }) }
  }

  /** Sets an entry that belongs to no grant: a client's. Answers the highest number among those that are set. */
  invalidate(place: number, expires_at: number): number {
    this.#invalidate(place, expires_at)
    this.#setSweep()
    const highest = 'SELECT max(place) AS place FROM invalid_places WHERE place < ?'
    return this.#sql.exec<{ place: number }>(highest, FIRST_PLACE).one().place
  }

  /** Running numbers from `from` up to `to` whose entries are set. */
  invalidPlaces(from: number, to: number): readonly number[] {
    return this.#sql
      .exec<{ place: number }>(
        'SELECT place FROM invalid_places WHERE place >= ? AND place < ?',
        from,
        to,
      )
      .toArray()
      .map(({ place }) => place)
  }

  override async alarm(): Promise<void> {
    const now = Math.floor(Date.now() / 1000)
    for (const table of ['grants', 'revoked_tokens', 'invalid_places']) {
      this.#sql.exec(`DELETE FROM ${table} WHERE expires_at <= ?`, now)
    }
    this.#sweepIsSet = false
    const rows = this.#sql
      .exec('SELECT 1 FROM grants UNION ALL SELECT 1 FROM revoked_tokens LIMIT 1')
      .toArray()
    if (rows.length > 0) this.#setSweep()
  }

  #read(id: string): CellRow | undefined {
    const [row] = this.#sql
      .exec<{ fixed: string | null; state: string; expires_at: number; place: number }>(
        'SELECT fixed, state, expires_at, place FROM grants WHERE id = ?',
        id,
      )
      .toArray()
    return (
      row && {
        ...(row.fixed !== null && { grant: JSON.parse(row.fixed) as Grant }), // written by #insert
        state: JSON.parse(row.state) as CellRow['state'],
        expires_at: row.expires_at,
        place: row.place,
      }
    )
  }

  /** Writes what a step leads to; the entry of a grant that it closes is set in the same turn. */
  #write<Outcome>(id: string, { row, outcome }: Step<Outcome>): Outcome {
    if (row === undefined) return outcome
    if (row.place === this.#nextPlace) {
      this.#takePlace()
      this.#insert(id, row)
    } else {
      this.#sql.exec('UPDATE grants SET state = ? WHERE id = ?', JSON.stringify(row.state), id)
    }
    if (row.state.closed_at !== undefined) this.#invalidate(row.place, row.expires_at)
    return outcome
  }

  #insert(id: string, { grant, state, expires_at, place }: CellRow): void {
    const fixed = grant ? JSON.stringify(grant) : null
    this.#sql.exec(
      'INSERT INTO grants (id, fixed, state, expires_at, place) VALUES (?, ?, ?, ?, ?)',
      ...[id, fixed, JSON.stringify(state), expires_at, place],
    )
    this.#setSweep()
  }

  #isInvalid(place = -1): boolean {
    return (
      this.#sql.exec('SELECT 1 FROM invalid_places WHERE place = ?', place).toArray().length > 0
    )
  }

  #invalidate(place: number, expires_at: number): void {
    this.#sql.exec('INSERT OR REPLACE INTO invalid_places VALUES (?, ?)', place, expires_at)
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
