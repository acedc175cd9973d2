import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { User } from '../../src/store/port.ts'
import { jwt, now, signer } from '../support/assertions.ts'
import { addExchangers, exchangeForm, JWT_BEARER, SEARCH } from '../support/exchange.ts'
import { API, SECRET } from '../support/fixtures.ts'
import { basic, bodyOf, claimsIn } from '../support/house.ts'
import {
  addEnterprise,
  IDP,
  idJag,
  idJagClaims,
  idpKey,
  present,
  publish,
  trusted,
} from '../support/idp.ts'
import { Outside } from '../support/outside.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let outside: Outside
beforeEach(() => {
  outside = new Outside()
})
afterEach(() => void vi.useRealTimers())

const start = async (issuer: object = {}) => {
  const house = await testServer({
    ...outside.options,
    trustedIssuers: [{ ...trusted, ...issuer }],
  })
  addEnterprise(house)
  return house
}
const outcome = async (response: Response | Promise<Response>) => {
  const { status } = await response
  return status === 200 ? 'ok' : `${status} ${(await bodyOf(await response)).error}`
}
const REFUSED = '400 invalid_grant'
const LATER = '503 temporarily_unavailable'
const OAUTH = 'https://idp.example.com/.well-known/oauth-authorization-server/acme'
const OPENID = `${IDP}/.well-known/openid-configuration`

describe('Identity Assertion Authorization Grant: keys of the issuer', () => {
  it('RFC 8414 §3 are found by its metadata, and kept', async () => {
    publish(outside)
    const house = await start()
    for (let n = 0; n < 3; n++) expect(await outcome(present(house, idJag(house)))).toBe('ok')
    expect(outside.asked).toEqual([OAUTH, `${IDP}/jwks`])
  })

  it('OpenID Connect Discovery §4 or by that of OpenID Connect', async () => {
    outside.put(OPENID, { issuer: IDP, jwks_uri: `${IDP}/jwks` })
    outside.put(`${IDP}/jwks`, { keys: [idpKey.jwk] })
    const house = await start()
    for (let n = 0; n < 3; n++) expect(await outcome(present(house, idJag(house)))).toBe('ok')
    expect(outside.asked).toEqual([OAUTH, OPENID, `${IDP}/jwks`])
  })

  it('RFC 8414 §3.3 metadata that names another issuer is not its own', async () => {
    for (const issuer of ['https://idp.example.com', `${IDP}/`, undefined]) {
      outside.put(OAUTH, { issuer, jwks_uri: `${IDP}/jwks` })
      outside.put(`${IDP}/jwks`, { keys: [idpKey.jwk] })
      const house = await start()
      expect(await outcome(present(house, idJag(house)))).toBe(LATER)
    }
  })

  it('are those that were configured, without asking anybody', async () => {
    const house = await start({ jwks: { keys: [idpKey.jwk] } })
    expect(await outcome(present(house, idJag(house)))).toBe('ok')
    expect(outside.asked).toEqual([])
    outside.put('https://keys.example.com/', { keys: [idpKey.jwk] })
    const other = await start({ jwks_uri: 'https://keys.example.com/' })
    expect(await outcome(present(other, idJag(other)))).toBe('ok')
    expect(outside.asked).toEqual(['https://keys.example.com/'])
  })

  it('that cannot be had are 503, and use nothing up', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const house = await start()
    const assertion = idJag(house)
    expect(await outcome(present(house, assertion))).toBe(LATER)
    publish(outside)
    vi.setSystemTime(Date.now() + 6000)
    expect(await outcome(present(house, assertion))).toBe('ok')
  })

  it('that are new count at once', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    publish(outside)
    const house = await start()
    expect(await outcome(present(house, idJag(house)))).toBe('ok')
    const next = signer('ES256', 'next')
    publish(outside, [idpKey.jwk, next.jwk])
    vi.setSystemTime(Date.now() + 31_000)
    const assertion = jwt(next, idJagClaims(house), { typ: 'oauth-id-jag+jwt' })
    expect(await outcome(present(house, assertion))).toBe('ok')
  })

  it('row 29: are not fetched for what nobody has trusted, nor inside a network', async () => {
    publish(outside)
    const house = await start()
    for (const iss of ['https://evil.example.com', 'https://10.0.0.1', 'http://localhost']) {
      expect(await outcome(present(house, idJag(house, { iss })))).toBe(REFUSED)
    }
    expect(await outcome(present(house, idJag(house, { aud: 'https://x.example.com' })))).toBe(
      REFUSED,
    )
    expect(outside.asked).toEqual([])
    outside.put(OAUTH, { issuer: IDP, jwks_uri: 'https://169.254.169.254/jwks' })
    expect(await outcome(present(house, idJag(house)))).toBe(LATER)
    expect(outside.asked).toEqual([OAUTH])
  })
})

