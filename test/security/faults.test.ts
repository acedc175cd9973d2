import { memoryStorage } from '../../src/index.ts'
import { faultyStorage } from '../support/faulty-storage.ts'
import { fill, passwords, testServer } from '../support/test-server.ts'
import { faultsContract } from './faults-contract.ts'

faultsContract('memory', async () => {
  const memory = memoryStorage(passwords)
  await fill(memory)
  const storage = faultyStorage(memory)
  const house = await testServer({
    storage: Object.assign(storage, { data: memory.data }),
    mailer: undefined, // what is told by mail is told after the answer, and whether that works or not
  } as never)
  const rows = memory.data().cell
  const live = async () =>
    [...rows.values()].filter(({ state }) => state.closed_at === undefined).length
  return { house, failing: storage, live }
})
