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
import { secretVariable } from './upstream-options.ts'

export interface Env extends StorageBindings {
  /** URL template of the issuer. */
  ISSUER: string
  /** For a template with `:tenant`: the tenants, separated by commas. */
  TENANTS?: string
  /** One or more secrets, separated by spaces: the first seals, all open. */
  SALLYPORT_SECRET: string
  /** Sends mail where `SETTINGS.mail.via` is `binding`. */
  EMAIL?: Pick<SendEmail, 'send'>
  /** Of the HTTP API that sends mail. */
  MAIL_TOKEN?: string
  SMTP_PASSWORD?: string
  /** What else `authServer` may be given: name, signUp, lifetimes …; and where people lie, of several databases. */
  SETTINGS?: Partial<Settings> & { slots?: SlotTable }
}

function storageOf(env: Env) {
  const { cellsPerRegion = CELLS_PER_REGION, slots } = env.SETTINGS ?? {}
  return cloudflareStorage(env, { cellsPerRegion, ...(slots && { slots }) })
}

function optionsOf(env: Env, given: Given): AuthServerOptions {
  return {
    ...(typeof given === 'function' ? given(env) : given),
    ...env.SETTINGS,
    ...(Array.isArray(env.SETTINGS?.upstreams) && {
      upstreams: withSecrets(env.SETTINGS.upstreams, env),
    }),
    issuer: env.ISSUER,
    tenants: (env.TENANTS ?? '').split(',').filter((tenant) => tenant !== ''),
    secrets: (env.SALLYPORT_SECRET ?? '').split(/\s+/),
    storage: storageOf(env),
    mailMeans: { binding: env.EMAIL, token: env.MAIL_TOKEN, password: env.SMTP_PASSWORD },
  }
}

/**
 * Upstreams with their secrets, which are variables of their own: settings are read by more people than secrets are.
 * @throws ConfigurationError for a secret among the settings.
 */
function withSecrets(upstreams: Settings['upstreams'], env: Env): Settings['upstreams'] {
  const variables = env as unknown as Readonly<Record<string, unknown>> // those of upstreams have no type
  return upstreams.map((upstream) => {
    const name = secretVariable(String(upstream.id))
    if (upstream.client_secret !== undefined) {
      throw new ConfigurationError([
        `upstreams: ${upstream.id} has its client_secret in SETTINGS; set it with \`npx wrangler secret put ${name}\``,
      ])
    }
    const client_secret = variables[name]
    return typeof client_secret === 'string' ? { ...upstream, client_secret } : upstream
  })
}

type InCode = Partial<Omit<AuthServerOptions, 'issuer' | 'secrets' | 'storage'>>
type Given = InCode | ((env: Env) => InCode)

export interface Service {
  fetch(request: Request, env: Env, executionContext: ExecutionContext): Promise<Response>
  scheduled(controller: ScheduledController, env: Env): Promise<void>
}

/**
 * The authorization server as a Worker of its own: configured by its bindings, its clock wound by a cron trigger. `given`
 * is what an entry of one's own sets in code; what the bindings say goes before it.
 */
export function service(given: Given = {}): Service {
  let server: Hono | undefined
  return {
    async fetch(request, env, executionContext): Promise<Response> {
      try {
        server ??= authServer(optionsOf(env, given))
      } catch (error) {
        return cannotStart(error)
      }
      return server.fetch(request, env, executionContext)
    },
    scheduled: (_, env) => tick(env, optionsOf(env, given)),
  }
}

function cannotStart(error: unknown): Response {
  if (!(error instanceof ConfigurationError)) throw error
  console.error(error.message)
  return new Response(`${error.message}\n`, {
    status: 500,
    headers: { 'Cache-Control': 'no-store' },
  })
}

/** What the clock owes, each minute. */
async function tick(env: Env, options: AuthServerOptions): Promise<void> {
  const now = Math.floor(Date.now() / 1000)
  const duties = [
    () => storageOf(env).sweep(now),
    () => keyRing(options).turn(now),
    () => logoutDeliveries(options).deliver(now),
  ]
  // a duty that fails keeps no other from being done; the platform sees the failure
  const done = await Promise.allSettled(duties.map(async (duty) => duty()))
  const failed = done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  if (failed.length > 0) throw new AggregateError(failed, 'the clock could not do all of it')
}
