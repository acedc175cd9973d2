import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { logoutDeliveries, type Revocations, revocations } from '../../src/index.ts'
import type { Failure } from '../support/failing.ts'
import { faultyStorage } from '../support/faulty-storage.ts'
import { SERVER_SECRET } from '../support/fixtures.ts'
import { claimsIn, type Tokens } from '../support/house.ts'
import { later, moment, Revoking } from '../support/revoking.ts'
import { testServer } from '../support/test-server.ts'

const FAILURES: readonly Failure[] = ['before', 'after', 'late', 'outage']

interface Kind {
  name: string
  end(revoke: Revocations, tokens: Tokens): Promise<unknown>
  /** Whether clients have to hear of it. */
  tells?: true
  /** Whether it is the tokens of a service that end. */
  ofService?: true
}

const kinds: readonly Kind[] = [
  { name: 'a token', end: (revoke, { refresh_token }) => revoke.token(refresh_token) },
  { name: 'a grant', end: (revoke, { access_token }) => revoke.grant(idOf(access_token)) },
  {
    name: 'a session',
    end: (revoke, { id_token }) => revoke.session('ada', claimsIn(id_token).sid),
    tells: true,
  },
  { name: 'a client', end: (revoke) => revoke.client('told') },
  { name: 'a disabled client', end: (revoke) => revoke.client('told', { disable: true }) },
  { name: 'a service', end: (revoke) => revoke.client('service'), ofService: true },
  { name: 'a person', end: (revoke) => revoke.user('ada'), tells: true },
  {
    name: 'a disabled person',
    end: (revoke) => revoke.user('ada', { disable: true }),
    tells: true,
  },
  { name: 'all before', end: (revoke) => revoke.before(moment()), tells: true, ofService: true },
]
const idOf = (access_token: string) => claimsIn(access_token).jti.split('.')[1]

let told: string[]
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (url) => {
    told.push(String(url))
    return new Response()
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** A server in which somebody is signed in, and how to have it again as it was. */
async function begin() {
  const house = await testServer()
  const { storage } = house
  const on = new Revoking(house)
  const tokens = await house.tokens({ client_id: 'told' })
  const service = await on.serviceToken()
  const [data, now] = [structuredClone(storage.data()), Date.now()]
  const again = async () => {
    vi.setSystemTime(now + 1000)
    Object.assign(storage.data(), structuredClone(data))
    return new Revoking(await testServer({ storage }))
  }
  return { tokens, service, again }
}

type Begun = Awaited<ReturnType<typeof begin>>

/** One run: the calls that were made, and what is wrong after a failure and the second try. */
async function run(
  { end, tells, ofService }: Kind,
  { tokens, service, again }: Begun,
  failure?: { call: number; how: Failure },
) {
  told = []
  const on = await again()
  const { house } = on
  const faulty = faultyStorage(house.storage)
  const options = { issuer: house.issuer, secrets: [SERVER_SECRET], storage: faulty }
  const revoke = revocations(options)
  faulty.begin(failure)
  const first = await end(revoke, tokens).catch((error) => error)
  const { calls } = faulty
  faulty.begin()
  await faulty.arrive()
  if (first instanceof Error) await end(revoke, tokens)
  later(61)
  await logoutDeliveries(options).deliver(moment())
  const problems = ofService
    ? (await on.serviceIsGood(service)).filter(Boolean).map(() => 'the service goes on')
    : []
  const isPerson = !ofService || tells
  if (isPerson) problems.push(...(await on.goodFor(tokens, 'told')))
  if (tells && told.length === 0) problems.push('nobody was told')
  return { calls, problems }
}

describe('storage faults while an operator ends access', () => {
  it.each(kinds)(
    'row 32: $name: a second try finishes what a failure at any call has left',
    async (kind) => {
      const begun = await begin()
      const { calls, problems } = await run(kind, begun)
      expect([calls.length > 0, problems]).toEqual([true, []])
      for (const call of calls.keys()) {
        for (const how of FAILURES) {
          expect([calls[call], how, (await run(kind, begun, { call, how })).problems]).toEqual([
            calls[call],
            how,
            [],
          ])
        }
      }
    },
  )
})
