import { beforeEach, describe, expect, it } from 'vitest'
import type {
  Client,
  Grant,
  Redemption,
  Rotation,
  Storage,
  Store,
  User,
} from '../../src/store/port.ts'
import { personalId, randomId } from '../../src/tokens/secret.ts'
import { clients, person, resources } from '../support/fixtures.ts'

/** A storage under test, and how to put into it what no method of the port writes. */
export interface Subject {
  storage: Storage
  addClient(tenant: string, client: Client): Promise<void>
  addUser(tenant: string, user: User): Promise<void>
  /** As a database that was restored to a moment before any grant: its rows are gone, the cells have theirs. */
  forgetGrants(tenant: string): Promise<void>
}

const NOW = 1_800_000_000

export const aGrant = (changes: Partial<Grant> = {}): Grant => ({
  cell: 1,
  id: personalId(changes.sub ?? 'ada'),
  client_id: 'web',
  sub: 'ada',
  scope: ['openid', 'notes:read', 'notes:write'],
  resource: resources[0]?.identifier ?? '',
  auth_time: NOW,
  acr: 'urn:sallyport:acr:1fa',
  amr: ['pwd'],
  sid: personalId(changes.sub ?? 'ada'),
  redirect_origin: 'https://web.test.invalid',
  created_at: NOW,
  expires_at: NOW + 86_400,
  ...changes,
})

export const redemptionOf = (grant: Grant, changes: Partial<Redemption> = {}): Redemption => ({
  grant,
  claim_id: randomId(),
  client_id: grant.client_id,
  proven: true,
  refresh_hash: 'first',
  idle_expires_at: NOW + 3600,
  keep_until: grant.expires_at,
  now: NOW,
  ...changes,
})

export const rotationOf = (
  grant: Grant,
  presented_hash: string,
  changes: Partial<Rotation> = {},
): Rotation => ({
  ref: { cell: grant.cell, id: grant.id },
  client_id: grant.client_id,
  presented_hash,
  next: { hash: `${presented_hash}+`, sealed: `sealed ${presented_hash}+` },
  rotate: true,
  replay_window: 30,
  idle_expires_at: NOW + 3600,
  now: NOW,
  ...changes,
})

