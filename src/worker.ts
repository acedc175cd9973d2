import type { Hono } from 'hono'
import { ConfigurationError } from './options.ts'
import { authServer } from './server.ts'
import { cloudflareStorage, type StorageBindings } from './store/cloudflare/index.ts'

export {
  GrantCell,
  KeyRing,
  PasswordHasher,
  Replay,
  Throttle,
} from './store/cloudflare/index.ts'

export interface Env extends StorageBindings {
  /** URL template of the issuer. */
  ISSUER: string
  /** For a template with `:tenant`: the tenants, separated by commas. */
  TENANTS?: string
  /** One or more secrets, separated by spaces: the first seals, all open. */
  SALLYPORT_SECRET: string
  /** Shown on the pages. */
  NAME?: string
}

const CELLS_PER_REGION = 4

function start(env: Env): Hono {
  const storage = cloudflareStorage(env, { cellsPerRegion: CELLS_PER_REGION })
  return authServer({
    issuer: env.ISSUER,
    tenants: (env.TENANTS ?? '').split(',').filter((tenant) => tenant !== ''),
    secrets: (env.SALLYPORT_SECRET ?? '').split(/\s+/),
    storage,
    cellsPerRegion: CELLS_PER_REGION,
    ...(env.NAME !== undefined && { name: env.NAME }),
  })
}

let server: Hono | undefined

export default {
  async fetch(request, env, executionContext): Promise<Response> {
    try {
      server ??= start(env)
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      console.error(error.message)
      return new Response(`${error.message}\n`, {
        status: 500,
        headers: { 'Cache-Control': 'no-store' },
      })
    }
    return server.fetch(request, env, executionContext)
  },

  async scheduled(_, env): Promise<void> {
    const now = Math.floor(Date.now() / 1000)
    await cloudflareStorage(env, { cellsPerRegion: CELLS_PER_REGION }).sweep(now)
  },
} satisfies ExportedHandler<Env>
