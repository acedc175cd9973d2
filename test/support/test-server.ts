import loadArgon2 from '@phi-ag/argon2/node'
import type { Mail, Mailer } from '../../src/flow/mail.ts'
import { type AuthServerOptions, authServer, memoryStorage } from '../../src/index.ts'
import type { MemoryStorage } from '../../src/store/memory.ts'
import { createHasher } from '../../src/store/password.ts'
import type { Client } from '../../src/store/port.ts'
import { clients, PASSWORD, person, resources, SERVER_SECRET } from './fixtures.ts'
import { House } from './house.ts'

const argon2 = createHasher(await loadArgon2())
const passwordHash = argon2.hash(PASSWORD)

/** In tests nothing is gained by waiting for real hashes twice; verification stays real. */
export const passwords = {
  hash: async (password: string) => argon2.hash(password),
  verify: async (password: string, encoded: string | undefined) => argon2.verify(password, encoded),
  renewed: async (password: string, encoded: string) =>
    argon2.isCurrent(encoded) ? undefined : argon2.hash(password),
}

export interface TestServer extends House {
  storage: MemoryStorage
  fetch: (request: Request) => Promise<Response>
  /** What was mailed, oldest first. */
  mails: Mail[]
  /** One client more: like `web`, but for what is said here. */
  addClient: (changes: Partial<Client> & { client_id: string }) => void
}

/** A server in this process over memory, with the people, clients and resources of `fixtures.ts`. */
export async function testServer(options: Partial<AuthServerOptions> = {}): Promise<TestServer> {
  const issuer = options.issuer ?? 'https://id.test.invalid'
  const storage = (options.storage as MemoryStorage | undefined) ?? memoryStorage(passwords)
  const tenants = options.tenants ?? ['default']
  for (const tenant of tenants) await fill(storage, tenant)
  const mails: Mail[] = []
  const mailer: Mailer = { send: async (mail) => void mails.push(mail) }
  const server = authServer({
    issuer,
    secrets: [SERVER_SECRET],
    mailer,
    breachedPasswords: false,
    ...options,
    storage,
  })
  const fetch = async (request: Request) => server.fetch(request)
  const house = new House(issuer.replace(':tenant', tenants[0] ?? ''), fetch)
  const { clients } = storage.data(tenants[0])
  const addClient: TestServer['addClient'] = (changes) => {
    const web = clients.get('web')
    if (web) clients.set(changes.client_id, { ...web, ...changes })
  }
  return Object.assign(house, { storage, fetch, mails, addClient })
}

export async function fill(storage: MemoryStorage, tenant = 'default'): Promise<void> {
  const data = storage.data(tenant)
  for (const client of await clients()) data.clients.set(client.client_id, client)
  for (const resource of resources) data.resources.set(resource.identifier, resource)
  data.users.set('ada', person('ada', 'ada@example.com', passwordHash))
  data.users.set('bob', person('bob', 'bob@example.com', passwordHash))
}
