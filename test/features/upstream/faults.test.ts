import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../../../src/index.ts'
import { faultyStorage } from '../../support/faulty-storage.ts'
import { passwords } from '../../support/test-server.ts'
import { ACME, provider, upstreamHouse, visit } from '../../support/upstream.ts'

/** On the page that asks whether to make an account; storage fails where it is told to. */
async function asked() {
  const memory = memoryStorage(passwords)
  const faulty = faultyStorage(memory)
  const storage = Object.assign(faulty, { data: memory.data })
  const house = await upstreamHouse([ACME], { storage })
  const browser = house.browser()
  const page = await visit(browser, provider(house.web, 'https://login.acme.example'))
  const create = () => browser.submit(page, { decision: 'create' })
  return { create, faulty, memory, browser }
}

describe('an account made with an account elsewhere', () => {
  it('row 32: is one, and linked, whatever storage call fails on the way and is tried again', async () => {
    const { create, faulty } = await asked()
    faulty.begin()
    expect((await create()).title).toMatch(/^Your account/)
    const calls = faulty.calls
    const last = calls.indexOf('challenges.finish')
    expect(calls.slice(0, last)).toContain('linkedAccounts.link')
    for (let call = 0; call < last; call++) {
      for (const how of ['before', 'after'] as const) {
        const again = await asked()
        again.faulty.begin({ call, how })
        expect([calls[call], how, (await again.create()).status]).toEqual([calls[call], how, 503])
        again.faulty.begin()
        expect((await again.create()).title).toMatch(/^Your account/)
        const store = again.memory.forTenant('default')
        const sub = await store.linkedAccounts.owner({ upstream: 'acme', subject: 'u-1001' })
        expect((await store.users.findByEmail('grace@acme.example'))?.sub).toBe(sub)
        expect(again.memory.data().users.size).toBe(3)
      }
    }
  })
})
