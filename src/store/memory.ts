import { type AuditEntry, NO_ENTRY } from '../protocol/audit-chain.ts'
import type { TracedStep } from '../protocol/connection.ts'
import { createAppender } from './audit.ts'
import { type CellRow, FIRST_PLACE } from './cell.ts'
import type { ChallengeRow } from './challenge.ts'
import type { DeviceRow } from './device-code.ts'
import { ensured, turn } from './keys.ts'
import { forgetActivity, type KeptActivity, memoryActivity } from './memory-activity.ts'
import { memoryChallenges } from './memory-challenges.ts'
import { memoryDeviceCodes } from './memory-device-codes.ts'
import { type KeptDocuments, memoryDocuments } from './memory-documents.ts'
import { type KeptFactors, memoryFactors, noFactors } from './memory-factors.ts'
import { closeIn, memoryGrants } from './memory-grants.ts'
import { type KeptLinks, memoryLinkedAccounts } from './memory-linked-accounts.ts'
import { type KeptOrganisations, memoryOrganisations } from './memory-organisations.ts'
import { memoryPasskeys } from './memory-passkeys.ts'
import { memoryRegistrations, removeUnused } from './memory-registrations.ts'
import { agreementsOf, consentKey, memoryLogouts, memorySessions } from './memory-sessions.ts'
import { forgetPeople, type HeldAddress, memoryUsers } from './memory-users.ts'
import type {
  Client,
  Grant,
  LogoutDelivery,
  Passkey,
  Passwords,
  Resource,
  Session,
  Storage,
  Store,
  StoredKey,
  User,
} from './port.ts'
import { ACTIVITY_KEPT } from './port-activity.ts'
import { replayKey } from './replay.ts'
import { type Attempts, attempt } from './throttle.ts'

/** Everything of one tenant, open to tests. */
export interface MemoryData {
  clients: Map<string, Client>
  resources: Map<string, Resource>
  users: Map<string, User>
  passkeys: Map<string, Passkey>
  /** Addresses that people have left, by address. */
  held: Map<string, HeldAddress>
  sessions: Map<string, Session>
  consents: Map<string, readonly string[]>
  grants: Map<string, Grant>
  cell: Map<string, CellRow>
  revoked: Map<string, number>
  /** Running numbers whose entry in the status lists is set. Memory has one cell for all. */
  invalid: Set<number>
  nextPlace: number
  logouts: Map<string, LogoutDelivery>
  keys: readonly StoredKey[]
  attempts: Map<string, Attempts>
  used: Map<string, number>
  challenges: Map<string, ChallengeRow>
  factors: KeptFactors
  deviceCodes: Map<string, DeviceRow>
  documents: KeptDocuments
  links: KeptLinks
  audit: AuditEntry[]
  activity: KeptActivity
  organisations: KeptOrganisations
  traces: TracedStep[]
}

export interface MemoryStorage extends Storage {
  data(tenant?: string): MemoryData
}

/** The whole of storage in this process: for tests and first steps. Forgets when the process ends. */
export function memoryStorage(passwords: Passwords): MemoryStorage {
  const tenants = new Map<string, MemoryData>()
  const data = (tenant = 'default') => {
    const known = tenants.get(tenant) ?? emptyData()
    tenants.set(tenant, known)
    return known
  }
  return {
    data,
    forTenant: (tenant) => ({
      ...storeOver(data(tenant), passwords),
      audit: memoryAudit(tenant, data(tenant)),
    }),
    async sweep(now) {
      for (const data of tenants.values()) {
        const { sessions, cell, used, documents, traces } = data
        while ((traces[0]?.at ?? Infinity) <= (now - 86_400) * 1000) traces.shift()
        for (const [key, { expires_at }] of sessions) if (expires_at <= now) sessions.delete(key)
        for (const [key, { expires_at }] of cell) if (expires_at <= now) cell.delete(key)
        for (const [key, expires_at] of used) if (expires_at <= now) used.delete(key)
        for (const [key, { until }] of documents) if (until <= now) documents.delete(key)
        removeUnused(data, now)
        forgetActivity(data.activity, now - ACTIVITY_KEPT)
        forgetPeople(data, now)
      }
    },
  }
}

const emptyData = (): MemoryData => ({
  clients: new Map(),
  resources: new Map(),
  users: new Map(),
  passkeys: new Map(),
  held: new Map(),
  sessions: new Map(),
  consents: new Map(),
  grants: new Map(),
  cell: new Map(),
  revoked: new Map(),
  invalid: new Set(),
  nextPlace: FIRST_PLACE,
  logouts: new Map(),
  keys: [],
  attempts: new Map(),
  used: new Map(),
  challenges: new Map(),
  factors: noFactors(),
  deviceCodes: new Map(),
  documents: new Map(),
  links: new Map(),
  audit: [],
  activity: new Map(),
  organisations: { organisations: new Map(), memberships: new Map(), invitations: new Map() },
  traces: [],
})

