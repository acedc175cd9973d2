import { beforeEach, describe, expect, it } from 'vitest'
import { type AuditRow, verifyChain } from '../../scripts/lib/audit.ts'
import { type AuditEntry, linked, NO_ENTRY } from '../../src/protocol/audit-chain.ts'
import { canonicalJson } from '../../src/protocol/canonical-json.ts'
import type { Storage, Store } from '../../src/store/port.ts'
import { randomId } from '../../src/tokens/secret.ts'

const NOW = 1_800_000_000

export const anEvent = (n: number, at = NOW) => ({
  at,
  event: 'tested',
  details: { n, words: ['é', '€'] },
})

/** Entries as rows of the table. */
export const asRows = (entries: readonly AuditEntry[]): AuditRow[] =>
  entries.map((entry) => ({ ...entry, details: canonicalJson(entry.details) }))

export async function* paged(rows: readonly AuditRow[]): AsyncGenerator<readonly AuditRow[]> {
  for (let at = 0; at < rows.length; at += 10) yield rows.slice(at, at + 10)
}

const verified = async (store: Store, tenant: string) =>
  verifyChain(paged(asRows(await store.audit.list(1, 10_000))), { tenant })

/** What every storage promises of the audit. */
export function auditContract(name: string, make: () => Promise<Storage>): void {
  describe(`the audit, kept by ${name}`, () => {
    let storage: Storage
    let store: Store
    let tenant: string
    beforeEach(async () => {
      storage = await make()
      tenant = `tenant-${randomId(4).replaceAll('_', '-')}`
      store = storage.forTenant(tenant)
    })

    it('is a chain: each entry has the hash of the one before', async () => {
      await store.audit.append([anEvent(1), anEvent(2)])
      await store.audit.append([anEvent(3)])
      const expected = await linked(tenant, NO_ENTRY, [anEvent(1), anEvent(2), anEvent(3)])
      expect(await store.audit.list(1, 10)).toEqual(expected)
      expect(await store.audit.list(2, 1)).toEqual(expected.slice(1, 2))
      expect(await verified(store, tenant)).toMatchObject({ entries: 3 })
    })

    it('has no gap and no fork after fifty appends at once', async () => {
      await Promise.all(Array.from({ length: 50 }, (_, n) => store.audit.append([anEvent(n)])))
      const entries = await store.audit.list(1, 100)
      expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
      expect(new Set(entries.map(({ details }) => details['n'])).size).toBe(50)
      expect((await verified(store, tenant)).broken).toBeUndefined()
    })

    it('has no gap and no fork after fifty isolates appended at once', async () => {
      await Promise.all(
        Array.from({ length: 50 }, (_, n) => storage.forTenant(tenant).audit.append([anEvent(n)])),
      )
      const report = await verified(store, tenant)
      expect(report).toEqual({ entries: 50, checkpoints: 0, signed_to: 0 })
    })

    it('goes on behind what another isolate wrote since', async () => {
      const other = storage.forTenant(tenant)
      for (const n of [1, 2, 3]) {
        await store.audit.append([anEvent(n)])
        await other.audit.append([anEvent(n)])
      }
      expect(await verified(store, tenant)).toMatchObject({ entries: 6 })
    })

    it('tells one of those who append that a checkpoint is due: with an hour, and every thousand', async () => {
      const due = async (count: number, at: number) => {
        const all = Array.from({ length: count }, (_, n) => store.audit.append([anEvent(n, at)]))
        return (await Promise.all(all)).filter((entry) => entry !== undefined)
      }
      expect(await due(20, NOW)).toHaveLength(1)
      expect(await due(20, NOW + 60)).toHaveLength(0)
      expect(await due(20, NOW + 3600)).toHaveLength(1)
      await store.audit.append(Array.from({ length: 939 }, (_, n) => anEvent(n, NOW + 3600)))
      const [entry] = await due(1, NOW + 3600)
      expect(entry).toMatchObject({ seq: 1000, hash: expect.stringMatching(/^[\w-]{43}$/) })
      expect(await verified(store, tenant)).toMatchObject({ entries: 1000 })
    })

    it('refuses what has no canonical JSON, and takes nothing else along', async () => {
      const wrong = { ...anEvent(2), details: { n: 0.5 } }
      const all = [[anEvent(1)], [wrong], [anEvent(3)]].map((events) => store.audit.append(events))
      const outcomes = (await Promise.allSettled(all)).map(({ status }) => status)
      expect(outcomes).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect(await verified(store, tenant)).toMatchObject({ entries: 2 })
    })

    it('is one chain for each tenant', async () => {
      const other = storage.forTenant(`${tenant}-other`)
      await store.audit.append([anEvent(1)])
      await other.audit.append([anEvent(1)])
      const [[mine], [theirs]] = [await store.audit.list(1, 9), await other.audit.list(1, 9)]
      expect([mine?.seq, theirs?.seq]).toEqual([1, 1])
      expect(mine?.hash).not.toBe(theirs?.hash)
      expect((await verified(store, `${tenant}-other`)).broken?.seq).toBe(1)
    })
  })
}
