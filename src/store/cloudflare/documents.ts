import type { DocumentCopy, Documents } from '../port.ts'

/** KV takes nothing that expires sooner. Seconds. */
const SHORTEST = 60

/** Copies of one tenant in KV: close by, a minute late at times, gone by themselves. */
export function createDocuments({ KV }: { KV: KVNamespace }, tenant: string): Documents {
  const key = (name: string) => `documents/${tenant}/${name}`
  // what the copy was made of decides when KV does not answer; one that cannot be left is missed by nobody
  const none = () => undefined
  return {
    find: async (name) => (await KV.get<DocumentCopy>(key(name), 'json').catch(none)) ?? undefined,
    async keep(name, copy, until) {
      const expiration = Math.max(until, Math.ceil(Date.now() / 1000) + SHORTEST + 1)
      await KV.put(key(name), JSON.stringify(copy), { expiration }).catch(none)
    },
    async forget(name) {
      await KV.delete(key(name)).catch(none)
    },
  }
}
