import { beforeEach, describe, expect, it } from 'vitest'
import type { DocumentCopy, Storage, Store } from '../../src/store/port.ts'
import { randomId } from '../../src/tokens/secret.ts'

/** What every storage promises of the copies of documents. */
export function documentsContract(name: string, make: () => Promise<Storage>): void {
  describe(`the documents of a storage, kept by ${name}`, () => {
    const now = Math.floor(Date.now() / 1000)
    const copy: DocumentCopy = {
      url: 'https://app.example.com/client.json',
      body: '{"client_name":"Ünïcode"}',
      fetched_at: now,
      fresh_until: now + 60,
      first_seen_at: now - 60,
      along: 'logo',
    }
    let storage: Storage
    let tenant: string
    let store: Store
    beforeEach(async () => {
      storage = await make()
      tenant = `tenant-${randomId(4)}`
      store = storage.forTenant(tenant)
    })

    it('are found as they were kept, by their tenant and nobody else', async () => {
      await store.documents.keep('client/a', copy, now + 3600)
      expect(await store.documents.find('client/a')).toEqual(copy)
      expect(await store.documents.find('client/b')).toBeUndefined()
      expect(await storage.forTenant('another').documents.find('client/a')).toBeUndefined()
    })

    it('give way to a newer copy, and are gone when they are forgotten', async () => {
      await store.documents.keep('client/a', copy, now + 3600)
      await store.documents.forget('client/a')
      await store.documents.keep('client/b', { ...copy, body: 'new' }, now + 3600)
      expect(await store.documents.find('client/a')).toBeUndefined()
      expect((await store.documents.find('client/b'))?.body).toBe('new')
    })

    it('may be kept for less than a minute as far as anybody asks', async () => {
      await store.documents.keep('client/a', copy, now + 1)
      expect((await store.documents.find('client/a'))?.url).toBe(copy.url)
    })

    it('take an image of a hundred kilobytes', async () => {
      const body = 'A'.repeat(140_000)
      await store.documents.keep('logo/a', { ...copy, body }, now + 3600)
      expect((await store.documents.find('logo/a'))?.body).toHaveLength(140_000)
    })
  })
}
