/**
 * A KV namespace at its worst: a write shows elsewhere only after a minute, a miss is remembered as long, and a key that
 * has expired is still served for a while. Tells what was asked of it.
 */
export function laggingKv(real: KVNamespace): KVNamespace {
  const seen = new Map<string, { value: string | null; until: number }>()
  const LAG = 60_000
  return new Proxy(real, {
    get(target, name) {
      if (name === 'get') return (key: string, type?: unknown) => lagged(target, key, type)
      const member = Reflect.get(target, name) as unknown
      return typeof member === 'function' ? member.bind(target) : member
    },
  })

  async function lagged(target: KVNamespace, key: string, type: unknown): Promise<unknown> {
    const known = seen.get(key)
    const fresh = known && known.until > Date.now() ? known : undefined
    const value = fresh ? fresh.value : await target.get(key)
    // what was seen first, a miss included, is what is seen for a minute
    if (!fresh) seen.set(key, { value, until: Date.now() + LAG })
    return value !== null && type === 'json' ? JSON.parse(value) : value
  }
}
