import { resolve } from 'node:path'
import { drizzle } from 'drizzle-orm/d1'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { unstable_getMiniflareWorkerOptions } from 'wrangler'
import * as schema from '../../src/store/cloudflare/schema.ts'
import type { Client, Resource } from '../../src/store/port.ts'
import { MCP_BUNDLE } from './bundle.ts'
import { clients } from './fixtures.ts'
import { freePort, modulesOf, type RunningWorker } from './running-worker.ts'

export interface RunningMcp {
  /** The address that clients are given, and the audience of its tokens. */
  url: string
  stop(): Promise<void>
}

/** Where a client of these tests waits for the browser; nobody listens there. */
export const MCP_CALLBACK = 'http://localhost:33418/callback'

/**
 * The example of an MCP server as it would be deployed, with real Durable Objects, on a socket, registered as a resource of
 * the worker; and clients registered beforehand: `mcp-client` and `mcp-client-2` (public), and `mcp-service` (by itself).
 */
export async function startMcpExample(worker: RunningWorker): Promise<RunningMcp> {
  const port = await freePort()
  const url = `http://localhost:${port}/mcp`
  await register(worker.db, url)
  const { workerOptions } = unstable_getMiniflareWorkerOptions('examples/mcp-server/wrangler.toml')
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...workerOptions,
      name: 'mcp-server',
      modules: modulesOf(resolve(MCP_BUNDLE), 'index.js'),
      rootPath: resolve('.'),
      bindings: { ISSUER: worker.issuer, RESOURCE: url },
      host: '127.0.0.1',
      port,
      cf: false,
    }),
  )
  await miniflare.ready
  return { url, stop: () => miniflare.dispose() }
}

async function register(db: D1Database, identifier: string): Promise<void> {
  const orm = drizzle(db)
  const tenant = 'default'
  const scope = (name: string, text: string, optional = true) =>
    ({ name, text, risk: 'low', optional }) as const
  const resource: Resource = {
    identifier,
    name: 'Notes MCP server',
    scopes: [
      scope('notes:read', 'Read your notes', false),
      scope('notes:write', 'Add notes of yours'),
      scope('notes:delete', 'Delete your notes for good'),
    ],
    default_scopes: ['notes:read'],
    access_token_lifetime: 900,
    token_format: 'jwt',
  }
  await orm.insert(schema.resources).values({ tenant, ...resource })
  const all = await clients()
  const [spa, service] = ['spa', 'service'].map((id) => all.find((one) => one.client_id === id))
  if (spa === undefined || service === undefined) throw new Error('fixtures.ts has changed')
  const person = {
    ...spa,
    client_name: 'MCP client',
    redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
    resources: [identifier],
  }
  const mine: readonly Client[] = [
    { ...person, client_id: 'mcp-client' },
    { ...person, client_id: 'mcp-client-2' },
    { ...service, client_id: 'mcp-service', resources: [identifier] },
  ]
  for (const one of mine) await orm.insert(schema.clients).values({ tenant, ...one })
}
