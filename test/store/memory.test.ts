import { memoryStorage } from '../../src/index.ts'
import { passwords } from '../support/test-server.ts'
import { accountContract } from './account-contract.ts'
import { auditContract } from './audit-contract.ts'
import { challengesContract } from './challenges-contract.ts'
import { type Subject, storageContract } from './contract.ts'
import { deviceCodesContract } from './device-codes-contract.ts'
import { documentsContract } from './documents-contract.ts'
import { factorsContract } from './factors-contract.ts'
import { grantModel } from './grant-model.ts'
import { linkedAccountsContract } from './linked-accounts-contract.ts'
import { organisationsContract } from './organisations-contract.ts'
import { passkeysContract } from './passkeys-contract.ts'
import { peopleContract } from './people-contract.ts'
import { registrationsContract } from './registrations-contract.ts'
import { statusContract } from './status-contract.ts'

async function memory(): Promise<Subject> {
  const storage = memoryStorage(passwords)
  return {
    storage,
    addClient: async (tenant, client) => {
      storage.data(tenant).clients.set(client.client_id, client)
    },
    addUser: async (tenant, user) => {
      storage.data(tenant).users.set(user.sub, user)
    },
    forgetGrants: async (tenant) => storage.data(tenant).grants.clear(),
  }
}

storageContract('memory', memory)
peopleContract('memory', memory)
accountContract('memory', memory)
auditContract('memory', async () => memoryStorage(passwords))
statusContract('memory', memory)
challengesContract(memory)
passkeysContract('memory', memory)
factorsContract('memory', memory)
deviceCodesContract(memory)
registrationsContract('memory', memory)
grantModel('memory', async () => (await memory()).storage.forTenant('model'), 2000)
documentsContract('memory', async () => memoryStorage(passwords))
linkedAccountsContract('memory', memory)
organisationsContract('memory', memory)
