import { DrizzleQueryError } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import { ConfigurationError } from '../../protocol/configuration-error.ts'
import { OAuthError, storageFault } from '../../protocol/errors.ts'
import type { SlotTable } from '../../protocol/slot-table.ts'
import { type PepperBinding, pepperProblems } from '../pepper.ts'
import type { GrantSelection, Storage, Store } from '../port.ts'
import { auditOf, emptyInbox } from './audit-table.ts'
import { createCells } from './cells.ts'
import { learnDisabled } from './client-table.ts'
import { endClientTokens, invalidateClient, LONGEST_TOKEN } from './client-tokens.ts'
import { challenges, deviceCodes, passwords, replays, throttle } from './counters.ts'
import { createDatabase, type Database } from './database.ts'
import { createDocuments } from './documents.ts'
import { type GrantRows, grantRows } from './grant-table.ts'
import { disabledSince, removeExpired, tenantsToClose } from './housekeeping.ts'
import { createKeys } from './keys.ts'
import { forgetPeople } from './leaving.ts'
import { memos } from './memo.ts'
import { Challenge } from './objects/challenge.ts'
import { DeviceCode } from './objects/device-code.ts'
import { GrantCell } from './objects/grant-cell.ts'
import { KeyRing } from './objects/key-ring.ts'
import { PasswordHasher } from './objects/password-hasher.ts'
import { Replay } from './objects/replay.ts'
import { Throttle } from './objects/throttle.ts'
import { removeUnused } from './registration-table.ts'
import { createShards, type Shards } from './shards.ts'
import { forgetTraces, tracesOf } from './trace-table.ts'

// a Worker that mounts Sallyport exports these classes under the same names
export { Challenge, DeviceCode, GrantCell, KeyRing, PasswordHasher, Replay, Throttle }

/** The bindings of wrangler.toml that hold state. */
export interface StorageBindings extends PepperBinding {
  /** The first database; others are found by the names that the table of slots has for them. */
  DB: D1Database
  KV: KVNamespace
  GRANT_CELL: DurableObjectNamespace<GrantCell>
  KEY_RING: DurableObjectNamespace<KeyRing>
  THROTTLE: DurableObjectNamespace<Throttle>
  PASSWORD_HASHER: DurableObjectNamespace<PasswordHasher>
  REPLAY: DurableObjectNamespace<Replay>
  CHALLENGE: DurableObjectNamespace<Challenge>
  DEVICE_CODE: DurableObjectNamespace<DeviceCode>
}

export interface StorageOptions {
  cellsPerRegion: number
  /** Where people lie when there is more than one database; by default all in `DB`. */
  slots?: SlotTable
}

/**
 * Storage on D1, KV and Durable Objects, each for what it is good at.
 * @throws ConfigurationError when the table of slots is none, or names a database that is not bound; for a short pepper.
 */
export function cloudflareStorage(
  env: StorageBindings,
  { cellsPerRegion, slots }: StorageOptions,
): Storage {
  const problems = pepperProblems(env)
  if (problems.length > 0) throw new ConfigurationError(problems)
  const memo = memos()
  const shards = createShards(env, slots)
  const cellsOf = (tenant: string) => createCells(env.GRANT_CELL, tenant, cellsPerRegion)
  return {
    forTenant: (tenant) =>
      guarded(assemble(env, createDatabase(shards, tenant, memo), { tenant, cellsPerRegion })),
    async sweep(now) {
      const duties = [
        ...shards.all.map((db) => sweepDatabase(db, shards, { cellsOf, now })),
        invalidateDisabled(shards.first, cellsOf, { cellsPerRegion, now }),
        emptyInbox(env.DB),
        removeUnused(shards, now),
        forgetTraces(env.DB, now),
      ]
      // a database that is away keeps no other from being swept; the clock sees the failure
      const done = await Promise.allSettled(duties)
      const failed = done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
      if (failed.length > 0) throw new AggregateError(failed, 'the sweep could not do all of it')
    },
  }
}

