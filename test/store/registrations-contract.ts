import { beforeEach, describe, expect, it } from 'vitest'
import type { Client, Store } from '../../src/store/port.ts'
import { randomId } from '../../src/tokens/secret.ts'
import { person } from '../support/fixtures.ts'
import { aGrant, redemptionOf, rotationOf, type Subject } from './contract.ts'

const NOW = 1_800_000_000
const DAY = 86_400

const aRegistration = (changes: Partial<Client> = {}): Client => ({
  client_id: `reg_${randomId()}`,
  client_name: 'Registered',
  redirect_uris: ['https://app.test.invalid/cb'],
  post_logout_redirect_uris: [],
  grant_types: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_method: 'none',
  client_secrets: [],
  id_token_signed_response_alg: 'RS256',
  refresh_token_rotation: true,
  trust: 'unidentified',
  consent: 'always',
  application_type: 'web',
  source: 'registered',
  created_at: NOW,
  ...changes,
})
const managed = () => aRegistration({ registration_token_hash: randomId() })
const shared = () => aRegistration({ registration_hash: randomId() })

/** What every storage promises about clients that registered themselves. */
export function registrationsContract(name: string, make: () => Promise<Subject>): void {
  describe(`registrations, kept by ${name}`, () => {
    let subject: Subject
    let store: Store
    beforeEach(async () => {
      subject = await make()
      const tenant = `tenant-${randomId(4)}`
      store = subject.storage.forTenant(tenant)
      await subject.addUser(tenant, person('ada', 'ada@example.com', 'hash'))
    })
    const current = (client_id: string) => store.clients.find(client_id, { fresh: true })
    const sweep = (at: number) => subject.storage.sweep(at)

    it('are found as clients, and by their metadata', async () => {
      const client = shared()
      expect(await store.registrations.add(client)).toEqual(client)
      expect(await current(client.client_id)).toEqual(client)
      expect(await store.registrations.find(client.registration_hash ?? '')).toEqual(client)
      expect(await store.registrations.find('other')).toBeUndefined()
    })

    it('a client that was not there a moment ago is found when it has registered', async () => {
      const client = shared()
      expect(await store.clients.find(client.client_id)).toBeUndefined()
      await store.registrations.add(client)
      expect(await store.clients.find(client.client_id)).toEqual(client)
    })

    it('of one metadata there is one, by fifty at once', async () => {
      const registration_hash = randomId()
      const added = await Promise.all(
        Array.from({ length: 50 }, () =>
          store.registrations.add(aRegistration({ registration_hash })),
        ),
      )
      const ids = new Set(added.map(({ client_id }) => client_id))
      expect(ids.size).toBe(1)
      expect(ids).toContain((await store.registrations.find(registration_hash))?.client_id)
    })

    it('of one metadata there is one in each tenant', async () => {
      const client = shared()
      await store.registrations.add(client)
      const other = subject.storage.forTenant(`tenant-${randomId(4)}`)
      expect(await other.registrations.find(client.registration_hash ?? '')).toBeUndefined()
      const theirs = { ...client, client_id: `reg_${randomId()}` }
      expect(await other.registrations.add(theirs)).toEqual(theirs)
    })

    it('those with a token of their own are each their own', async () => {
      const [one, two] = [managed(), managed()]
      await store.registrations.add(one)
      await store.registrations.add(two)
      expect(await current(one.client_id)).toEqual(one)
      expect(await current(two.client_id)).toEqual(two)
    })

    it('are described anew by the holder of the token: all of it, and nothing else', async () => {
      const client = managed()
      const token_hash = client.registration_token_hash ?? ''
      await store.registrations.add(client)
      const { client_name: _, ...unnamed } = client
      const description = {
        ...unnamed,
        redirect_uris: ['https://app.test.invalid/other'],
        client_secrets: [{ hash: 'h' }],
        trust: 'first-party',
        disabled_at: 1,
        scope: ['x'],
        created_at: 1,
      } as const
      const { client_id } = client
      expect(await store.registrations.describe(client_id, description, 'guess')).toBe(false)
      expect(await store.registrations.describe('web', description, token_hash)).toBe(false)
      expect(await current(client_id)).toEqual(client)
      expect(await store.registrations.describe(client_id, description, token_hash)).toBe(true)
      expect(await current(client_id)).toEqual({
        ...unnamed,
        redirect_uris: description.redirect_uris,
        client_secrets: description.client_secrets,
      })
    })

    it('row 19: are neither described nor ended while disabled', async () => {
      const client = managed()
      const token_hash = client.registration_token_hash ?? ''
      await store.registrations.add(client)
      await store.clients.disable(client.client_id, NOW)
      expect(await store.registrations.describe(client.client_id, client, token_hash)).toBe(false)
      expect(await store.registrations.end(client.client_id, token_hash, NOW + 1)).toBe(false)
      expect((await current(client.client_id))?.disabled_at).toBe(NOW)
    })

    it('row 19: registering the same again does not revive what was disabled', async () => {
      const client = shared()
      await store.registrations.add(client)
      await store.clients.disable(client.client_id, NOW)
      const again = await store.registrations.add({ ...client, created_at: NOW + 9 })
      expect(again.disabled_at).toBe(NOW)
      await sweep(NOW + 9 * DAY)
      expect((await current(client.client_id))?.disabled_at).toBe(NOW)
    })

    it('end with their grants and consents, by the holder of the token only', async () => {
      const [client, other] = [managed(), managed()]
      const { client_id, registration_token_hash: token_hash = '' } = client
      const { client_id: other_id } = other
      const open = async (of: string) => {
        const grant = aGrant({ client_id: of })
        expect(await store.grants.open(grant, true)).toBe(true)
        await store.grants.redeem(redemptionOf(grant))
        return grant
      }
      for (const one of [client, other]) await store.registrations.add(one)
      const [mine, theirs] = [await open(client_id), await open(other_id)]
      expect(await store.registrations.end(client_id, 'guess', NOW)).toBe(false)
      expect(await store.registrations.end(other_id, token_hash, NOW)).toBe(false)
      expect(await store.registrations.end(client_id, token_hash, NOW)).toBe(true)
      expect((await store.grants.rotate(rotationOf(mine, 'first'))).outcome).toBe('closed')
      expect((await store.grants.rotate(rotationOf(theirs, 'first'))).outcome).toBe('rotated')
      expect(await store.grants.open(aGrant({ client_id }))).toBe(false)
      expect((await current(client_id))?.disabled_at).toBe(NOW)
      expect(await store.registrations.end(client_id, token_hash, NOW)).toBe(false)
      await sweep(NOW + DAY - 1)
      expect(await current(client_id)).toBeDefined()
      await sweep(NOW + DAY)
      expect(await current(client_id)).toBeUndefined()
      expect(await current(other_id)).toBeDefined()
    })

    it('that are never used are removed after a day, and not before', async () => {
      const [one, two] = [shared(), managed()]
      for (const client of [one, two]) await store.registrations.add(client)
      await sweep(NOW + DAY - 1)
      for (const { client_id } of [one, two]) expect(await current(client_id)).toBeDefined()
      await sweep(NOW + DAY)
      for (const { client_id } of [one, two]) expect(await current(client_id)).toBeUndefined()
      expect(await store.registrations.add({ ...one, created_at: NOW + DAY })).toBeDefined()
      expect(await current(one.client_id)).toBeDefined()
    })

    it('that come again unused have another day', async () => {
      const client = shared()
      await store.registrations.add(client)
      await store.registrations.add({ ...client, created_at: NOW + 7200 })
      await sweep(NOW + DAY)
      expect((await current(client.client_id))?.created_at).toBe(NOW + 7200)
    })

    it('that were ever used stay, with live grants and without', async () => {
      const client = shared()
      const { client_id } = client
      await store.registrations.add(client)
      expect(await store.grants.open(aGrant({ client_id, created_at: NOW + 5 }), true)).toBe(true)
      expect((await current(client_id))?.used_at).toBe(NOW + 5)
      expect(await store.grants.open(aGrant({ client_id, created_at: NOW + 6 }), true)).toBe(true)
      expect((await current(client_id))?.used_at).toBe(NOW + 5)
      await sweep(NOW + 9 * DAY)
      expect(await current(client_id)).toMatchObject({ client_id, created_at: NOW })
    })

    it('that are in use without a note of it are not removed while a grant is there', async () => {
      const client = shared()
      const { client_id } = client
      await store.registrations.add(client)
      await store.grants.open(aGrant({ client_id, expires_at: NOW + 9 * DAY }))
      await sweep(NOW + DAY)
      expect(await current(client_id)).toBeDefined()
    })

    it('that were removed open no first grant', async () => {
      const client = shared()
      await store.registrations.add(client)
      await sweep(NOW + DAY)
      const { client_id } = client
      expect(await store.grants.open(aGrant({ client_id }), true)).toBe(false)
    })

    it('that the operator has taken up are the operator’s, as are clients that never registered', async () => {
      const taken = shared()
      await store.registrations.add({ ...taken, trust: 'verified' })
      const asked = { ...shared(), consent: 'ask' } as const
      await store.registrations.add(asked)
      const { source: _, ...configured } = aRegistration()
      await store.registrations.add(configured)
      await store.registrations.add(aRegistration({ source: 'document' }))
      await sweep(NOW + 9 * DAY)
      expect(await current(taken.client_id)).toBeDefined()
      expect(await current(asked.client_id)).toBeDefined()
      expect(await current(configured.client_id)).toBeDefined()
    })
  })
}
