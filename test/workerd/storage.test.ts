import { env } from 'cloudflare:test'
import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { SlotTable } from '../../src/protocol/slot-table.ts'
import { cloudflareStorage, type StorageBindings } from '../../src/store/cloudflare/index.ts'
import * as schema from '../../src/store/cloudflare/schema.ts'
import { accountContract } from '../store/account-contract.ts'
import { challengesContract } from '../store/challenges-contract.ts'
import { type Subject, storageContract } from '../store/contract.ts'
import { deviceCodesContract } from '../store/device-codes-contract.ts'
import { factorsContract } from '../store/factors-contract.ts'
import { grantModel } from '../store/grant-model.ts'
import { linkedAccountsContract } from '../store/linked-accounts-contract.ts'
import { organisationsContract } from '../store/organisations-contract.ts'
import { passkeysContract } from '../store/passkeys-contract.ts'
import { peopleContract } from '../store/people-contract.ts'
import { registrationsContract } from '../store/registrations-contract.ts'
import { statusContract } from '../store/status-contract.ts'
import { FOUR, fourDatabases } from './four.ts'
import { laggingKv } from './lagging-kv.ts'

const over = (bindings: StorageBindings, slots?: SlotTable) => async (): Promise<Subject> => {
  const db = drizzle(bindings.DB)
  const storage = cloudflareStorage(bindings, { cellsPerRegion: 4, ...(slots && { slots }) })
  return {
    storage,
    addClient: async (tenant, client) => {
      await db.insert(schema.clients).values({ tenant, ...client })
    },
    addUser: async (tenant, user) => {
      await storage.forTenant(tenant).users.create(user)
    },
    forgetGrants: async (tenant) => {
      for (const one of fourDatabases)
        await drizzle(one).delete(schema.grants).where(eq(schema.grants.tenant, tenant))
    },
  }
}

const real = async () => (await over(env)()).storage.forTenant('model')

const lagging = { ...env, KV: laggingKv(env.KV) }
storageContract('D1, KV and Durable Objects', over(env))
peopleContract('D1, KV and Durable Objects', over(env))
statusContract('D1, KV and Durable Objects', over(env))
storageContract('four D1 databases, KV and Durable Objects', over(env, FOUR))
peopleContract('four D1 databases, KV and Durable Objects', over(env, FOUR))
statusContract('four D1 databases, KV and Durable Objects', over(env, FOUR))
storageContract('D1, Durable Objects and a KV that lags', over(lagging))
peopleContract('D1, Durable Objects and a KV that lags', over(lagging))
statusContract('D1, Durable Objects and a KV that lags', over(lagging))
registrationsContract('D1, KV and Durable Objects', over(env))
registrationsContract('four D1 databases, KV and Durable Objects', over(env, FOUR))
grantModel('D1, KV and Durable Objects', real, 60)
challengesContract(over(env))
passkeysContract('D1', over(env))
passkeysContract('four D1 databases', over(env, FOUR))
factorsContract('D1', over(env))
factorsContract('four D1 databases', over(env, FOUR))
deviceCodesContract(over(env))
accountContract('D1, KV and Durable Objects', over(env))
accountContract('four D1 databases, KV and Durable Objects', over(env, FOUR))
linkedAccountsContract('D1', over(env))
linkedAccountsContract('four D1 databases', over(env, FOUR))
organisationsContract('D1, KV and Durable Objects', over(env))
organisationsContract('four D1 databases, KV and Durable Objects', over(env, FOUR))
