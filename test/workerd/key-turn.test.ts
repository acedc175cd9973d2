import { env } from 'cloudflare:test'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type KeyRingMaintenance, keyRing } from '../../src/index.ts'
import { cloudflareStorage } from '../../src/store/cloudflare/index.ts'
import { randomId } from '../../src/tokens/secret.ts'
import { API, OTHER_API, SERVER_SECRET } from '../support/fixtures.ts'
import { bodyOf, headerIn } from '../support/house.ts'
import { startHouse, type WorkerHouse } from './house.ts'

const CALLERS = 50
const ALGS = { [API]: 'ES256', [OTHER_API]: 'EdDSA' }

let servers: WorkerHouse[]
let ring: KeyRingMaintenance

/** Three isolates of one tenant, each with its own copy of the ring; two resources that have other algorithms. */
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const tenant = `turn-${randomId(6)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '0')}`
  const options = { issuer: 'https://id.test.invalid/:tenant', tenants: [tenant] }
  const storage = () => cloudflareStorage(env, { cellsPerRegion: 4 })
  servers = []
  for (let n = 0; n < 3; n++)
    servers.push(await startHouse(env, { ...options, storage: storage() }))
  for (const [resource, alg] of Object.entries(ALGS)) {
    await env.DB.prepare(
      'UPDATE resources SET access_token_signing_alg = ? WHERE tenant = ? AND identifier = ?',
    )
      .bind(alg, tenant, resource)
      .run()
  }
  ring = keyRing({ ...options, secrets: [SERVER_SECRET], storage: storage() })
  await Promise.all(servers.map((server) => server.get('/jwks')))
  await ring.turn(now())
  await later(60)
})
afterEach(() => {
  vi.useRealTimers()
})

const tick = () => new Promise((resolve) => setTimeout(resolve, 0))
const now = () => Math.floor(Date.now() / 1000)
const serverOf = (n: number) => servers[n % servers.length] as WorkerHouse
const keysOf = async (server: WorkerHouse) => bodyOf(await server.get('/jwks'))

/** Time goes by, with requests on the way, until every isolate has read what the ring is now. */
async function later(seconds: number) {
  vi.setSystemTime(Date.now() + seconds * 1000)
  const kids = (await ring.list()).map(({ kid }) => kid).sort()
  await vi.waitFor(async () => {
    for (const server of servers) {
      const { keys } = await keysOf(server)
      expect(keys.map(({ kid }: { kid: string }) => kid).sort()).toEqual(kids)
    }
  }, 5000)
}

interface Issued {
  token: string
  /** What an API read from another isolate, after it had the token. */
  jwks: Parameters<typeof createLocalJWKSet>[0]
}

/** Isolates whose minutes do not end together: of three, one reads its ring anew each twenty seconds. */
async function outOfStep() {
  for (const server of servers) {
    vi.setSystemTime(Date.now() + 20_000)
    await server.get('/jwks')
  }
}

/**
 * Fifty callers who ask on and on. In their midst keys are turned, and after that the isolates notice, one after the
 * other, while all are asked.
 */
async function among(turning: () => Promise<unknown>): Promise<Issued[]> {
  let isOver = false
  const issued: Issued[] = []
  const answered = (more: number) => {
    const enough = issued.length + more
    return vi.waitFor(() => expect(issued.length).toBeGreaterThan(enough), 20_000)
  }
  const turned = async () => {
    await answered(20)
    await turning()
    for (let step = 0; step < servers.length; step++) {
      vi.setSystemTime(Date.now() + 20_000)
      await answered(2 * CALLERS)
    }
  }
  const caller = async (n: number) => {
    for (let call = 0; !isOver; call++) {
      issued.push(await issue(n, call))
      await tick() // nothing else here waits for anything: what reads a ring would never have its turn
    }
  }
  const callers = Promise.all(Array.from({ length: CALLERS }, (_, n) => caller(n)))
  await Promise.race([turned(), callers]).finally(() => {
    isOver = true
  })
  await callers
  return issued
}

async function issue(n: number, call: number): Promise<Issued> {
  const resource = n % 2 === 0 ? API : OTHER_API
  const form = { grant_type: 'client_credentials', resource }
  const response = await serverOf(n + call).token(form, 'service')
  const { access_token, ...rest } = await bodyOf(response)
  expect([response.status, rest]).toEqual([200, expect.anything()])
  expect(headerIn(access_token).alg).toBe(ALGS[resource])
  return { token: access_token, jwks: await keysOf(serverOf(n + call + 1)) }
}

const verifies = ({ token, jwks }: Issued) =>
  jwtVerify(token, createLocalJWKSet(jwks), { typ: 'at+jwt', currentDate: new Date() }).then(
    // the algorithm is the key's
    ({ protectedHeader: { kid, alg } }) => jwks.keys.find((key) => key.kid === kid)?.alg === alg,
    () => false,
  )

const refused = async (issued: readonly Issued[]) =>
  (await Promise.all(issued.map(verifies))).filter((verified) => !verified).length
const isActive = async (server: WorkerHouse, { token }: Issued) =>
  (await bodyOf(await server.postAs('service', '/introspect', { token }))).active
const signing = async () =>
  (await ring.list()).flatMap(({ kid, state }) => (state === 'active' ? [kid] : []))

describe('RFC 7517, raced over D1, KV and Durable Objects', () => {
  // shown to fail when a key that retires leaves the ring, and when the next one is not published before it signs
  it('§5 keys turned among fifty callers: every token verifies by the key set that is served after it', async () => {
    for (let round = 0; round < 3; round++) {
      await later(3600) // the next keys are published for long enough
      await outOfStep()
      const before = await signing()
      const issued = await among(() => ring.roll({ now: now() }))
      expect(await refused(issued)).toBe(0)
      expect((await signing()).filter((kid) => before.includes(kid))).toEqual([])
      await later(60)
      for (const server of servers) {
        const jwks = await keysOf(server)
        expect(await refused(issued.map(({ token }) => ({ token, jwks })))).toBe(0)
      }
      const after = await among(async () => undefined)
      expect(await refused(after)).toBe(0)
      const used = new Set(after.map(({ token }) => headerIn(token).kid))
      expect([...used].filter((kid) => before.includes(kid))).toEqual([])
    }
  }, 120_000)

  // shown to fail when an emergency leaves the key in the ring
  it('§5 keys rolled in an emergency among fifty callers: all are answered, and the removed keys open nothing', async () => {
    for (let round = 0; round < 3; round++) {
      await outOfStep()
      const before = await signing()
      const issued = await among(() => ring.roll({ now: now(), emergency: true }))
      await later(60)
      const after = await among(async () => undefined)
      expect(await refused(after)).toBe(0)
      const removed = issued.filter(({ token }) => before.includes(headerIn(token).kid))
      expect(removed.length).toBeGreaterThan(0)
      for (const server of servers) {
        const jwks = await keysOf(server)
        const all = removed.map(({ token }) => ({ token, jwks }))
        expect(await refused(all)).toBe(all.length)
        for (const one of removed.slice(0, 5)) expect(await isActive(server, one)).toBe(false)
        for (const one of after.slice(0, 5)) expect(await isActive(server, one)).toBe(true)
      }
    }
  }, 120_000)
})
