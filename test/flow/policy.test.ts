import { beforeEach, describe, expect, it } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { API, OTHER_API } from '../support/fixtures.ts'
import { claimsIn, sentBack } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let browser: Browser

beforeEach(async () => {
  house = await testServer()
  browser = house.browser()
})

const granted = async (changes: Record<string, string | undefined>) => {
  const { access_token, scope } = await house.tokens({ client_id: 'trusted', ...changes }, browser)
  expect(claimsIn(access_token).scope).toBe(scope)
  return { scope, aud: claimsIn(access_token).aud }
}
const errorOf = async (changes: Record<string, string | undefined>) =>
  sentBack(await house.signIn(browser, house.authorizeUrl({ client_id: 'trusted', ...changes })))[
    'error'
  ]

describe('RFC 6749', () => {
  const scopes: [string, string | undefined, string][] = [
    ['absent: the default of the resource', undefined, 'notes:read'],
    ['empty: the same', '', 'notes:read'],
    ['known', 'openid notes:write', 'openid notes:write'],
    ['with unknown names: they are dropped', 'openid x admin notes:read y', 'openid notes:read'],
    ['with names of another resource: they are dropped', 'notes:read other:read', 'notes:read'],
    ['twice: once', 'notes:read notes:read', 'notes:read'],
  ]
  it.each(scopes)('§3.3 a scope that is %s', async (_, scope, expected) => {
    expect((await granted({ scope })).scope).toBe(expected)
  })

  it('§3.3 a client is never granted more than it is registered for', async () => {
    house.addClient({
      client_id: 'trusted',
      consent: 'skip',
      trust: 'first-party',
      scope: ['openid'],
    })
    expect((await granted({ scope: 'openid email notes:write' })).scope).toBe('openid')
  })

  it('§4.1.2.1 a scope outside the grammar is invalid_scope', async () => {
    for (const scope of ['notes:read"', 'a\\b', 'a\tb'])
      expect(await errorOf({ scope })).toBe('invalid_scope')
  })
})

describe('RFC 8707', () => {
  const spellings: [string, string | undefined, string][] = [
    ['not named: the first of the client', undefined, API],
    ['as registered', API, API],
    ['another the client may have', OTHER_API, OTHER_API],
    ['with a trailing slash', `${API}/`, API],
    ['without the slash of a bare host', `${OTHER_API}/`, OTHER_API],
    ['with upper-case scheme and host', 'HTTPS://API.Test.Invalid/notes', API],
    ['with the default port', 'https://api.test.invalid:443/notes', API],
  ]
  it.each(spellings)(
    'row 12: §2 a resource %s: aud is the registered spelling',
    async (_, resource, aud) => {
      const changes = { scope: 'openid', ...(resource !== undefined && { resource }) }
      expect((await granted(changes)).aud).toBe(aud)
    },
  )

  it.each([
    'https://unknown.test.invalid',
    'https://api.test.invalid',
    `${API}/deeper`,
    `${API}?x=1`,
    `${API}#fragment`,
    'https://api.test.invalid/NOTES',
    'http://api.test.invalid/notes',
    'nonsense',
  ])('row 12: §2 the resource %s is invalid_target', async (resource) => {
    expect(await errorOf({ resource })).toBe('invalid_target')
  })

  it('§2 a resource the client may not ask for is invalid_target', async () => {
    house.addClient({ client_id: 'narrow', resources: [API] })
    expect(await errorOf({ client_id: 'narrow', resource: OTHER_API })).toBe('invalid_target')
    expect(await errorOf({ client_id: 'narrow', resource: API })).toBeUndefined()
  })

  it('§2 several resources in one request are invalid_target: a token has one audience', async () => {
    const url = `${house.authorizeUrl({ resource: API })}&resource=${encodeURIComponent(OTHER_API)}`
    expect(sentBack(await browser.open(url))['error']).toBe('invalid_target')
  })

  it('row 12: §2 a client that may have no resource gets none, even when there is only one', async () => {
    house.storage.data().resources.delete(OTHER_API)
    house.addClient({ client_id: 'none', consent: 'skip', trust: 'first-party', resources: [] })
    const changes = { client_id: 'none', scope: 'openid notes:read' }
    expect(await granted(changes)).toEqual({ scope: 'openid', aud: house.issuer })
    expect(await errorOf({ ...changes, resource: API })).toBe('invalid_target')
  })

  it('row 12: §2 a token for signing in alone is for the issuer, and for no API', async () => {
    const { resources: _, ...web } = house.storage.data().clients.get('trusted') ?? {}
    house.storage.data().clients.set('trusted', web as never) // no resources: whatever there is
    expect(await granted({ scope: 'openid notes:read' })).toEqual({
      scope: 'openid',
      aud: house.issuer,
    })
  })
})