function assemble(
  env: StorageBindings,
  database: Database,
  at: { tenant: string; cellsPerRegion: number },
): Store {
  const { tenant } = at
  const cells = createCells(env.GRANT_CELL, tenant, at.cellsPerRegion)
  const finish = (which: GrantSelection, now: number) =>
    finishClosing(database.grants.matching(which), cells, now)
  return {
    ...database,
    clients: {
      find: database.clients.find,
      withApps: database.clients.withApps,
      async disable(client_id, now) {
        const client = await database.clients.disable(client_id, now)
        if (client) await invalidateClient(client, cells, { ...at, now })
        await finish({ client_id }, now)
      },
      endTokens: (client_id, now) => endClientTokens(env.DB, cells, { ...at, client_id, now }),
    },
    registrations: {
      ...database.registrations,
      async end(client_id, token_hash, now) {
        const isEnded = await database.registrations.end(client_id, token_hash, now)
        if (isEnded) await finish({ client_id }, now)
        return isEnded
      },
    },
    users: {
      ...database.users,
      disable: (sub, now) => database.users.disable(sub, now).then(() => finish({ sub }, now)),
      close: (sub, deletes_at, now) =>
        database.users.close(sub, deletes_at, now).then(() => finish({ sub }, now)),
    },
    consents: {
      ...database.consents,
      withdraw: (sub, client_id, now) =>
        database.consents.withdraw(sub, client_id).then(() => finish({ sub }, now)),
    },
    grants: grants(database, cells),
    passwords: passwords(env),
    keys: createKeys(env, tenant),
    throttle: throttle(env, tenant),
    challenges: challenges(env, tenant),
    factors: database.factors,
    deviceCodes: deviceCodes(env, tenant),
    replays: replays(env, tenant),
    documents: createDocuments(env, tenant),
    audit: auditOf(env.DB, tenant),
    traces: tracesOf(env.DB, tenant),
  }
}

/** What decides is in the cells; D1 follows, so that lists are right and nothing is closed twice. */
function grants(database: Database, cells: ReturnType<typeof createCells>): Store['grants'] {
  const { open, list, people, holding, matching } = database.grants
  const closed = (id: string) => holding(id).closed(id)
  return {
    ...cells,
    open,
    list,
    people,
    async redeem(redemption) {
      const outcome = await cells.redeem(redemption)
      if (outcome.outcome === 'replayed') await closed(redemption.grant.id)
      return outcome
    },
    async rotate(rotation) {
      const outcome = await cells.rotate(rotation)
      if (outcome.outcome === 'reused') await closed(rotation.ref.id)
      return outcome
    },
    async closeAll(which, now) {
      const rows = matching(which)
      const marked = await Promise.all(rows.map((some) => some.mark(which)))
      await finishClosing(rows, cells, now)
      const more = which.created_before === undefined ? 0 : await cells.closeEverywhere(which, now)
      return marked.reduce((sum, count) => sum + count, more)
    },
    async close(ref, now, client_id) {
      const isClosed = await cells.close(ref, now, client_id)
      if (isClosed) await closed(ref.id)
      return isClosed
    },
  }
}

type CellsOf = (tenant: string) => ReturnType<typeof createCells>

/** What the clock owes one database. */
async function sweepDatabase(
  db: DrizzleD1Database,
  shards: Shards,
  { cellsOf, now }: { cellsOf: CellsOf; now: number },
): Promise<void> {
  if (db !== shards.first) await learnDisabled(db, shards.first)
  for (const tenant of await tenantsToClose(db)) {
    await finishClosing([grantRows(db, tenant)], cellsOf(tenant), now)
  }
  await forgetPeople(db, shards, now)
  await removeExpired(db, now)
}

async function invalidateDisabled(
  first: DrizzleD1Database,
  cellsOf: CellsOf,
  at: { cellsPerRegion: number; now: number },
): Promise<void> {
  for (const client of await disabledSince(first, at.now - LONGEST_TOKEN)) {
    await invalidateClient(client, cellsOf(client.tenant), at)
  }
}

/** Closes in their cells the grants that are marked in these rows. May be interrupted and run again at any point. */
async function finishClosing(
  rows: readonly GrantRows[],
  cells: Pick<Store['grants'], 'close'>,
  now: number,
): Promise<void> {
  const finish = async ({ toClose, closed }: GrantRows) => {
    for (;;) {
      const refs = await toClose()
      await Promise.all(refs.map((ref) => cells.close(ref, now).then(() => closed(ref.id))))
      if (refs.length === 0) return
    }
  }
  await Promise.all(rows.map(finish))
}

/** Whatever a store throws rises as a storage fault: 503, and never an answer. */
function guarded(store: Store): Store {
  const guard = (aggregate: object) =>
    Object.fromEntries(
      Object.entries(aggregate).map(([name, method]) => [
        name,
        async (...given: unknown[]) => {
          try {
            return await method(...given)
          } catch (error) {
            if (error instanceof OAuthError) throw error
            // a query's error lists its values: only what the database said may reach the log
            throw storageFault(error instanceof DrizzleQueryError ? error.cause : error)
          }
        },
      ]),
    )
  return Object.fromEntries(
    Object.entries(store).map(([name, aggregate]) => [name, guard(aggregate)]),
  ) as unknown as Store // the same shape, each method wrapped
}
