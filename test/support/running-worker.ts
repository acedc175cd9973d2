import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import loadArgon2 from '@phi-ag/argon2/node'
import { drizzle } from 'drizzle-orm/d1'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { unstable_getMiniflareWorkerOptions } from 'wrangler'
import * as schema from '../../src/store/cloudflare/schema.ts'
import { createHasher } from '../../src/store/password.ts'
import type { Client } from '../../src/store/port.ts'
import { BUNDLE } from './bundle.ts'
import { clients, PASSWORD, person, resources, SERVER_SECRET } from './fixtures.ts'
import { House } from './house.ts'

export interface RunningWorker extends House {
  db: D1Database
  /** What the worker has logged, a line each. */
  logs: readonly string[]
  stop(): Promise<void>
}

export interface WorkerOptions {
  /** Folder and main module of another bundle than that of a deployment. */
  bundle?: readonly [folder: string, main: string]
  /** The rest of the web, as far as the worker asks it: JSON documents by their URL. */
  documents?: ReadonlyMap<string, unknown>
  /** Variables beside those that every worker has. */
  variables?: Readonly<Record<string, Json>>
  /** Whether the platform sends mail, by the binding `EMAIL`. */
  sendsMail?: boolean
}

type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json }

/**
 * The bundle a deployment would run, in the runtime it would run in, with local D1, KV and Durable Objects as
 * wrangler.toml has them; on a socket, with the people, clients and resources of `fixtures.ts` and those of `moreClients`.
 */
export async function startWorker(given: WorkerOptions = {}): Promise<RunningWorker> {
  const { bundle = [BUNDLE, 'worker.js'], documents, variables, sendsMail } = given
  const port = await freePort()
  const issuer = `http://localhost:${port}`
  const logs: string[] = []
  const { workerOptions } = unstable_getMiniflareWorkerOptions('wrangler.toml')
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...workerOptions,
      name: 'sallyport',
      modules: modulesOf(...bundle),
      bindings: { ISSUER: issuer, SALLYPORT_SECRET: SERVER_SECRET, ...variables }, // none of this machine's .dev.vars
      host: '127.0.0.1',
      port,
      cf: false, // else it asks Cloudflare where it is
      ...(sendsMail && {
        email: { send_email: [{ name: 'EMAIL' }] },
        log: new Heard(logs),
      }),
      ...(documents && { outboundService: (request: Request) => published(request, documents) }),
      handleStructuredLogs: ({ message }) => logs.push(message),
    }),
  )
  await miniflare.ready
  const db = await miniflare.getD1Database('DB')
  await migrate(db)
  await seed(db)
  const house = new House(issuer, (request) => fetch(request))
  return Object.assign(house, { db, logs, stop: () => miniflare.dispose() })
}

/** Where the platform of this machine says what it would have mailed. */
class Heard extends Log {
  readonly #lines: string[]
  constructor(lines: string[]) {
    super(LogLevel.INFO)
    this.#lines = lines
  }
  protected override log(message: string): void {
    this.#lines.push(message)
  }
}

/** What is not published there is not there. */
async function published({ url }: Request, documents: ReadonlyMap<string, unknown>) {
  const document = documents.get(url)
  return document === undefined ? new Response(null, { status: 404 }) : Response.json(document)
}

/** Clients beside those of `fixtures.ts`: one for each algorithm and method of authentication. */
async function moreClients(): Promise<readonly Client[]> {
  const all = await clients()
  const [web, spa] = ['web', 'spa'].map((id) => all.find(({ client_id }) => client_id === id))
  if (web === undefined || spa === undefined) throw new Error('fixtures.ts has no web and spa')
  return [
    ...all,
    { ...web, client_id: 'web-post', token_endpoint_auth_method: 'client_secret_post' },
    { ...web, client_id: 'web-rs256', id_token_signed_response_alg: 'RS256' },
    { ...web, client_id: 'web-eddsa', id_token_signed_response_alg: 'EdDSA' },
    { ...spa, client_id: 'spa-rs256', id_token_signed_response_alg: 'RS256' },
  ]
}

export function modulesOf(folder: string, main = 'worker.js') {
  if (!existsSync(folder)) throw new Error(`${folder} is missing; test/support/bundle.ts makes it`)
  const wasm = readdirSync(folder).filter((name) => name.endsWith('.wasm'))
  return [
    { type: 'ESModule' as const, path: join(folder, main) },
    ...wasm.map((name) => ({ type: 'CompiledWasm' as const, path: join(folder, name) })),
  ]
}

export async function migrate(db: D1Database): Promise<void> {
  const files = readdirSync('migrations').filter((name) => name.endsWith('.sql'))
  for (const file of files.sort()) {
    const statements = readFileSync(join('migrations', file), 'utf8')
      .split('--> statement-breakpoint')
      .filter((statement) => statement.trim() !== '')
    await db.batch(statements.map((statement) => db.prepare(statement)))
  }
}

/** One statement for each row: D1 takes a hundred variables. */
export async function seed(db: D1Database): Promise<void> {
  const tenant = 'default'
  const orm = drizzle(db)
  const hash = createHasher(await loadArgon2()).hash(PASSWORD)
  for (const one of await moreClients()) await orm.insert(schema.clients).values({ tenant, ...one })
  for (const one of resources) await orm.insert(schema.resources).values({ tenant, ...one })
  for (const name of ['ada', 'bob']) {
    const one = person(name, `${name}@example.com`, hash)
    await orm.insert(schema.users).values({ tenant, ...one })
    const { sub, email, created_at: taken_at } = one
    await orm.insert(schema.addresses).values({ tenant, email, sub, taken_at })
  }
}

/** A port that was free a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
