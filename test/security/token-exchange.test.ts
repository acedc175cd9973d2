import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Client, Resource } from '../../src/store/port.ts'
import { artefactsOf } from '../support/artefacts.ts'
import { jwt, signer } from '../support/assertions.ts'
import { addExchangers, exchangeForm, SEARCH, TYPE } from '../support/exchange.ts'
import { API, OTHER_API, SECRET } from '../support/fixtures.ts'
import { forgeries } from '../support/forgeries.ts'
import { basic, bodyOf, claimsIn, headerIn, type Tokens } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let tokens: Tokens
beforeEach(async () => {
  house = await testServer()
  addExchangers(house)
  tokens = await house.tokens({ scope: 'openid email notes:read notes:write' })
})
afterEach(() => void vi.useRealTimers())

const store = () => house.storage.forTenant('default')
const now = () => Math.floor(Date.now() / 1000)
const exchange = (
  client_id: string,
  changes: Record<string, string> = {},
  token = tokens.access_token,
) => house.token(exchangeForm(token, changes), client_id)
const outcome = async (response: Response | Promise<Response>) => {
  const { status } = await response
  return status === 200 ? 'ok' : `${status} ${(await bodyOf(await response)).error}`
}
const REFUSED = '400 invalid_request'
const onward = { resource: SEARCH }

