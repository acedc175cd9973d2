import { drizzle } from 'drizzle-orm/d1'
import { authServer } from '../../src/index.ts'
import type { AuthServerOptions } from '../../src/options.ts'
import { cloudflareStorage, type StorageBindings } from '../../src/store/cloudflare/index.ts'
import * as schema from '../../src/store/cloudflare/schema.ts'
import type { Storage } from '../../src/store/port.ts'
import { clients, PASSWORD, person, resources, SERVER_SECRET } from '../support/fixtures.ts'
import { House } from '../support/house.ts'

export interface WorkerHouse extends House {
  storage: Storage
}

/** The server on real D1, KV and Durable Objects, with the people, clients and resources of `fixtures.ts`. */
export async function startHouse(
  env: StorageBindings,
  options: Partial<AuthServerOptions> = {},
): Promise<WorkerHouse> {
  const issuer = options.issuer ?? 'https://id.test.invalid'
  const storage = options.storage ?? cloudflareStorage(env, { cellsPerRegion: 4 })
  const tenants = options.tenants ?? ['default']
  for (const tenant of tenants) await seed(env, storage, tenant)
  const server = authServer({
    issuer,
    secrets: [SERVER_SECRET],
    breachedPasswords: false,
    ...options,
    storage,
  })
  const house = new House(issuer.replace(':tenant', tenants[0] ?? ''), async (request) =>
    server.fetch(request),
  )
  return Object.assign(house, { storage })
}

async function seed(env: StorageBindings, storage: Storage, tenant: string): Promise<void> {
  const db = drizzle(env.DB)
  const hash = await storage.forTenant(tenant).passwords.hash(PASSWORD)
  const users = [person('ada', 'ada@example.com', hash), person('bob', 'bob@example.com', hash)]
  // one statement each: D1 takes a hundred variables
  for (const one of await clients()) {
    await db
      .insert(schema.clients)
      .values({ tenant, ...one })
      .onConflictDoNothing()
  }
  for (const one of resources) {
    await db
      .insert(schema.resources)
      .values({ tenant, ...one })
      .onConflictDoNothing()
  }
  for (const one of users) await storage.forTenant(tenant).users.create(one)
}
