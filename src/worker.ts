import type { Hono } from 'hono'
import { logoutDeliveries } from './back-channel-logout.ts'
import { keyRing } from './key-ring.ts'
import {
  type AuthServerOptions,
  CELLS_PER_REGION,
  ConfigurationError,
  type Settings,
} from './options.ts'
import type { SlotTable } from './protocol/slot-table.ts'
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
  /** What else `authServer` may be given: name, signUp, lifetimes …; and where people lie, of several databases. */
  SETTINGS?: Partial<Settings> & { slots?: SlotTable }
}

function storageOf(env: Env) {
  const { cellsPerRegion = CELLS_PER_REGION, slots } = env.SETTINGS ?? {}
  return cloudflareStorage(env, { cellsPerRegion, ...(slots && { slots }) })
}

function optionsOf(env: Env): AuthServerOptions {
  return {
    ...env.SETTINGS,
    issuer: env.ISSUER,
    tenants: (env.TENANTS ?? '').split(',').filter((tenant) => tenant !== ''),
    secrets: (env.SALLYPORT_SECRET ?? '').split(/\s+/),
    storage: storageOf(env),
  }
}

let server: Hono | undefined

export default {
  async fetch(request, env, executionContext): Promise<Response> {
    try {
      server ??= authServer(optionsOf(env))
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
    const duties = [
      () => storageOf(env).sweep(now),
      () => keyRing(optionsOf(env)).turn(now),
      () => logoutDeliveries(optionsOf(env)).deliver(now),
    ]
    // a duty that fails keeps no other from being done; the platform sees the failure
    const done = await Promise.allSettled(duties.map(async (duty) => duty()))
    const failed = done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    if (failed.length > 0) throw new AggregateError(failed, 'the clock could not do all of it')
  },
} satisfies ExportedHandler<Env>
