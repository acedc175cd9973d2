import type { D1Migration } from '@cloudflare/vitest-plugin'
import type { Env } from '../../src/worker.ts'

declare global {
  namespace Cloudflare {
    interface Env {
      MIGRATIONS: D1Migration[]
      DB_1: D1Database
      DB_2: D1Database
      DB_3: D1Database
    }
    interface Env extends WorkerEnv {}
  }
}
type WorkerEnv = Env
