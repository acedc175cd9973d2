import { adopted } from '../keys.ts'
import type { Keys, StoredKey } from '../port.ts'
import type { StorageBindings } from './index.ts'
import { remote } from './remote.ts'

/** A ring as it was when it was read. */
interface Copy {
  read_at: number
  keys: readonly StoredKey[]
}

/** Seconds for which a copy answers in place of the ring. */
const COPY_MAX_AGE = 60
/** Seconds for which a copy answers while the ring cannot be reached. */
const COPY_TTL = 3600

/**
 * The ring is in its object; a copy in KV is close by for isolates that start. A copy is old when it says so itself, so
 * that what KV shows late brings no key back; who changes the ring replaces the copy too.
 */
export function createKeys({ KEY_RING, KV }: StorageBindings, tenant: string): Keys {
  const name = `keys/${tenant}`
  const ring = () => remote(KEY_RING, tenant)
  const moment = () => Math.floor(Date.now() / 1000)
  // an object of version 1 answers keys without a state
  const read = async () => (await ring().list()).map(adopted)
  const put = (keys: readonly StoredKey[]) => {
    const copy: Copy = { read_at: moment(), keys }
    return KV.put(name, JSON.stringify(copy), { expirationTtl: COPY_TTL })
  }

  return {
    async list({ fresh } = { fresh: false }) {
      if (fresh) return read()
      // a copy that cannot be had is none: the ring itself decides
      const copy = await KV.get<Copy>(name, 'json').catch(() => null)
      if (copy && moment() - copy.read_at < COPY_MAX_AGE) return copy.keys
      const keys = await read().catch((error) => {
        if (copy) return copy.keys
        throw error
      })
      // a copy that cannot be left is missed by nobody: the next reader asks the ring
      if (keys.length > 0 && keys !== copy?.keys) await put(keys).catch(() => undefined)
      return keys
    },
    async ensure(candidates) {
      const keys = (await ring().ensure(candidates)).map(adopted)
      await put(keys).catch(() => undefined)
      return keys
    },
    async turn(step) {
      const keys = await ring().turn(step)
      // a former copy has keys that may be gone; KV takes one write of a key in a second
      await put(keys).catch(() => later(1100).then(() => put(keys)))
      return keys
    },
  }
}

const later = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds)
  })
