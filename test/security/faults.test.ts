import { randomUUID } from 'node:crypto'
import { memoryStorage } from '../../src/index.ts'
import { faultyStorage } from '../support/faulty-storage.ts'
import { PASSWORD, person } from '../support/fixtures.ts'
import { fill, passwords, testServer } from '../support/test-server.ts'
import { faultsContract } from './faults-contract.ts'

/** Hundreds of newcomers choose passwords: theirs are hashed at no cost. */
const quick = {
  hash: async (password: string) => `quick:${password}`,
  verify: async (password: string, encoded: string | undefined) =>
    encoded?.startsWith('quick:')
      ? encoded === `quick:${password}`
      : passwords.verify(password, encoded),
  renewed: async () => undefined,
}

faultsContract('memory', async () => {
  const memory = memoryStorage(quick)
  await fill(memory)
  const storage = faultyStorage(memory)
  const house = await testServer({
    storage: Object.assign(storage, { data: memory.data }),
  } as never)
  const newcomer = async () => {
    const sub = randomUUID()
    memory.data().users.set(sub, person(sub, `${sub}@example.com`, await quick.hash(PASSWORD)))
    return `${sub}@example.com`
  }
  const rows = memory.data().cell
  const live = async () =>
    [...rows.values()].filter(({ state }) => state.closed_at === undefined).length
  return { house: Object.assign(house, { newcomer }), failing: storage, live }
})
