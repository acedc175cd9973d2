import { DurableObject } from 'cloudflare:workers'
import type { StoredKey } from '../../port.ts'

/** The keys of one tenant, private parts sealed before they come here. The first key of an algorithm wins. */
export class KeyRing extends DurableObject {
  constructor(state: DurableObjectState, env: unknown) {
    super(state, env as never)
    state.storage.sql.exec(`CREATE TABLE IF NOT EXISTS keys
      (alg TEXT PRIMARY KEY, kid TEXT NOT NULL, stored TEXT NOT NULL) WITHOUT ROWID`)
  }

  list(): readonly StoredKey[] {
    return this.ctx.storage.sql
      .exec<{ stored: string }>('SELECT stored FROM keys ORDER BY alg')
      .toArray()
      .map(({ stored }) => JSON.parse(stored) as StoredKey) // written by ensure
  }

  ensure(candidates: readonly StoredKey[]): readonly StoredKey[] {
    for (const key of candidates) {
      this.ctx.storage.sql.exec(
        'INSERT OR IGNORE INTO keys VALUES (?, ?, ?)',
        key.alg,
        key.kid,
        JSON.stringify(key),
      )
    }
    return this.list()
  }
}