function storeOver(data: MemoryData, passwords: Passwords): Omit<Store, 'audit'> {
  const grants = memoryGrants(data)
  const closeWhere = (mine: (grant: Grant) => boolean, now: number) => {
    for (const grant of data.grants.values()) if (mine(grant)) closeIn(data, grant.id, now)
  }
  return {
    passwords,
    grants,
    registrations: memoryRegistrations(data),
    clients: memoryClients(data, closeWhere),
    resources: { list: async () => [...data.resources.values()] },
    users: memoryUsers(data, closeWhere),
    passkeys: memoryPasskeys(data.passkeys),
    linkedAccounts: memoryLinkedAccounts(data),
    sessions: memorySessions(data),
    logouts: memoryLogouts(data),
    consents: {
      async remember(key, scope) {
        const before = data.consents.get(consentKey(key)) ?? []
        data.consents.set(consentKey(key), [...new Set([...before, ...scope])])
      },
      list: async (sub) => agreementsOf(data, sub),
      async withdraw(sub, client_id, now) {
        const prefix = JSON.stringify([sub, client_id]).slice(0, -1)
        for (const key of data.consents.keys())
          if (key.startsWith(prefix)) data.consents.delete(key)
        closeWhere((grant) => grant.sub === sub && grant.client_id === client_id, now)
      },
    },
    keys: memoryKeys(data),
    throttle: memoryThrottle(data),
    replays: memoryReplays(data),
    challenges: memoryChallenges(data.challenges),
    factors: memoryFactors(data.factors),
    deviceCodes: memoryDeviceCodes(data.deviceCodes),
    documents: memoryDocuments(data.documents),
    activity: memoryActivity(data.activity),
    organisations: memoryOrganisations(data.organisations),
    traces: {
      append: async (steps) => void data.traces.push(...steps),
      list: async (limit) => data.traces.slice(-limit),
    },
  }
}

const memoryClients = (data: MemoryData, closeWhere: CloseWhere): Store['clients'] => ({
  find: async (client_id) => data.clients.get(client_id),
  withApps: async () =>
    [...data.clients.values()].filter((one) => one.app_links && one.disabled_at === undefined),
  async disable(client_id, now) {
    const client = data.clients.get(client_id)
    if (client) data.clients.set(client_id, { ...client, disabled_at: now })
    if (client?.status_number !== undefined) data.invalid.add(client.status_number)
    closeWhere((grant) => grant.client_id === client_id, now)
  },
  async endTokens(client_id) {
    const clients = [...data.clients.values()]
    const numbers = clients.flatMap(({ status_number }) => status_number ?? [])
    const meant = clients.filter(
      (one) => one.status_number !== undefined && one.client_id === (client_id ?? one.client_id),
    )
    let last = Math.max(...numbers)
    for (const client of meant) {
      data.invalid.add(client.status_number ?? -1)
      data.clients.set(client.client_id, { ...client, status_number: ++last })
    }
    return meant.length
  },
})

const memoryKeys = (data: MemoryData): Store['keys'] => {
  const keep = (keys: readonly StoredKey[]) => {
    data.keys = keys
    return keys
  }
  return {
    list: async () => data.keys,
    ensure: async (candidates) => keep(ensured(data.keys, candidates)),
    turn: async (step) => keep(turn(data.keys, step)),
  }
}

const memoryThrottle = ({ attempts }: MemoryData): Store['throttle'] => ({
  async attempt(limits, now) {
    const waits = limits.map((limit) => {
      const { after, wait } = attempt(attempts.get(limit.key), limit, now)
      attempts.set(limit.key, after)
      return wait
    })
    return Math.max(0, ...waits)
  },
  async forgive(keys) {
    for (const key of keys) attempts.delete(key)
  },
})

const memoryReplays = ({ used }: MemoryData): Store['replays'] => ({
  async markUsed(id, expires_at, now) {
    const key = await replayKey(id)
    if ((used.get(key) ?? 0) > now) return false
    used.set(key, expires_at)
    return true
  },
})

const memoryAudit = (tenant: string, { audit }: MemoryData): Store['audit'] => ({
  append: createAppender({
    tenant,
    head: async () => audit.at(-1) ?? NO_ENTRY,
    async add(entries, { seq }) {
      if (audit.length !== seq) return false
      audit.push(...entries)
      return true
    },
  }),
  list: async (from_seq, limit) => audit.filter(({ seq }) => seq >= from_seq).slice(0, limit),
})

type CloseWhere = (mine: (grant: Grant) => boolean, now: number) => void