/** What every storage promises: one suite, run against memory and against the real parts. */
export function storageContract(name: string, make: () => Promise<Subject>): void {
  describe(`the storage port, kept by ${name}`, () => {
    let subject: Subject
    let store: Store
    let tenant: string
    beforeEach(async () => {
      subject = await make()
      tenant = `tenant-${randomId(4)}`
      store = subject.storage.forTenant(tenant)
      for (const client of await clients()) await subject.addClient(tenant, client)
      await subject.addUser(tenant, person('ada', 'ada@example.com', 'hash'))
      await subject.addUser(tenant, person('bob', 'bob@example.com', 'hash'))
    })

    const redeemed = async (changes: Partial<Grant> = {}) => {
      const grant = aGrant(changes)
      expect(await store.grants.open(grant)).toBe(true)
      expect((await store.grants.redeem(redemptionOf(grant))).outcome).toBe('redeemed')
      return grant
    }

    describe('codes', () => {
      it('are redeemed once; a replay by the same client closes the grant', async () => {
        const grant = await redeemed()
        expect((await store.grants.redeem(redemptionOf(grant))).outcome).toBe('replayed')
        expect(await store.grants.rotate(rotationOf(grant, 'first'))).toEqual({ outcome: 'closed' })
      })

      it('row 7: are redeemed once by fifty at once', async () => {
        const grant = aGrant()
        await store.grants.open(grant)
        const outcomes = await Promise.all(
          Array.from({ length: 50 }, () => store.grants.redeem(redemptionOf(grant))),
        )
        expect(outcomes.filter(({ outcome }) => outcome === 'redeemed')).toHaveLength(1)
      })

      it('are burnt by a wrong proof, and stay burnt', async () => {
        const grant = aGrant()
        await store.grants.open(grant)
        expect((await store.grants.redeem(redemptionOf(grant, { proven: false }))).outcome).toBe(
          'burnt',
        )
        expect((await store.grants.redeem(redemptionOf(grant))).outcome).toBe('used')
      })

      it('row 8: presented by another client after redemption do not touch the grant', async () => {
        const grant = await redeemed()
        const theft = redemptionOf(grant, { client_id: 'other', proven: false })
        expect((await store.grants.redeem(theft)).outcome).toBe('used')
        expect((await store.grants.rotate(rotationOf(grant, 'first'))).outcome).toBe('rotated')
      })

      it('can be redeemed again after their own claim was released, and after no other', async () => {
        const grant = aGrant()
        await store.grants.open(grant)
        const claim = redemptionOf(grant)
        await store.grants.redeem(claim)
        await store.grants.release(grant, 'another claim')
        expect((await store.grants.behind(grant, 'jti'))?.grant?.id).toBe(grant.id)
        await store.grants.release(grant, claim.claim_id)
        expect((await store.grants.redeem(redemptionOf(grant))).outcome).toBe('redeemed')
      })

      it('of a grant closed before they came are refused', async () => {
        const grant = aGrant()
        await store.grants.open(grant)
        await store.grants.close(grant, NOW)
        expect((await store.grants.redeem(redemptionOf(grant))).outcome).toBe('closed')
      })
    })

    describe('refresh', () => {
      it('rotates, and answers the immediate predecessor with the same successor for 30 seconds', async () => {
        const grant = await redeemed()
        expect(await store.grants.rotate(rotationOf(grant, 'first'))).toMatchObject({
          outcome: 'rotated',
          grant,
        })
        const again = await store.grants.rotate(rotationOf(grant, 'first', { now: NOW + 29 }))
        expect(again).toMatchObject({
          outcome: 'replayed',
          grant,
          next: { hash: 'first+', sealed: 'sealed first+' },
        })
      })

      it('row 6: of one token by fifty at once has one successor', async () => {
        const grant = await redeemed()
        const outcomes = await Promise.all(
          Array.from({ length: 50 }, (_, n) => {
            const next = { hash: `hash ${n}`, sealed: `sealed ${n}` }
            return store.grants.rotate(rotationOf(grant, 'first', { next }))
          }),
        )
        expect(outcomes.filter(({ outcome }) => outcome === 'rotated')).toHaveLength(1)
        const same = outcomes.flatMap((one) => (one.outcome === 'replayed' ? [one.next] : []))
        expect(same).toHaveLength(49)
        expect(new Set(same.map(({ sealed, hash }) => `${sealed}, ${hash}`)).size).toBe(1)
      })

      it('closes the grant for a predecessor after 30 seconds, and for anything older', async () => {
        for (const [presented, later] of [
          ['first+', 31],
          ['first', 0],
        ] as const) {
          const grant = await redeemed()
          await store.grants.rotate(rotationOf(grant, 'first'))
          await store.grants.rotate(rotationOf(grant, 'first+'))
          const stale = rotationOf(grant, presented, { now: NOW + later })
          expect(await store.grants.rotate(stale)).toEqual({ outcome: 'reused' })
          expect(await store.grants.rotate(rotationOf(grant, 'first++'))).toEqual({
            outcome: 'closed',
          })
        }
      })

      it('row 33: closes one grant and leaves the other device alone', async () => {
        const [first, second] = [await redeemed(), await redeemed()]
        await store.grants.close(first, NOW)
        expect((await store.grants.rotate(rotationOf(first, 'first'))).outcome).toBe('closed')
        expect((await store.grants.rotate(rotationOf(second, 'first'))).outcome).toBe('rotated')
      })

      it('refuses another client and a wider scope without any effect', async () => {
        const grant = await redeemed({ scope: ['notes:read'] })
        const theft = rotationOf(grant, 'first', { client_id: 'other' })
        expect(await store.grants.rotate(theft)).toEqual({ outcome: 'other-client' })
        const wider = rotationOf(grant, 'first', { scope: ['notes:read', 'notes:write'] })
        expect(await store.grants.rotate(wider)).toEqual({ outcome: 'scope' })
        expect((await store.grants.rotate(rotationOf(grant, 'first'))).outcome).toBe('rotated')
      })

      it('keeps the token of a client that does not rotate', async () => {
        const grant = await redeemed()
        for (let n = 0; n < 3; n++) {
          const { outcome } = await store.grants.rotate(
            rotationOf(grant, 'first', { rotate: false }),
          )
          expect(outcome).toBe('kept')
        }
      })

      it('ends with the idle time and with the grant', async () => {
        const grant = await redeemed()
        const late = rotationOf(grant, 'first', { now: NOW + 3600 })
        expect(await store.grants.rotate(late)).toEqual({ outcome: 'expired' })
        const moved = rotationOf(grant, 'first', { idle_expires_at: NOW + 999_999 })
        expect((await store.grants.rotate(moved)).outcome).toBe('rotated')
        const tooLate = rotationOf(grant, 'first+', { now: NOW + 86_400 })
        expect(await store.grants.rotate(tooLate)).toEqual({ outcome: 'expired' })
      })

      it('knows nothing of a grant that was never redeemed', async () => {
        expect(await store.grants.rotate(rotationOf(aGrant(), 'first'))).toEqual({
          outcome: 'unknown',
        })
      })
    })

    describe('grants', () => {
      it('open only for persons and clients that are enabled', async () => {
        await store.users.disable('bob', NOW)
        expect(await store.grants.open(aGrant({ sub: 'bob' }))).toBe(false)
        await store.clients.disable('web', NOW)
        expect(await store.grants.open(aGrant())).toBe(false)
      })

      it('row 10: close at once when the person or the client is disabled, or consent withdrawn', async () => {
        const [byUser, byClient, byConsent, untouched] = [
          await redeemed({ sub: 'bob' }),
          await redeemed({ client_id: 'other' }),
          await redeemed(),
          await redeemed({ client_id: 'steady' }),
        ]
        await store.users.disable('bob', NOW)
        await store.clients.disable('other', NOW)
        await store.consents.withdraw('ada', 'web', NOW)
        for (const grant of [byUser, byClient, byConsent]) {
          expect(await store.grants.behind(grant, 'jti')).toBeUndefined()
          expect(await store.grants.holds(grant, 'first', NOW)).toBeUndefined()
          expect((await store.grants.rotate(rotationOf(grant, 'first'))).outcome).toBe('closed')
        }
        expect((await store.grants.rotate(rotationOf(untouched, 'first'))).outcome).toBe('rotated')
      })

      it('stand behind their tokens until they are closed, or the token is taken back', async () => {
        const grant = await redeemed()
        expect(await store.grants.behind(grant, 'one')).toEqual({ grant })
        await store.grants.revokeToken(grant, 'one', NOW + 900)
        expect(await store.grants.behind(grant, 'one')).toBeUndefined()
        expect(await store.grants.behind(grant, 'two')).toEqual({ grant })
        const none = { cell: 1, id: '' }
        expect(await store.grants.behind(none, 'three')).toEqual({})
        await store.grants.revokeToken(none, 'three', NOW + 900)
        expect(await store.grants.behind(none, 'three')).toBeUndefined()
      })

      it('row 28: close for their own client only', async () => {
        const grant = await redeemed()
        await store.grants.close(grant, NOW, 'other')
        expect(await store.grants.holds(grant, 'first', NOW)).toEqual(grant)
        await store.grants.close(grant, NOW, 'web')
        expect(await store.grants.holds(grant, 'first', NOW)).toBeUndefined()
      })

      it('are listed for their person while they are open', async () => {
        const [kept, ended] = [await redeemed(), await redeemed({ client_id: 'other' })]
        await store.grants.close(ended, NOW)
        const listed = await store.grants.list('ada', NOW)
        expect(listed.map(({ client_id }) => client_id)).toEqual(['web'])
        expect(listed[0]).toMatchObject({ client_name: 'Web application', scope: kept.scope })
      })

      it('are no longer listed after a replay has closed them', async () => {
        const [first, second] = [await redeemed(), await redeemed()]
        await store.grants.redeem(redemptionOf(first))
        await store.grants.rotate(rotationOf(second, 'stolen'))
        expect(await store.grants.list('ada', NOW)).toEqual([])
      })
    })
  })
}
