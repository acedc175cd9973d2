import { DurableObject } from 'cloudflare:workers'
import { adopted, ensured, turn } from '../../keys.ts'
import type { KeyTurn, NewKey, StoredKey } from '../../port.ts'

/** The keys of one tenant, private parts sealed before they come here. Each method is one turn: read, step, write. */
export class KeyRing extends DurableObject {
  constructor(state: DurableObjectState, env: unknown) {
    super(state, env as never)
    state.storage.sql.exec(`CREATE TABLE IF NOT EXISTS ring
      (kid TEXT PRIMARY KEY, place INTEGER NOT NULL, stored TEXT NOT NULL) WITHOUT ROWID`)
    this.#adopt()
  }

  list(): readonly StoredKey[] {
    return this.#rows('SELECT stored FROM ring ORDER BY place')
  }

  ensure(candidates: readonly NewKey[]): readonly StoredKey[] {
    return this.#step((keys) => ensured(keys, candidates))
  }

  turn(step: KeyTurn): readonly StoredKey[] {
    return this.#step((keys) => turn(keys, step))
  }

  #step(next: (keys: readonly StoredKey[]) => readonly StoredKey[]): readonly StoredKey[] {
    const before = this.list()
    const after = next(before)
    if (after !== before) this.ctx.storage.transactionSync(() => this.#write(after))
    return after
  }

  #write(keys: readonly StoredKey[]) {
    const { sql } = this.ctx.storage
    sql.exec('DELETE FROM ring')
    for (const [place, key] of keys.entries())
      sql.exec('INSERT INTO ring VALUES (?, ?, ?)', key.kid, place, JSON.stringify(key))
  }

  #rows(query: string): readonly StoredKey[] {
    return this.ctx.storage.sql
      .exec<{ stored: string }>(query)
      .toArray()
      .map(({ stored }) => JSON.parse(stored) as StoredKey) // written by #write
  }

  /** Version 1 had a table with one key for each algorithm: those keys sign on. */
  #adopt() {
    const { sql } = this.ctx.storage
    const former = `SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'keys'`
    if (sql.exec(former).toArray().length === 0) return
    this.ctx.storage.transactionSync(() => {
      this.#write(this.#rows('SELECT stored FROM keys ORDER BY alg').map(adopted))
      sql.exec('DROP TABLE keys')
    })
  }
}
