import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { logoutDeliveries, revocations } from '../src/index.ts'
import { faultyStorage } from './support/faulty-storage.ts'
import { API, SERVER_SECRET } from './support/fixtures.ts'
import { claimsIn } from './support/house.ts'
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

const options = () => ({
  issuer: house.issuer,
  secrets: [SERVER_SECRET],
  storage: house.storage,
})

const noted = () =>
  house.storage
    .data()
    .audit.filter(({ event }) => event === 'revocation' || event.endsWith('_changed'))
    .map(({ event, details }) => ({ event, ...details }))
const revocation = { event: 'revocation', by: 'operator' }

describe('revocations: a token', () => {
  it('row 10: that refreshes takes its grant along, and no other', async () => {
    const [one, other] = [await house.tokens(), await house.tokens()]
    expect(await on.revoke.token(one.refresh_token)).toEqual({ ...nothing, grants: 1 })
    expect(await on.goodFor(one)).toEqual([])
    expect(await on.goodFor(other)).toEqual(EVERYTHING)
    expect(noted()).toEqual([
      { ...revocation, of: 'token', grant: expect.any(String), ...nothing, grants: 1 },
    ])
    expect(await on.revoke.token(one.refresh_token)).toEqual(nothing)
  })

  it('that gives access goes alone; its grant goes on', async () => {
    const tokens = await house.tokens()
    expect(await on.revoke.token(tokens.access_token)).toEqual({ ...nothing, tokens: 1 })
    expect(await on.goodFor(tokens)).toEqual(['refresh'])
    const { jti } = claimsIn(tokens.access_token)
    expect(noted()).toEqual([{ ...revocation, of: 'token', jti, ...nothing, tokens: 1 }])
    expect(await on.revoke.token(tokens.access_token)).toEqual(nothing)
  })

  it('that is opaque goes alone', async () => {
    const { resources } = house.storage.data()
    const api = resources.get(API)
    if (api) resources.set(API, { ...api, token_format: 'opaque' })
    const { access_token } = await house.tokens()
    expect(await on.isActive(access_token)).toBe(true)
    expect(await on.revoke.token(access_token)).toEqual({ ...nothing, tokens: 1 })
    expect(await on.isActive(access_token)).toBe(false)
  })

  it('that a service has goes alone', async () => {
    const [one, other] = [await on.serviceToken(), await on.serviceToken()]
    expect(await on.revoke.token(one)).toEqual({ ...nothing, tokens: 1 })
    expect([await on.isActive(one), await on.isActive(other)]).toEqual([false, true])
  })

  it('that is a code becomes no tokens', async () => {
    const { form, code } = await house.code()
    expect(await on.revoke.token(code)).toEqual({ ...nothing, grants: 1 })
    expect((await house.token(form)).status).toBe(400)
  })

  it('that is none of this server, has expired, or names a person only, ends nothing and is not noted', async () => {
    const { access_token, id_token, refresh_token } = await house.tokens()
    for (const token of ['', 'x', `${refresh_token}x`, `${access_token}x`, id_token])
      expect(await on.revoke.token(token)).toEqual(nothing)
    later(901)
    expect(await on.revoke.token(access_token)).toEqual(nothing)
    expect(noted()).toEqual([])
    expect((await house.refresh(refresh_token)).status).toBe(200)
  })
})

describe('revocations: a grant', () => {
  it('row 33: is ended by the jti of any token of it, and by its id; the other device lives', async () => {
    const [one, two, other] = [await house.tokens(), await house.tokens(), await house.tokens()]
    const { jti } = claimsIn(one.access_token)
    const id = claimsIn(two.access_token).jti.split('.')[1]
    expect(await on.revoke.grant(jti)).toEqual({ ...nothing, grants: 1 })
    expect(await on.revoke.grant(id)).toEqual({ ...nothing, grants: 1 })
    expect([await on.goodFor(one), await on.goodFor(two)]).toEqual([[], []])
    expect(await on.goodFor(other)).toEqual(EVERYTHING)
    expect(noted()).toMatchObject([{ grant: jti }, { grant: id }])
    expect(await on.revoke.grant(id)).toEqual(nothing)
  })

  it('is ended by a jti also when the database has forgotten it', async () => {
    const tokens = await house.tokens()
    house.storage.data().grants.clear()
    const { jti } = claimsIn(tokens.access_token)
    expect(await on.revoke.grant(jti)).toEqual({ ...nothing, grants: 1 })
    expect(await on.goodFor(tokens)).toEqual([])
  })

  it('is not what a service has: its jti is refused, with what to do', async () => {
    const { jti } = claimsIn(await on.serviceToken())
    await expect(on.revoke.grant(jti)).rejects.toThrow('the token has no grant; end it by token()')
  })
})

