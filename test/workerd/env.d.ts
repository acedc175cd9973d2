import type { D1Migration } from '@cloudflare/vitest-plugin'
import type { Env } from '../../src/worker.ts'

declare global {
  namespace Cloudflare {
    interface Env {
      MIGRATIONS: D1Migration[]
    }
    interface Env extends WorkerEnv {}
  }
}
type WorkerEnv = Env