describe('Identity Assertion Authorization Grant: whom it is about', () => {
  const local = async (changes: Partial<User>, house?: TestServer) => {
    publish(outside)
    const there = house ?? (await start())
    const { users } = there.storage.data()
    users.set('ada', { ...(users.get('ada') as User), ...changes })
    return there
  }

  it('row 26: §8 an account whose address nobody has proven is not theirs', async () => {
    const house = await local({ email_verified: false })
    expect(await outcome(present(house, idJag(house)))).toBe(REFUSED)
  })

  it('row 26: addresses are one spelling, and their domain is looked at in that one', async () => {
    const house = await local({})
    for (const email of [
      'Ada@Example.COM',
      ' ada@example.com ',
      'ada＠example.com',
      'ａda@example.com',
    ]) {
      expect(await outcome(present(house, idJag(house, { email }))), email).toBe('ok')
    }
    for (const email of [
      'ada@example.com@evil.org',
      'ada@evil.org＠example.com',
      '"ada@example.com"@evil.org',
      'ada@examрle.com',
    ]) {
      expect(await outcome(present(house, idJag(house, { email }))), email).toBe(REFUSED)
    }
  })

  it('nobody else learns whether there is an account: the answer is the same', async () => {
    const house = await local({})
    const answer = async (email: string) => bodyOf(await present(house, idJag(house, { email })))
    const unknown = await answer('eve@example.com')
    await house.storage.forTenant('default').users.disable('ada', now())
    expect(await answer('ada@example.com')).toEqual(unknown)
  })

  const causes: [string, (house: TestServer) => Promise<unknown>][] = [
    [
      'the person is disabled',
      ({ storage }) => storage.forTenant('default').users.disable('ada', now()),
    ],
    [
      'the person withdraws',
      ({ storage }) => storage.forTenant('default').consents.withdraw('ada', 'enterprise', now()),
    ],
    [
      'the client is disabled',
      ({ storage }) => storage.forTenant('default').clients.disable('enterprise', now()),
    ],
  ]
  it.each(causes)('row 10: when %s, the token ends at once', async (_, end) => {
    const house = await local({})
    const { access_token: token } = await bodyOf(await present(house, idJag(house)))
    const active = async () =>
      (await bodyOf(await house.postAs('api', '/introspect', { token }))).active
    expect(await active()).toBe(true)
    await end(house)
    expect(await active()).toBe(false)
  })

  it('a person sees it among their applications, and can end it there', async () => {
    const house = await local({})
    const { access_token: token } = await bodyOf(await present(house, idJag(house)))
    const browser = house.browser()
    await house.signIn(browser, house.authorizeUrl())
    const page = await browser.open('/account')
    expect(page.html).toContain('idp.example.com')
    await browser.submit(page, { action: '/account/apps/disconnect', client_id: 'enterprise' })
    expect(await bodyOf(await house.postAs('api', '/introspect', { token }))).toEqual({
      active: false,
    })
  })

  it('§4.4.2 its token is exchanged like any other, and revoked', async () => {
    const house = await local({})
    addExchangers(house)
    const { access_token } = await bodyOf(await present(house, idJag(house)))
    const exchange = () => house.token(exchangeForm(access_token, { resource: SEARCH }), 'notes')
    const claims = claimsIn((await bodyOf(await exchange())).access_token)
    expect(claims).toMatchObject({ sub: 'ada', act: { sub: 'notes' } })
    await house.postAs('enterprise', '/revoke', { token: access_token })
    expect(await outcome(exchange())).toBe('400 invalid_request')
  })

  it('§6.1 an issuer of several tenants is trusted for one', async () => {
    publish(outside)
    const house = await start({ tenant: 'acme' })
    expect(await outcome(present(house, idJag(house, { tenant: 'acme' })))).toBe('ok')
    for (const tenant of ['globex', undefined]) {
      expect(await outcome(present(house, idJag(house, { tenant })))).toBe(REFUSED)
    }
  })

  it('row 15: one tenant of ours may trust whom another does not', async () => {
    publish(outside)
    const tenants = ['acme', 'globex']
    const issuer = 'https://id.test.invalid/:tenant'
    const trustedIssuers = [{ ...trusted, tenants: ['acme'] }]
    const both = await testServer({ ...outside.options, issuer, tenants, trustedIssuers })
    for (const tenant of tenants) {
      const { clients } = both.storage.data(tenant)
      const enterprise = {
        ...clients.get('web'),
        client_id: 'enterprise',
        grant_types: [JWT_BEARER],
      }
      clients.set('enterprise', enterprise as never)
    }
    const at = async (tenant: string) => {
      const assertion = idJag(both, { aud: `https://id.test.invalid/${tenant}`, resource: API })
      const body = new URLSearchParams({ grant_type: JWT_BEARER, assertion })
      const headers = { Authorization: basic('enterprise', SECRET) }
      const url = `https://id.test.invalid/${tenant}/token`
      return outcome(both.fetch(new Request(url, { method: 'POST', body, headers })))
    }
    expect([await at('acme'), await at('globex')]).toEqual(['ok', REFUSED])
  })
})

