import { beforeAll, describe, expect, it } from 'vitest'
import { API, OTHER_API } from '../support/fixtures.ts'
import { bodyOf, claimsIn } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
beforeAll(async () => {
  house = await testServer()
})

const ask = (more: Record<string, string> = {}, client_id = 'service') =>
  house.token({ grant_type: 'client_credentials', ...more }, client_id)

describe('OAuth 2.1', () => {
  it('§4.2 a service gets a token of its own: no person, no refresh token, no ID token', async () => {
    const response = await ask({ scope: 'notes:read notes:write' })
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const body = await bodyOf(response)
    expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'scope', 'token_type'])
    const claims = claimsIn(body.access_token)
    const own = { sub: 'service', client_id: 'service', aud: API, scope: 'notes:read notes:write' }
    expect(claims).toMatchObject(own)
    for (const name of ['sid', 'auth_time', 'acr', 'amr', 'nonce'])
      expect(claims).not.toHaveProperty(name)
  })

  it('§4.2 a public client cannot use it, even when it is registered for it', async () => {
    house.addClient({
      client_id: 'public',
      token_endpoint_auth_method: 'none',
      grant_types: ['client_credentials'],
    })
    const form = { grant_type: 'client_credentials', client_id: 'public' }
    const response = await house.post('/token', form)
    expect(response.status).toBe(400)
    expect((await bodyOf(response)).error).toBe('unauthorized_client')
  })

  it('§4.2 scopes about persons are dropped, unknown ones too', async () => {
    const { scope } = await bodyOf(
      await ask({ scope: 'openid profile offline_access x notes:read' }),
    )
    expect(scope).toBe('notes:read')
  })

  it('§4.2 without scope it gets the default ones of the resource', async () => {
    expect((await bodyOf(await ask())).scope).toBe('notes:read')
    expect((await bodyOf(await ask({ resource: OTHER_API }))).scope).toBe('other:read')
  })

  it('§4.2 it never gets more than it is registered for', async () => {
    house.addClient({
      client_id: 'reader',
      grant_types: ['client_credentials'],
      scope: ['notes:read'],
    })
    const { scope } = await bodyOf(await ask({ scope: 'notes:read notes:write' }, 'reader'))
    expect(scope).toBe('notes:read')
  })

  it('§3.2.1 a scope outside the grammar is invalid_scope', async () => {
    const response = await ask({ scope: 'notes:read"' })
    expect([response.status, (await bodyOf(response)).error]).toEqual([400, 'invalid_scope'])
  })

  it('row 12: RFC 8707 §2 a resource it may not have, or nobody knows, is invalid_target', async () => {
    house.addClient({ client_id: 'narrow', grant_types: ['client_credentials'], resources: [API] })
    for (const resource of [OTHER_API, 'https://unknown.test.invalid', 'nonsense', `${API}#x`]) {
      const response = await ask({ resource }, 'narrow')
      expect([response.status, (await bodyOf(response)).error]).toEqual([400, 'invalid_target'])
    }
  })

  it('row 12: RFC 8707 §2 a client that may have no resource gets a token for none', async () => {
    const lonely = await testServer()
    lonely.storage.data().resources.delete(OTHER_API)
    lonely.addClient({ client_id: 'none', grant_types: ['client_credentials'], resources: [] })
    const response = await lonely.token({ grant_type: 'client_credentials' }, 'none')
    const { access_token } = await bodyOf(response)
    if (access_token !== undefined) expect(claimsIn(access_token).aud).toBe(lonely.issuer)
    else expect(response.status).toBe(400)
  })

  it('OpenID Connect Core §5.3 its token opens no userinfo', async () => {
    const { access_token } = await bodyOf(await ask())
    const response = await house.get('/userinfo', { Authorization: `Bearer ${access_token}` })
    expect(response.status).toBe(403)
  })

  it('RFC 7009 §2 its token can be taken back', async () => {
    const { access_token } = await bodyOf(await ask())
    const active = async () =>
      (await bodyOf(await house.postAs('api', '/introspect', { token: access_token }))).active
    expect(await active()).toBe(true)
    await house.postAs('service', '/revoke', { token: access_token })
    expect(await active()).toBe(false)
  })
})
