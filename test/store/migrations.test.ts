import { readdirSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'

const names = readdirSync('migrations').filter((name) => name.endsWith('.sql'))

/** A database as it was when a migration was made, and the others to come. */
function before(number: string) {
  const database = new DatabaseSync(':memory:')
  const run = (some: readonly string[]) => {
    for (const name of some) database.exec(readFileSync(`migrations/${name}`, 'utf8'))
  }
  run(names.filter((name) => name < number).sort())
  return {
    database,
    migrate: () => run(names.filter((name) => name >= number).sort()),
    rows: (table: string) =>
      database
        .prepare(`SELECT * FROM ${table}`)
        .all()
        .map((row) => ({ ...row })),
  }
}

describe('migrations', () => {
  it('0005 gives the people who are there their addresses, and knows the clients that are disabled', () => {
    const { database, migrate, rows } = before('0005')
    database.exec(`
      INSERT INTO users VALUES ('a', 'ada', 'ada@example.com', 1, NULL, '{}', 5, 6, NULL);
      INSERT INTO users VALUES ('b', 'ada', 'ada@example.com', 1, NULL, '{}', 7, 8, 9);
      INSERT INTO clients (tenant, client_id, redirect_uris, post_logout_redirect_uris, grant_types,
        token_endpoint_auth_method, client_secrets, id_token_signed_response_alg, refresh_token_rotation,
        trust, consent, created_at, disabled_at)
      SELECT 'a', value, '[]', '[]', '[]', 'none', '[]', 'ES256', 1, 'verified', 'ask', 1,
        iif(value = 'off', 3, NULL) FROM json_each('["on", "off"]');`)
    migrate()
    expect(rows('addresses')).toEqual([
      { tenant: 'a', email: 'ada@example.com', sub: 'ada', taken_at: 5 },
      { tenant: 'b', email: 'ada@example.com', sub: 'ada', taken_at: 7 },
    ])
    expect(rows('disabled_clients')).toEqual([{ tenant: 'a', client_id: 'off', disabled_at: 3 }])
  })
})