describe('Identity Assertion Authorization Grant: one’s own', () => {
  it('§8.3 what an issuer made itself is no grant there, even if a template of it is trusted', async () => {
    const [acme, globex] = ['https://id.example.com/acme', 'https://id.example.com/globex']
    const both = await testServer({
      ...outside.options,
      issuer: 'https://id.example.com/:tenant',
      tenants: ['acme', 'globex'],
      trustedIssuers: [{ ...trusted, issuer: acme, jwks: { keys: [idpKey.jwk] } }],
    })
    const at = async (aud: string) => {
      const { clients } = both.storage.data(aud.split('/').at(-1))
      const web = clients.get('web')
      clients.set('enterprise', {
        ...web,
        client_id: 'enterprise',
        grant_types: [JWT_BEARER],
      } as never)
      const body = new URLSearchParams({
        grant_type: JWT_BEARER,
        assertion: idJag(both, { iss: acme, aud }),
      })
      const headers = { Authorization: basic('enterprise', SECRET) }
      return outcome(both.fetch(new Request(`${aud}/token`, { method: 'POST', body, headers })))
    }
    expect([await at(globex), await at(acme)]).toEqual(['ok', REFUSED])
  })
})

describe('trustedIssuers', () => {
  const problems: [string, object][] = [
    ['expected a URL', { issuer: 'idp.example.com' }],
    ['expected a URL', { issuer: 'https://idp.example.com/?x' }],
    ['the issuer itself', { issuer: 'https://id.test.invalid' }],
    ['leave one out', { jwks: { keys: [idpKey.jwk] }, jwks_uri: 'https://idp.example.com/jwks' }],
    ['the tenant acme is not one of ours', { tenants: ['acme'] }],
    ['expected a domain', { email_domains: ['*'] }],
    ['email_domains', { email_domains: [] }],
    ['email_domains', { email_domains: undefined }],
    ['and nothing else', { emails: ['example.com'] }],
  ]
  it.each(problems)('says what is wrong: %s', async (why, changes) => {
    await expect(start(changes)).rejects.toThrow(why)
    const twice = testServer({ trustedIssuers: [trusted, trusted] })
    await expect(twice).rejects.toThrow('is there twice')
  })
})