describe('revocations: a session', () => {
  it('row 10: ends with its grants but those with offline_access, and its clients hear of it', async () => {
    const browser = house.browser()
    const tied = await house.tokens({ client_id: 'told' }, browser)
    const scope = 'openid offline_access notes:read'
    const offline = await house.tokens({ scope, prompt: 'consent' }, browser)
    const elsewhere = await house.tokens()
    const { sid } = claimsIn(tied.id_token)
    const ended = { ...nothing, sessions: 1, grants: 1 }
    expect(await on.revoke.session('ada', sid)).toEqual(ended)
    expect(told).toEqual(['https://told.example.com/backchannel'])
    expect(await on.goodFor(tied, 'told')).toEqual([])
    expect(await on.goodFor(offline)).toEqual(EVERYTHING)
    expect(await on.goodFor(elsewhere)).toEqual(EVERYTHING)
    expect((await browser.open('/account')).title).toMatch(/^Sign in/)
    expect(noted()).toEqual([{ ...revocation, of: 'session', sub: 'ada', sid, ...ended }])
    expect(await on.revoke.session('ada', sid)).toEqual(nothing)
  })

  it('row 13: is a person’s own: under another name nothing ends', async () => {
    const tokens = await house.tokens()
    const { sid } = claimsIn(tokens.id_token)
    expect(await on.revoke.session('bob', sid)).toEqual(nothing)
    expect(await on.goodFor(tokens)).toEqual(EVERYTHING)
  })

  it('that could not be ended can be ended again: nobody is left untold', async () => {
    const faulty = faultyStorage(house.storage)
    const tokens = await house.tokens({ client_id: 'told' })
    const { sid } = claimsIn(tokens.id_token)
    const again = revocations({ ...options(), storage: faulty })
    for (let call = 0; ; call++) {
      faulty.begin({ call, how: 'before' })
      const outcome = await again.session('ada', sid).catch(() => undefined)
      if (outcome !== undefined) break
      expect(call).toBeLessThan(20)
    }
    later(61) // a delivery that broke off is made again by the clock
    await logoutDeliveries(options()).deliver(moment())
    expect(told).toContain('https://told.example.com/backchannel')
    expect(await on.goodFor(tokens, 'told')).toEqual([])
  })
})

describe('revocations: a client', () => {
  it('row 10: loses all its grants and goes on with new ones', async () => {
    const tokens = await house.tokens()
    const other = await house.tokens({ client_id: 'other' })
    const ended = { ...nothing, grants: 1 }
    expect(await on.revoke.client('web')).toEqual(ended)
    expect(await on.goodFor(tokens)).toEqual([])
    expect(await on.goodFor(other, 'other')).toEqual(EVERYTHING)
    expect(await on.goodFor(await house.tokens())).toEqual(EVERYTHING)
    expect(noted()).toEqual([{ ...revocation, of: 'client', client_id: 'web', ...ended }])
  })

  it('row 10: loses the tokens it was given without a person, and goes on with new ones', async () => {
    const token = await on.serviceToken()
    expect(await on.serviceIsGood(token)).toEqual([true, true])
    expect(await on.revoke.client('service')).toEqual({ ...nothing, clients: 1 })
    expect(await on.serviceIsGood(token)).toEqual([false, false])
    expect(await on.serviceIsGood(await on.serviceToken())).toEqual([true, true])
  })

  it('row 10: that is disabled gets nothing new, and the change is noted as a file’s is', async () => {
    const tokens = await house.tokens()
    await on.revoke.client('web', { disable: true })
    expect((await house.refresh(tokens.refresh_token)).status).toBe(401)
    expect(await on.isActive(tokens.access_token)).toBe(false)
    expect(noted()).toEqual([
      {
        event: 'client_changed',
        client_id: 'web',
        outcome: 'updated',
        changed: ['disabled_at'],
      },
      { ...revocation, of: 'client', client_id: 'web', ...nothing, grants: 1 },
    ])
    const token = await on.serviceToken()
    await on.revoke.client('service', { disable: true })
    expect(await on.serviceIsGood(token)).toEqual([false, false])
    await expect(on.revoke.client('nobody', { disable: true })).rejects.toThrow(
      'there is no client',
    )
  })
})

describe('revocations: a person', () => {
  it('row 10: loses sessions and grants, those with offline_access too; others lose nothing', async () => {
    const browser = house.browser()
    const tied = await house.tokens({ client_id: 'told' }, browser)
    const scope = 'openid offline_access notes:read'
    const offline = await house.tokens({ scope, prompt: 'consent' })
    const bob = house.browser()
    await house.signIn(bob, house.authorizeUrl(), 'bob@example.com')
    const bobs = await house.tokens({}, bob)
    const ended = { ...nothing, sessions: 2, grants: 2 }
    expect(await on.revoke.user('ada')).toEqual(ended)
    expect(told).toEqual(['https://told.example.com/backchannel'])
    expect([await on.goodFor(tied, 'told'), await on.goodFor(offline)]).toEqual([[], []])
    expect(await on.goodFor(bobs)).toEqual(EVERYTHING)
    expect((await browser.open('/account')).title).toMatch(/^Sign in/)
    expect(noted()).toEqual([{ ...revocation, of: 'user', sub: 'ada', ...ended }])
    expect(await on.goodFor(await house.tokens())).toEqual(EVERYTHING)
  })

  it('row 10: that is disabled cannot come back, their clients hear of it, and the change is noted', async () => {
    const tokens = await house.tokens({ client_id: 'told' })
    const { form } = await house.code()
    await on.revoke.user('ada', { disable: true })
    expect(told).toEqual(['https://told.example.com/backchannel'])
    expect(await on.goodFor(tokens, 'told')).toEqual([])
    expect((await house.token(form)).status).toBe(400)
    await expect(house.tokens()).rejects.toThrow('no code')
    expect(noted()[0]).toEqual({
      event: 'user_changed',
      sub: 'ada',
      outcome: 'updated',
      changed: ['disabled_at'],
    })
    await expect(on.revoke.user('nobody', { disable: true })).rejects.toThrow('there is no person')
  })
})
