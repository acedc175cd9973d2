import type { MemoryData } from './memory.ts'
import { closeIn } from './memory-grants.ts'
import type { Client, Registrations } from './port.ts'
import { described, isEnded, UNUSED_KEPT } from './registration.ts'

/** Registrations of one tenant in memory. */
export function memoryRegistrations(data: MemoryData): Registrations {
  const { clients } = data
  const byHash = (hash: string) =>
    [...clients.values()].find(({ registration_hash }) => registration_hash === hash)
  const managed = (client_id: string, token_hash: string) => {
    const client = clients.get(client_id)
    const isTheirs = client?.registration_token_hash === token_hash
    return isTheirs && client.disabled_at === undefined ? client : undefined
  }
  return {
    find: async (registration_hash) => byHash(registration_hash),
    async add(client) {
      const known = client.registration_hash && byHash(client.registration_hash)
      if (known) return renewed(known, client, data)
      clients.set(client.client_id, client)
      return client
    },
    async describe(client_id, description, token_hash) {
      const client = managed(client_id, token_hash)
      if (client === undefined) return false
      clients.set(client_id, present<Client>({ ...client, ...described(description) }))
      return true
    },
    async end(client_id, token_hash, now) {
      const client = managed(client_id, token_hash)
      if (client === undefined) return false
      const { registration_token_hash: _, ...ended } = client
      clients.set(client_id, { ...ended, disabled_at: now })
      for (const key of data.consents.keys()) {
        if ((JSON.parse(key) as string[])[1] === client_id) data.consents.delete(key) // a ConsentKey
      }
      for (const grant of data.grants.values()) {
        if (grant.client_id === client_id) closeIn(data, grant.id, now)
      }
      return true
    },
  }
}

function renewed(known: Client, { created_at }: Client, { clients }: MemoryData): Client {
  if (known.used_at !== undefined || known.disabled_at !== undefined) return known
  const client = { ...known, created_at: Math.max(created_at, known.created_at) }
  clients.set(client.client_id, client)
  return client
}

const present = <T>(record: object): T =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T

/** Removes registrations that were never used, and what is left of those that were ended. */
export function removeUnused({ clients, grants }: MemoryData, now: number): void {
  for (const client of clients.values()) {
    const { client_id, source, created_at, disabled_at, used_at } = client
    // one that the operator has taken up is the operator's
    const isStranger = client.trust === 'unidentified' && client.consent === 'always'
    if (source !== 'registered' || !isStranger) continue
    if (created_at > now - UNUSED_KEPT) continue
    const isUnused = used_at === undefined && disabled_at === undefined
    const hasGrants = [...grants.values()].some((grant) => grant.client_id === client_id)
    const isOver = isEnded(client) && (disabled_at ?? now) <= now - UNUSED_KEPT
    if ((isUnused && !hasGrants) || isOver) clients.delete(client_id)
  }
}
