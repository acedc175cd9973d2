import { beforeEach, describe, expect, it } from 'vitest'
import type { Organisation, Store } from '../../src/store/port.ts'
import { randomId } from '../../src/tokens/secret.ts'
import { person } from '../support/fixtures.ts'
import { aGrant, type Subject } from './contract.ts'

const NOW = 1_800_000_000

/** What every storage promises of organisations. */
export function organisationsContract(name: string, make: () => Promise<Subject>): void {
  describe(`organisations, kept by ${name}`, () => {
    let store: Store
    let acme: Organisation
    const subs = [randomId(), randomId(), randomId()]
    const [ada = '', bob = ''] = subs
    beforeEach(async () => {
      const { storage, addUser } = await make()
      const tenant = `tenant-${randomId(4)}`
      store = storage.forTenant(tenant)
      acme = { org_id: 'acme', name: 'Acme', domains: ['acme.example'], created_at: NOW }
      for (const sub of subs) await addUser(tenant, person(sub, `${sub}@example.com`, ''))
      await store.organisations.save(acme)
    })

    it('are found by id and by domain, and changed', async () => {
      const { organisations } = store
      expect(await organisations.find('acme')).toEqual(acme)
      expect(await organisations.find('other')).toBeUndefined()
      expect(await organisations.byDomain('acme.example')).toEqual(acme)
      const changed = {
        ...acme,
        name: 'Acme 2',
        domains: ['a.example', 'b.example'],
        upstream: 'x',
        required_acr: 'urn:sallyport:acr:2fa',
      }
      expect(await organisations.save(changed)).toBe(true)
      expect(await organisations.byDomain('acme.example')).toBeUndefined()
      expect(await organisations.list()).toEqual([
        { ...changed, domains: expect.arrayContaining(changed.domains) },
      ])
      expect(await organisations.save({ ...acme, domains: [] })).toBe(true)
      expect(await organisations.find('acme')).toEqual({ ...acme, domains: [] })
    })

    it('share no domain', async () => {
      const other = { org_id: 'other', name: 'Other', domains: ['acme.example'], created_at: NOW }
      expect(await store.organisations.save(other)).toBe(false)
      expect(await store.organisations.find('other')).toBeUndefined()
      expect((await store.organisations.byDomain('acme.example'))?.org_id).toBe('acme')
    })

    it('have members with roles, wherever they lie', async () => {
      const { organisations } = store
      for (const sub of subs)
        await organisations.join(sub, { org_id: 'acme', roles: ['reader'], created_at: NOW })
      await organisations.join(ada, { org_id: 'acme', roles: ['admin', 'reader'], created_at: NOW })
      await organisations.leave(bob, 'acme')
      expect(await organisations.of(ada)).toEqual([
        { org_id: 'acme', roles: ['admin', 'reader'], created_at: NOW },
      ])
      expect(await organisations.of(bob)).toEqual([])
      const members = (await organisations.members('acme')).map(({ sub }) => sub)
      expect(members.sort()).toEqual(subs.filter((sub) => sub !== bob).sort())
    })

    it('row 10: a grant is opened for a member with the roles they have, and for nobody else', async () => {
      const { organisations, grants } = store
      const as = (roles: readonly string[], org_id = 'acme') =>
        grants.open(aGrant({ sub: ada, organisation: { org_id, roles } }))
      expect(await as(['reader'])).toBe(false)
      await organisations.join(ada, { org_id: 'acme', roles: ['reader'], created_at: NOW })
      expect([await as(['reader']), await as(['admin']), await as(['reader'], 'x')]).toEqual([
        ...[true, false, false],
      ])
      await organisations.join(ada, { org_id: 'acme', roles: ['admin'], created_at: NOW })
      expect(await as(['reader'])).toBe(false)
      await organisations.leave(ada, 'acme')
      expect(await as(['admin'])).toBe(false)
      expect(await grants.open(aGrant({ sub: ada }))).toBe(true)
    })

    it('invite, until an invitation is accepted', async () => {
      const { organisations } = store
      const invitation = {
        ...{ id: randomId(), org_id: 'acme', email: 'eve@example.com', roles: ['reader'] },
        ...{ secret_hash: 'hash', invited_by: ada, created_at: NOW, expires_at: NOW + 60 },
      }
      await organisations.invite(invitation)
      expect(await organisations.invitation(invitation.id)).toEqual(invitation)
      expect(await organisations.invitation('none')).toBeUndefined()
      await organisations.accepted(invitation.id, NOW + 1)
      expect((await organisations.invitation(invitation.id))?.accepted_at).toBe(NOW + 1)
    })
  })
}
