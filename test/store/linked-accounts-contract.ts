import { beforeEach, describe, expect, it } from 'vitest'
import type { LinkedAccounts, Storage } from '../../src/store/port.ts'
import { randomId } from '../../src/tokens/secret.ts'
import { person } from '../support/fixtures.ts'
import type { Subject } from './contract.ts'

const NOW = 1_800_000_000

/** What every storage promises of accounts elsewhere that people sign in with. */
export function linkedAccountsContract(name: string, create: () => Promise<Subject>): void {
  describe(`linked accounts, kept by ${name}`, () => {
    let storage: Storage
    let accounts: LinkedAccounts
    let tenant: string
    let people: string[]
    const account = { upstream: 'google', subject: '1234567890' }
    beforeEach(async () => {
      const subject = await create()
      tenant = `tenant-${randomId(4)}`
      storage = subject.storage
      accounts = storage.forTenant(tenant).linkedAccounts
      people = Array.from({ length: 20 }, () => randomId())
      for (const sub of people)
        await subject.addUser(tenant, person(sub, `${sub.toLowerCase()}@example.com`, 'hash'))
    })
    const some = (n: number) => people[n] ?? ''

    it('an account is its person’s, until they unlink it; then it may be somebody else’s', async () => {
      const [ada, bob] = [some(0), some(1)]
      expect(await accounts.owner(account)).toBeUndefined()
      const email = 'ada@gmail.example'
      expect(await accounts.link(ada, { ...account, email }, NOW)).toBe(true)
      expect(await accounts.owner(account)).toBe(ada)
      expect(await accounts.list(ada)).toEqual([{ ...account, email, linked_at: NOW }])
      await accounts.used(ada, account, NOW + 5)
      await accounts.used(bob, account, NOW + 9)
      expect(await accounts.list(ada)).toMatchObject([{ last_used_at: NOW + 5 }])

      expect(await accounts.link(ada, account, NOW)).toBe(true)
      expect(await accounts.link(bob, account, NOW)).toBe(false)
      await accounts.unlink(bob, account)
      expect(await accounts.owner(account)).toBe(ada)
      expect(await accounts.list(bob)).toEqual([])

      await accounts.unlink(ada, account)
      expect(await accounts.owner(account)).toBeUndefined()
      expect(await accounts.list(ada)).toEqual([])
      expect(await accounts.link(bob, account, NOW + 10)).toBe(true)
      expect(await accounts.owner(account)).toBe(bob)
    })

    it('row 26: upstream and subject are compared exactly, and tenants share nothing', async () => {
      await accounts.link(some(0), account, NOW)
      await accounts.link(some(1), { upstream: 'google', subject: 'abc' }, NOW)
      const others = [
        { upstream: 'microsoft', subject: account.subject },
        { upstream: 'google', subject: `${account.subject} ` },
        { upstream: 'google', subject: 'ABC' },
        { upstream: 'google 1234567890', subject: '' },
      ]
      for (const other of others) expect(await accounts.owner(other)).toBeUndefined()
      const elsewhere = storage.forTenant(`other-${tenant}`).linkedAccounts
      expect(await elsewhere.owner(account)).toBeUndefined()
      expect(await elsewhere.list(some(0))).toEqual([])
    })

    it('row 26: of twenty people who link one account at once it is one’s', async () => {
      const linked = await Promise.all(people.map((sub) => accounts.link(sub, account, NOW)))
      expect(linked.filter(Boolean)).toHaveLength(1)
      const owner = await accounts.owner(account)
      expect(owner).toBe(people[linked.indexOf(true)])
      const lists = await Promise.all(people.map((sub) => accounts.list(sub)))
      expect(lists.flat()).toHaveLength(1)
    })
  })
}
