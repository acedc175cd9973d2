import { beforeEach, describe, expect, it, vi } from 'vitest'
import { memoryStorage } from '../../src/index.ts'
import type { MemoryStorage } from '../../src/store/memory.ts'
import type { Storage, Store } from '../../src/store/port.ts'
import { CALLBACK } from '../support/fixtures.ts'
import { passwords, type TestServer, testServer } from '../support/test-server.ts'

const REGISTRATIONS = 1000
const TOKENS = 20

/** A storage that counts what is asked of it; audit and keys aside, which follow the clock and not the request. */
function counting(real: MemoryStorage): { storage: MemoryStorage; take(): Record<string, number> } {
  let counts: Record<string, number> = {}
  const watch = (store: Store): Store =>
    Object.fromEntries(
      Object.entries(store).map(([aggregate, methods]) => [
        aggregate,
        Object.fromEntries(
          Object.entries(methods as object).map(([method, call]) => [
            method,
            (...given: unknown[]) => {
              const name = `${aggregate}.${method}`
              if (!['audit', 'keys'].includes(aggregate)) counts[name] = (counts[name] ?? 0) + 1
              return call(...given)
            },
          ]),
        ),
      ]),
    ) as unknown as Store // the same shape, each method wrapped
  const storage: Storage = { ...real, forTenant: (tenant) => watch(real.forTenant(tenant)) }
  return {
    storage: storage as MemoryStorage,
    take() {
      const taken = counts
      counts = {}
      return taken
    },
  }
}

let house: TestServer
let take: () => Record<string, number>
beforeEach(async () => {
  const counted = counting(memoryStorage(passwords))
  take = counted.take
  house = await testServer({ clientRegistration: 'open', storage: counted.storage })
})

const register = async (number: number) => {
  const body = {
    client_name: `Application ${number}`,
    redirect_uris: [CALLBACK],
    token_endpoint_auth_method: 'none',
  }
  const request = new Request(`${house.issuer}/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (await house.fetch(request)).status
}

/** What the token endpoint is asked all the while: by a service, and by an application that refreshes. */
async function tokenRequests(refresh_token: string): Promise<number[]> {
  const statuses: number[] = []
  for (let i = 0, next = refresh_token; i < TOKENS; i++) {
    const service = await house.token({ grant_type: 'client_credentials' }, 'service')
    const refreshed = await house.refresh(next)
    statuses.push(service.status, refreshed.status)
    next = ((await refreshed.json()) as { refresh_token: string }).refresh_token
  }
  return statuses
}

describe('RFC 7591: a thousand registrations a minute', () => {
  it('§5 the token endpoint answers all the while, and asks no more of storage than without them', async () => {
    const { refresh_token } = await house.tokens()
    const second = await house.tokens()
    take()
    expect(new Set(await tokenRequests(refresh_token))).toEqual(new Set([200]))
    const alone = take()

    const registering = Promise.all(Array.from({ length: REGISTRATIONS }, (_, n) => register(n)))
    const statuses = await tokenRequests(second.refresh_token)
    expect(new Set(await registering)).toEqual(new Set([201]))
    expect(statuses).toEqual(Array(2 * TOKENS).fill(200))

    const together = take()
    const ofToken = Object.fromEntries(Object.keys(alone).map((name) => [name, together[name]]))
    expect(ofToken).toEqual(alone)
    const others = Object.keys(together).filter((name) => !(name in alone))
    expect(others.sort()).toEqual(['registrations.add', 'registrations.find', 'throttle.attempt'])
    expect(together['registrations.add']).toBe(REGISTRATIONS)
    expect(together['registrations.find']).toBe(REGISTRATIONS)
    expect(together['throttle.attempt']).toBe(2 * REGISTRATIONS)
  })

  it('§5 a thousand of the same are one write, and no count', async () => {
    take()
    expect(await register(1)).toBe(201)
    for (let i = 1; i < REGISTRATIONS; i++) await register(1)
    expect(take()).toEqual({
      'registrations.add': 1,
      'registrations.find': REGISTRATIONS,
      'throttle.attempt': 2,
    })
  })

  it('§5 beyond the ceiling nothing more is written down, and tokens are given out', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const statuses = []
    for (let i = 0; i < REGISTRATIONS + 50; i++) statuses.push(await register(i))
    expect(statuses.filter((status) => status === 201)).toHaveLength(REGISTRATIONS)
    expect(statuses.slice(REGISTRATIONS)).toEqual(Array(50).fill(429))
    expect(take()['registrations.add']).toBe(REGISTRATIONS)
    const answer = await house.token({ grant_type: 'client_credentials' }, 'service')
    expect(answer.status).toBe(200)
    vi.useRealTimers()
  })
})
