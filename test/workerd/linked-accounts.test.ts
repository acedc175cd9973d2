import { env } from 'cloudflare:test'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Store, UpstreamAccount } from '../../src/store/port.ts'
import { randomId } from '../../src/tokens/secret.ts'
import { createFailing } from '../support/failing.ts'
import { person } from '../support/fixtures.ts'
import { faultyBindings } from './faulty-bindings.ts'
import { FAILURES, NOW, nameIn, rowsIn, shardOf, storageOver } from './shards.ts'

/** An account elsewhere whose pointer lies in the third database; its people lie in the first two. */
function anAccount(): UpstreamAccount {
  for (;;) {
    const subject = randomId(6)
    if (shardOf(`google ${subject}`) === 2) return { upstream: 'google', subject }
  }
}

const failing = createFailing()
let store: Store
let faulty: Store
let tenant: string
let ada: string
let bob: string
beforeEach(async () => {
  tenant = `tenant-${randomId(6)}`
  store = storageOver().forTenant(tenant)
  faulty = storageOver(faultyBindings(env, failing)).forTenant(tenant)
  ada = nameIn(0)
  bob = nameIn(1)
  for (const sub of [ada, bob])
    await store.users.create(person(sub, `${sub}@example.com`.toLowerCase(), 'hash'))
})

describe('an account elsewhere and its person in two databases', () => {
  it('row 32: linking interrupted at any step, in any way, links nobody by halves and can be repeated', async () => {
    failing.begin()
    await faulty.linkedAccounts.link(ada, anAccount(), NOW)
    expect(failing.calls).toEqual(['DB_2 insert', 'DB insert', 'DB_2 update'])
    for (const call of failing.calls.keys()) {
      for (const how of FAILURES) {
        const account = anAccount()
        failing.begin({ call, how })
        await expect(faulty.linkedAccounts.link(ada, account, NOW)).rejects.toThrow(
          'did not answer',
        )
        failing.begin()
        const isCounted = call === 2 && how === 'after'
        expect(await store.linkedAccounts.owner(account)).toBe(isCounted ? ada : undefined)
        expect([how, await faulty.linkedAccounts.link(bob, account, NOW)]).toEqual([
          how,
          !isCounted,
        ])
        await failing.arrive()
        expect(await store.linkedAccounts.owner(account)).toBe(isCounted ? ada : bob)
      }
    }
  })

  it('row 32: unlinking interrupted at any step leaves it with its person, or with nobody', async () => {
    failing.begin()
    const one = anAccount()
    await store.linkedAccounts.link(ada, one, NOW)
    await faulty.linkedAccounts.unlink(ada, one)
    expect(failing.calls).toEqual(['DB delete', 'DB_2 delete'])
    expect(await rowsIn(env.DB_2, 'upstream_accounts', tenant)).toEqual([])
    for (const call of failing.calls.keys()) {
      for (const how of FAILURES) {
        const account = anAccount()
        await store.linkedAccounts.link(ada, account, NOW)
        failing.begin({ call, how })
        await expect(faulty.linkedAccounts.unlink(ada, account)).rejects.toThrow('did not answer')
        failing.begin()
        const isTheirs = call === 0 && how !== 'after'
        expect(await store.linkedAccounts.owner(account)).toBe(isTheirs ? ada : undefined)
        await failing.arrive()
        await store.linkedAccounts.unlink(ada, account)
        expect(await store.linkedAccounts.link(bob, account, NOW + 1)).toBe(true)
        expect(await store.linkedAccounts.owner(account)).toBe(bob)
      }
    }
  })

  it('an account is free again when its person is gone: a database that was set back', async () => {
    const account = anAccount()
    await store.linkedAccounts.link(ada, account, NOW)
    await env.DB.prepare('DELETE FROM users WHERE sub = ?').bind(ada).run()
    expect(await store.linkedAccounts.owner(account)).toBeUndefined()
    expect(await store.linkedAccounts.link(bob, account, NOW)).toBe(true)
    expect(await store.linkedAccounts.owner(account)).toBe(bob)
  })
})
