import { applyD1Migrations, env } from 'cloudflare:test'
import { beforeAll } from 'vitest'
import { fourDatabases } from './four.ts'

beforeAll(async () => {
  for (const db of fourDatabases) await applyD1Migrations(db, env.MIGRATIONS)
})
