import type { Store } from '../port.ts'
import { replayKey } from '../replay.ts'
import type { StorageBindings } from './index.ts'
import { remote } from './remote.ts'

/** Shards of what is counted or remembered by key. Fixed: a key must be found where it was put. */
const SHARDS = 64
const HASHERS = 8

export function passwords({ PASSWORD_HASHER }: StorageBindings): Store['passwords'] {
  const any = () =>
    remote(PASSWORD_HASHER, String((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % HASHERS))
  return {
    hash: (password) => any().hash(password),
    verify: (password, encoded) => any().verify(password, encoded),
    renewed: (password, encoded) => any().renewed(password, encoded),
  }
}

export function throttle({ THROTTLE }: StorageBindings, tenant: string): Store['throttle'] {
  const shard = (key: string) => remote(THROTTLE, shardOf(tenant, key))
  return {
    async attempt(limits, now) {
      const waits = await Promise.all(limits.map((limit) => shard(limit.key).attempt(limit, now)))
      return Math.max(0, ...waits)
    },
    async forgive(all) {
      await Promise.all(all.map((key) => shard(key).forgive(key)))
    },
  }
}

export function replays({ REPLAY }: StorageBindings, tenant: string): Store['replays'] {
  return {
    async markUsed(id, expires_at, now) {
      const key = await replayKey(id)
      return remote(REPLAY, shardOf(tenant, key)).markUsed(key, expires_at, now)
    },
  }
}

export function challenges({ CHALLENGE }: StorageBindings, tenant: string): Store['challenges'] {
  const shard = (id: string) => remote(CHALLENGE, shardOf(tenant, id))
  return {
    attempt: (id, limit, now) => shard(id).attempt(id, limit, now),
    finish: (id, limit, now) => shard(id).finish(id, limit, now),
    answer: (id, answer, now) => shard(id).answer(id, answer, now),
    answered: (id, now) => shard(id).answered(id, now),
  }
}

export function deviceCodes(
  { DEVICE_CODE }: StorageBindings,
  tenant: string,
): Store['deviceCodes'] {
  const shard = (user_code: string) => remote(DEVICE_CODE, shardOf(tenant, user_code))
  return {
    create: (code, request, now) => shard(code).create(code, request, now),
    find: (code, now) => shard(code).find(code, now),
    claim: (code, sub, now) => shard(code).claim(code, sub, now),
    answer: (code, answer, now) => shard(code).answer(code, answer, now),
    poll: (code, poll, now) => shard(code).poll(code, poll, now),
    release: (code, take_id) => shard(code).release(code, take_id),
  }
}

function shardOf(tenant: string, key: string): string {
  let hash = 0
  for (let i = 0; i < key.length; i++) hash = (hash * 31 + key.charCodeAt(i)) >>> 0
  return `${tenant}/${hash % SHARDS}`
}
