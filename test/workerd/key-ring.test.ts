import { env, runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { cloudflareStorage, KeyRing } from '../../src/store/cloudflare/index.ts'
import { randomId } from '../../src/tokens/secret.ts'
import worker, { type Env } from '../../src/worker.ts'
import { aKey, kidOf, states, stepAt } from '../store/keys-contract.ts'
import { bodyOf, headerIn } from '../support/house.ts'
import { startHouse } from './house.ts'

const NOW = 1_800_000_000

/** KV as it is in a place that has seen nothing of what was written since. */
function frozenKv(real: KVNamespace, name: string, value: string | null): KVNamespace {
  return new Proxy(real, {
    get(target, member) {
      if (member === 'get')
        return async (key: string) => (key === name && value ? JSON.parse(value) : null)
      const found = Reflect.get(target, member) as unknown
      return typeof found === 'function' ? found.bind(target) : found
    },
  })
}

/** A namespace whose objects answer this when they are asked for their keys. */
const answering = (list: () => Promise<unknown>) =>
  ({ idFromName: (name: string) => name, get: () => ({ list }) }) as unknown as Namespace
type Namespace = DurableObjectNamespace<KeyRing>
const away = answering(() => Promise.reject(new Error('the object is away')))

const keysOf = (tenant: string, changes: Partial<Env> = {}) =>
  cloudflareStorage({ ...env, ...changes }, { cellsPerRegion: 4 }).forTenant(tenant).keys

describe('the object of a key ring', () => {
  it('takes up what version 1 stored: its keys sign on, and may be turned', async () => {
    const tenant = randomId()
    const [es, rs] = [aKey('ES256', NOW - 9), aKey('RS256', NOW - 9)]
    const stub = env.KEY_RING.get(env.KEY_RING.idFromName(tenant))
    await runInDurableObject(stub, (_, state) => {
      const { sql } = state.storage
      sql.exec('DROP TABLE ring')
      sql.exec(`CREATE TABLE keys
        (alg TEXT PRIMARY KEY, kid TEXT NOT NULL, stored TEXT NOT NULL) WITHOUT ROWID`)
      for (const key of [rs, es])
        sql.exec('INSERT INTO keys VALUES (?, ?, ?)', key.alg, key.kid, JSON.stringify(key))
      const moments = { published_at: NOW - 9, activated_at: NOW - 9 }
      const expected = [es, rs].map((key) => ({ ...key, state: 'active', ...moments }))
      // twice: an object starts many times
      expect(new KeyRing(state, env).list()).toEqual(expected)
      expect(new KeyRing(state, env).list()).toEqual(expected)
    })
    const candidates = [aKey('ES256')]
    const ring = await keysOf(tenant).turn(stepAt(NOW, { candidates }))
    expect(states(ring)).toEqual(['active', 'next', 'active'])
  })

  it('keys of an object of version 1 sign, also before it is replaced', async () => {
    const former = [aKey('ES256'), aKey('RS256')]
    const KEY_RING = answering(async () => former)
    const ring = await keysOf(randomId(), { KEY_RING }).list({ fresh: true })
    expect(states(ring)).toEqual(['active', 'active'])
  })
})

describe('the copy of a key ring', () => {
  it('answers while it is young, and older while the object is away', async () => {
    const tenant = randomId()
    const ring = await keysOf(tenant).ensure([aKey('ES256')])
    expect(await keysOf(tenant, { KEY_RING: away }).list()).toEqual(ring)
    await expect(keysOf(tenant, { KEY_RING: away }).list({ fresh: true })).rejects.toThrow()
    await expect(keysOf(randomId(), { KEY_RING: away }).list()).rejects.toThrow()
    const old = JSON.stringify({ read_at: Date.now() / 1000 - 600, keys: ring })
    const KV = frozenKv(env.KV, `keys/${tenant}`, old)
    expect(await keysOf(tenant, { KEY_RING: away, KV }).list()).toEqual(ring)
  })

  it('brings no key back that an emergency has removed, when KV still shows the former copy', async () => {
    const tenant = randomId()
    const first = await keysOf(tenant).ensure([aKey('ES256')])
    const [gone = ''] = first.map(({ kid }) => kid)
    const old = JSON.stringify({ read_at: Math.floor(Date.now() / 1000) - 60, keys: first })
    await keysOf(tenant).turn(stepAt(NOW, { gone: [gone], candidates: [aKey('ES256')] }))
    // goes red when list() in store/cloudflare/keys.ts does not look at `read_at`
    const KV = frozenKv(env.KV, `keys/${tenant}`, old)
    expect(kidOf(await keysOf(tenant, { KV }).list(), 'active')).not.toBe(gone)
    // and where KV shows what is: the copy was replaced in the roll
    expect(kidOf(await keysOf(tenant, { KEY_RING: away }).list(), 'active')).not.toBe(gone)
  })

  it('a KV that fails delays nobody who signs', async () => {
    const fails = () => Promise.reject(new Error('KV is away'))
    const KV = { get: fails, put: fails } as unknown as KVNamespace
    const tenant = randomId()
    const ring = await keysOf(tenant, { KV }).ensure([aKey('ES256')])
    expect(await keysOf(tenant, { KV }).list()).toEqual(ring)
    // but who removes a key is told that a copy may still have it
    await expect(keysOf(tenant, { KV }).turn(stepAt(NOW, { gone: ['x'] }))).rejects.toThrow()
  })
})

describe('the clock', () => {
  it('publishes next keys of every issuer, and reaches what the server signs with', async () => {
    const controller = { scheduledTime: Date.now(), cron: '* * * * *', noRetry() {} }
    const ring = () => keysOf('default').list({ fresh: true })
    await worker.scheduled(controller, env)
    expect(states(await ring())).toEqual(['active', 'active', 'active'])
    await worker.scheduled(controller, env)
    expect(states(await ring()).filter((state) => state === 'next')).toHaveLength(3)
    const before = await ring()
    await worker.scheduled(controller, env)
    expect(await ring()).toEqual(before)

    const house = await startHouse(env, {
      issuer: env.ISSUER,
      secrets: env.SALLYPORT_SECRET.split(' '),
    })
    const response = await house.token({ grant_type: 'client_credentials' }, 'service')
    expect(headerIn((await bodyOf(response)).access_token).kid).toBe(
      kidOf(before, 'active'), // ES256 is the first
    )
  })
})
