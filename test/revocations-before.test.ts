import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { API } from './support/fixtures.ts'
import { EVERYTHING, later, moment, nothing, Revoking } from './support/revoking.ts'
import { type TestServer, testServer } from './support/test-server.ts'

let house: TestServer
let on: Revoking
let told: string[]

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  told = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (url) => {
    told.push(String(url))
    return new Response()
  })
  house = await testServer()
  on = new Revoking(house)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const noted = () =>
  house.storage
    .data()
    .audit.filter(({ event }) => event === 'revocation' || event.endsWith('_changed'))
    .map(({ event, details }) => ({ event, ...details }))
const revocation = { event: 'revocation', by: 'operator' }

describe('revocations: all before a moment', () => {
  it('row 10: ends grants, sessions and what services have; what came after lives', async () => {
    const browser = house.browser()
    const early = await house.tokens({ client_id: 'told' }, browser)
    const service = await on.serviceToken()
    const { form } = await house.code()
    later(1)
    const after = await house.tokens({}, house.browser())
    const ended = { sessions: 2, grants: 2, tokens: 0, clients: 1 }
    const before = moment()
    expect(await on.revoke.before(before)).toEqual(ended)
    expect(told).toEqual(['https://told.example.com/backchannel'])
    expect(await on.goodFor(early, 'told')).toEqual([])
    expect((await house.token(form)).status).toBe(400)
    expect((await browser.open('/account')).title).toMatch(/^Sign in/)
    expect(await on.serviceIsGood(service)).toEqual([false, false])
    expect(await on.serviceIsGood(await on.serviceToken())).toEqual([true, true])
    expect(await on.goodFor(after)).toEqual(EVERYTHING)
    expect(noted()).toEqual([{ ...revocation, of: 'before', before, ...ended }])
    // a second time there are only the tokens that services were given meanwhile
    expect(await on.revoke.before(before)).toEqual({ ...nothing, clients: 1 })
  })

  it('of one client ends its grants and its own tokens, and nobody is signed out', async () => {
    const browser = house.browser()
    const web = await house.tokens({}, browser)
    const other = await house.tokens({ client_id: 'other' }, browser)
    const service = await on.serviceToken()
    later(1)
    const client_id = 'web'
    expect(await on.revoke.before(moment(), { client_id })).toEqual({ ...nothing, grants: 1 })
    expect(await on.goodFor(web)).toEqual([])
    expect(await on.goodFor(other, 'other')).toEqual(EVERYTHING)
    expect(await on.serviceIsGood(service)).toEqual([true, true])
    expect((await browser.open('/account')).html).toContain('ada@example.com')
    const mine = { client_id: 'service' }
    expect(await on.revoke.before(moment(), mine)).toEqual({ ...nothing, clients: 1 })
    expect(await on.serviceIsGood(service)).toEqual([false, false])
  })

  it('of one person ends their sessions and grants, and no token of a service', async () => {
    const ada = await house.tokens()
    const bob = house.browser()
    await house.signIn(bob, house.authorizeUrl(), 'bob@example.com')
    const bobs = await house.tokens({}, bob)
    const service = await on.serviceToken()
    later(1)
    const ended = { ...nothing, sessions: 1, grants: 1 }
    expect(await on.revoke.before(moment(), { sub: 'ada' })).toEqual(ended)
    expect(await on.goodFor(ada)).toEqual([])
    expect(await on.goodFor(bobs)).toEqual(EVERYTHING)
    expect(await on.serviceIsGood(service)).toEqual([true, true])
  })

  it('with opaque tokens ends them too, those of services as well', async () => {
    const { resources } = house.storage.data()
    const api = resources.get(API)
    if (api) resources.set(API, { ...api, token_format: 'opaque' })
    const [person, service] = [await house.tokens(), await on.serviceToken()]
    later(1)
    await on.revoke.before(moment())
    expect([await on.isActive(person.access_token), await on.isActive(service)]).toEqual([
      false,
      false,
    ])
    expect(await on.isActive(await on.serviceToken())).toBe(true)
  })

  it('after a database was restored, ends what it has forgotten, and leaves what it knows', async () => {
    const known = await house.tokens()
    const rows = new Map(house.storage.data().grants)
    later(100)
    const since = moment()
    const forgotten = await house.tokens()
    later(1)
    house.storage.data().grants.clear()
    for (const [id, grant] of rows) house.storage.data().grants.set(id, grant)
    expect(await on.goodFor(forgotten)).toContain('introspection')
    expect(await on.revoke.before(moment(), { since })).toMatchObject({ grants: 1 })
    expect(await on.isActive(forgotten.access_token)).toBe(false)
    expect(await on.goodFor(known)).toEqual(EVERYTHING)
  })

  it('is refused for a moment that has not come: it would end less than it says', async () => {
    await expect(on.revoke.before(moment() + 1)).rejects.toThrow('has not come yet')
  })
})

describe('revocations: tenants', () => {
  const issuer = 'https://id.test.invalid/:tenant'
  const tenants = ['one', 'two']

  it('are named where it matters, a token finds its own, and all are meant by before', async () => {
    house = await testServer({ issuer, tenants })
    on = new Revoking(house, { issuer, tenants })
    const first = await house.tokens()
    await expect(on.revoke.user('ada')).rejects.toThrow(
      'no tenant was named; expected one of one, two',
    )
    await expect(on.revoke.user('ada', { tenant: 'x' })).rejects.toThrow('there is no tenant x')
    expect(await on.revoke.user('ada', { tenant: 'two' })).toEqual(nothing)
    expect(await on.goodFor(first)).toEqual(EVERYTHING)
    const second = await house.tokens()
    expect(await on.revoke.token(second.access_token)).toEqual({ ...nothing, tokens: 1 })
    later(1)
    expect(await on.revoke.before(moment(), { tenant: 'two' })).toEqual({ ...nothing, clients: 1 })
    const ended = { sessions: 2, grants: 2, tokens: 0, clients: 2 }
    expect(await on.revoke.before(moment())).toEqual(ended)
  })
})