describe('RFC 8693', () => {
  it('row 18: §2.2.2 while nothing is wrong with it, a token is exchanged', async () => {
    expect(await outcome(exchange('notes', onward))).toBe('ok')
  })

  it('row 18: §2.2.2 no subject token, or none at all, is invalid_request', async () => {
    const { subject_token: _, ...without } = exchangeForm('')
    const { subject_token_type: __, ...untyped } = exchangeForm(tokens.access_token)
    for (const form of [without, untyped, exchangeForm('x'), exchangeForm('a.b.c')]) {
      expect(await outcome(house.token(form as Record<string, string>, 'notes'))).toBe(REFUSED)
    }
  })

  it('row 18: §2.2.2 an expired one', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(Date.now() + 901_000)
    expect(await outcome(exchange('notes', onward))).toBe(REFUSED)
  })

  const ends: [string, () => Promise<unknown>][] = [
    ['it was taken back', () => house.postAs('web', '/revoke', { token: tokens.access_token })],
    ['its grant was closed', () => house.postAs('web', '/revoke', { token: tokens.refresh_token })],
    ['consent is withdrawn', () => store().consents.withdraw('ada', 'web', now())],
    ['the person is disabled', () => store().users.disable('ada', now())],
    ['its client is disabled', () => store().clients.disable('web', now())],
  ]
  it.each(ends)('row 10, row 18: §2.2.2 one where %s', async (_, end) => {
    const derived = await bodyOf(await exchange('notes', onward))
    await end()
    expect(await outcome(exchange('notes', onward))).toBe(REFUSED)
    const further = exchange('search', { resource: API, scope: 'notes:read' }, derived.access_token)
    // a single token that is taken back takes no other with it; everything else does
    expect(await outcome(further)).toBe(_ === 'it was taken back' ? 'ok' : REFUSED)
  })

  it('row 18: §2.2.2 the disabled client that asks is invalid_client', async () => {
    await store().clients.disable('notes', now())
    expect(await outcome(exchange('notes', onward))).toBe('401 invalid_client')
  })

  // goes red without requireBusinessWith
  it('row 18: §1 who it was neither issued nor sent to cannot use it', async () => {
    for (const client_id of ['search', 'agent', 'trimmer']) {
      for (const changes of [{}, onward, { resource: API, scope: 'notes:read' }]) {
        expect(await outcome(exchange(client_id, changes)), client_id).toBe(REFUSED)
      }
    }
    const elsewhere = await house.tokens({ resource: OTHER_API, scope: 'openid other:read' })
    expect(await outcome(exchange('notes', onward, elsewhere.access_token))).toBe(REFUSED)
  })

  it('row 18: §1 what an API was given for the next one, the one before cannot send elsewhere by itself', async () => {
    const { access_token } = await bodyOf(await exchange('notes', onward))
    // web had the token it came from, and has no business with this one
    house.addClient({ ...house.storage.data().clients.get('agent'), client_id: 'web' })
    expect(await outcome(exchange('web', {}, access_token))).toBe(REFUSED)
  })

  it('row 9, row 18: §3 what is no access token is not taken for one, whatever it is called', async () => {
    const { browser: _, form: __, ...kinds } = await artefactsOf(house)
    for (const [kind, token] of Object.entries({ ...kinds, secret: SECRET })) {
      if (kind === 'access_token') continue
      expect(await outcome(exchange('notes', onward, token)), kind).toBe(REFUSED)
    }
    for (const type of [TYPE.id, TYPE.refresh, TYPE.jwt, TYPE.saml2, TYPE.idJag, 'access_token']) {
      const response = exchange('notes', { ...onward, subject_token_type: type })
      expect(await outcome(response), type).toBe(REFUSED)
    }
  })

  it('row 16, row 18: §2.2.2 one that was forged, or signed by somebody else', async () => {
    const claims = () => claimsIn(tokens.access_token)
    const { kid } = headerIn(tokens.access_token)
    const made = forgeries(signer('ES256', kid), { claims, typ: 'at+jwt' })
    made.push(['right in form', jwt(signer('ES256', kid), claims(), { typ: 'at+jwt' })])
    for (const [name, token] of made) {
      expect(await outcome(exchange('notes', onward, token)), name).toBe(REFUSED)
    }
  })

  it('row 18: §2.2.2 one of another tenant', async () => {
    const tenants = ['acme', 'globex']
    const both = await testServer({ issuer: 'https://id.test.invalid/:tenant', tenants })
    for (const tenant of tenants) addExchangers(both, tenant)
    const mine = await both.tokens({ scope: 'notes:read' })
    const at = async (tenant: string) => {
      const body = new URLSearchParams(exchangeForm(mine.access_token, onward))
      const headers = { Authorization: basic('notes', SECRET) }
      const url = `https://id.test.invalid/${tenant}/token`
      return outcome(both.fetch(new Request(url, { method: 'POST', body, headers })))
    }
    expect([await at('acme'), await at('globex')]).toEqual(['ok', REFUSED])
  })

  it('row 12, row 18: §2.1 for what the operator has not listed there is invalid_target', async () => {
    house.storage.data().resources.set('https://third.test.invalid', {
      ...(house.storage.data().resources.get(SEARCH) as Resource),
      identifier: 'https://third.test.invalid',
    })
    const targets = [
      API,
      'https://third.test.invalid',
      'https://nowhere.test.invalid',
      house.issuer,
    ]
    for (const resource of targets) {
      expect(await outcome(exchange('notes', { resource })), resource).toBe('400 invalid_target')
      expect(await outcome(exchange('notes', { audience: resource }))).toBe('400 invalid_target')
    }
    // listed, but not the client's own any more
    const { clients } = house.storage.data()
    clients.set('notes', { ...(clients.get('notes') as Client), resources: [API] })
    expect(await outcome(exchange('notes', onward))).toBe('400 invalid_target')
  })

  it('row 18: §2.1 a scope of the next API that the token does not carry is not given', async () => {
    const asked = await bodyOf(
      await exchange('notes', { ...onward, scope: 'search notes:read openid' }),
    )
    expect(asked.scope).toBe('notes:read')
    expect(await outcome(exchange('notes', { ...onward, scope: 'search' }))).toBe(
      '400 invalid_scope',
    )
    expect(await outcome(exchange('notes', { resource: OTHER_API }))).toBe('400 invalid_scope')
    expect(await outcome(exchange('notes', { ...onward, scope: 'openid email' }))).toBe(
      '400 invalid_scope',
    )
  })

  it('row 18: whoever exchanges whatever for whatever: never more, never longer', async () => {
    const names = [
      'openid',
      'email',
      'offline_access',
      'notes:read',
      'notes:write',
      'search',
      'other:read',
      'admin',
    ]
    const some = fc.subarray(names).map((some) => some.join(' '))
    const scope = fc.oneof(some, fc.constantFrom('', 'notes:read'))
    const hop = fc.record({
      client_id: fc.constantFrom(
        'notes',
        'notes',
        'notes',
        'search',
        'search',
        'agent',
        'trimmer',
        'web',
      ),
      resource: fc.constantFrom('', API, SEARCH, SEARCH, SEARCH, OTHER_API, house.issuer),
      scope,
    })
    let exchanged = 0
    const run = fc.asyncProperty(fc.array(hop, { minLength: 1, maxLength: 4 }), async (hops) => {
      let { access_token } = tokens
      for (const { client_id, ...changes } of hops) {
        const response = await exchange(client_id, changes, access_token)
        expect(response.status).toBeLessThan(402)
        if (response.status !== 200) continue
        const next = (await bodyOf(response)).access_token
        const [before, after] = [claimsIn(access_token), claimsIn(next)]
        exchanged++
        expect(before.scope.split(' ')).toEqual(expect.arrayContaining(after.scope.split(' ')))
        expect(after.scope).not.toMatch(/openid|email|offline/)
        expect(after.exp).toBeLessThanOrEqual(before.exp)
        expect([after.sub, after.iss, after.sid]).toEqual([before.sub, before.iss, before.sid])
        expect(after.status).toEqual(before.status)
        if (after.client_id !== before.client_id || after.aud !== before.aud) {
          expect(after.act).toMatchObject({ sub: client_id })
          expect(after.act.act).toEqual(before.act)
        }
        access_token = next
      }
    })
    await fc.assert(run, { numRuns: 150 })
    expect(exchanged).toBeGreaterThan(20)
  })

  it('row 18: §2.2.1 it lives no longer than what it came from, and no longer than its API lets it', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(Date.now() + 600_000)
    const { access_token, expires_in } = await bodyOf(await exchange('notes', onward))
    expect(expires_in).toBeLessThanOrEqual(300)
    expect(claimsIn(access_token).exp).toBe(claimsIn(tokens.access_token).exp)
    const { resources } = house.storage.data()
    resources.set(SEARCH, { ...(resources.get(SEARCH) as Resource), access_token_lifetime: 60 })
    expect((await bodyOf(await exchange('notes', onward))).expires_in).toBe(60)
  })
})
