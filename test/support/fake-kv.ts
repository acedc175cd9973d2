/** As much of a KV namespace as the inbox uses. */
export function fakeKv() {
  const kept = new Map<string, { value: string; metadata: unknown; ttl: number }>()
  const kv = {
    put: async (
      name: string,
      value: string,
      { metadata, expirationTtl }: { metadata: unknown; expirationTtl: number },
    ) => void kept.set(name, { value, metadata, ttl: expirationTtl }),
    get: async (name: string) => JSON.parse(kept.get(name)?.value ?? 'null'),
    list: async ({ prefix }: { prefix: string }) => ({
      keys: [...kept]
        .filter(([name]) => name.startsWith(prefix))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, { metadata }]) => ({ name, metadata })),
    }),
  }
  return { kept, kv: kv as unknown as KVNamespace }
}
