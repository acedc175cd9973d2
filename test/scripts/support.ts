import { readdirSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { type Existing, type Plan, plan } from '../../scripts/lib/plan.ts'
import { readConfiguration } from '../../scripts/lib/read-configuration.ts'
import { literal, type Row } from '../../scripts/lib/sql.ts'

export const SECRET = 'a-secret.of_more~than-32-characters'

/** A file with one member of each kind changed from what is right. */
export const file = (changes: Record<string, unknown>) =>
  JSON.stringify({ clients: [], ...changes })

export const client = (changes: Record<string, unknown> = {}) => ({
  client_id: 'app',
  redirect_uris: ['https://app.example/callback'],
  client_secrets: [{ secret: SECRET }],
  ...changes,
})

/** The sentences a file is refused with; none when it is accepted. */
export function problems(text: string, environment: Record<string, string> = {}): string[] {
  try {
    readConfiguration(text, environment)
    return []
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim())
  }
}

/** The tables of the migrations in memory, and what apply does with them. */
export class Tables {
  readonly database = new DatabaseSync(':memory:')

  constructor() {
    const names = readdirSync('migrations').filter((name) => name.endsWith('.sql'))
    for (const name of names.sort()) this.database.exec(readFileSync(`migrations/${name}`, 'utf8'))
  }

  rows(table: string): Row[] {
    return this.database
      .prepare(`SELECT * FROM ${table}`)
      .all()
      .map((row) => ({ ...row }) as Row)
  }

  insert(table: string, row: Row): void {
    const columns = Object.keys(row).join(', ')
    const values = Object.values(row).map(literal).join(', ')
    this.database.exec(`INSERT INTO ${table} (${columns}) VALUES (${values})`)
  }

  async apply(text: string, now = 1000): Promise<Plan> {
    const existing: Existing = {
      resources: this.rows('resources'),
      clients: this.rows('clients'),
      users: this.rows('users'),
      addresses: this.rows('addresses'),
      organisations: this.rows('organisations'),
      organisation_domains: this.rows('organisation_domains'),
    }
    const answer = await plan(readConfiguration(text, {}), existing, { tenant: 'default', now })
    for (const { sql } of answer.stages.flat()) this.database.exec(sql)
    return answer
  }
}
