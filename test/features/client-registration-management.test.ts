import { beforeEach, describe, expect, it } from 'vitest'
import { API, CALLBACK } from '../support/fixtures.ts'
import { basic, bodyOf, createPkce } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const WEB = { client_name: 'Web', redirect_uris: [CALLBACK] }
const PRIVILEGED = {
  trust: 'first-party',
  consent: 'skip',
  resources: [API],
  serves: [API],
  token_exchange: { resources: [API], delegation: true },
  client_secrets: [],
  status_number: 1,
  source: 'document',
  region: 'EU',
  created_at: 1,
  used_at: 1,
  disabled_at: null,
  registration_hash: 'x',
  registration_token_hash: 'x',
  refresh_token_rotation: false,
  tenant: 'other',
}

interface Registered {
  client_id: string
  client_secret: string
  registration_access_token: string
  registration_client_uri: string
}

let house: TestServer
let client: Registered
beforeEach(async () => {
  house = await testServer({ clientRegistration: 'open' })
  client = await bodyOf(await send('POST', `${house.issuer}/register`, WEB))
})

const send = (method: string, url: string, body?: unknown, token?: string) =>
  house.fetch(
    new Request(url, {
      method,
      headers: {
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  )

const manage = (
  method: string,
  body?: unknown,
  { registration_client_uri: uri, registration_access_token: token } = client,
) => send(method, uri, body, token)

const stored = (client_id = client.client_id) => house.storage.data().clients.get(client_id)
const secretWorks = async ({ client_id, client_secret }: Registered) => {
  const form = { grant_type: 'refresh_token', refresh_token: 'x' }
  const answer = await house.post('/token', form, {
    Authorization: basic(client_id, client_secret),
  })
  return (await bodyOf(answer)).error !== 'invalid_client'
}

async function refreshTokenOf({ client_id, client_secret }: Registered) {
  const pkce = createPkce()
  const url = house.authorizeUrl({ client_id, resource: API }, pkce)
  const page = await house.signIn(house.browser(), url)
  const form = {
    grant_type: 'authorization_code',
    code: page.leavesTo?.searchParams.get('code') ?? '',
    redirect_uri: CALLBACK,
    code_verifier: pkce.code_verifier,
  }
  const header = { Authorization: basic(client_id, client_secret) }
  return (await bodyOf(await house.post('/token', form, header))).refresh_token as string
}

describe('RFC 7592', () => {
  it('§2.1 a client reads what is registered; its secret is not told again', async () => {
    const response = await manage('GET')
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const {
      client_secret: _,
      client_secret_expires_at: __,
      ...rest
    } = client as Registered & {
      client_secret_expires_at: number
    }
    expect(await bodyOf(response)).toEqual(rest)
  })

  it('§2.2 an update replaces all a client says of itself, and leaves its secret', async () => {
    const described = { ...WEB, client_uri: 'https://web.test.invalid' }
    const { client_id } = client
    expect((await manage('PUT', { client_id, ...described })).status).toBe(200)
    expect(stored()).toMatchObject(described)
    const other = { redirect_uris: ['https://web.test.invalid/other'], scope: 'notes:read' }
    const response = await manage('PUT', { client_id, ...other })
    expect(await bodyOf(response)).toMatchObject({ client_id, ...other })
    expect(stored()).not.toHaveProperty('client_name')
    expect(stored()).not.toHaveProperty('client_uri')
    expect(await secretWorks(client)).toBe(true)
    expect(await bodyOf(await manage('GET'))).not.toHaveProperty('client_name')
  })

  it('§2.2 what a client reads it may send back as it is', async () => {
    const read = await bodyOf(await manage('GET'))
    const response = await manage('PUT', read)
    expect(await bodyOf(response)).toEqual(read)
  })

  it('§2.2 client_id has to be its own; so has client_secret, where it is sent', async () => {
    const { client_id, client_secret } = client
    expect((await manage('PUT', { ...WEB, client_id, client_secret })).status).toBe(200)
    for (const wrong of [{}, { client_id: 'web' }, { client_id, client_secret: 'guess' }]) {
      const response = await manage('PUT', { ...WEB, ...wrong })
      expect(response.status).toBe(400)
      expect((await bodyOf(response)).error).toBe('invalid_request')
    }
  })

  it('§2.2 an update is checked as a registration is', async () => {
    const { client_id } = client
    const response = await manage('PUT', { client_id, redirect_uris: ['javascript:alert(1)'] })
    expect(response.status).toBe(400)
    expect((await bodyOf(response)).error).toBe('invalid_redirect_uri')
    expect(stored()?.redirect_uris).toEqual([CALLBACK])
  })

  it('§2.2 secrets follow the method: none without one, a new one where there was none', async () => {
    const { client_id } = client
    const none = { ...WEB, client_id, token_endpoint_auth_method: 'none' }
    expect(await bodyOf(await manage('PUT', none))).not.toHaveProperty('client_secret')
    expect(stored()?.client_secrets).toEqual([])
    expect(await secretWorks(client)).toBe(false)
    const again = await bodyOf(await manage('PUT', { ...WEB, client_id }))
    expect(again).toMatchObject({ client_secret_expires_at: 0 })
    expect(await secretWorks(again)).toBe(true)
  })

  it('§2.3 a client that is deleted is gone, and so are its grants, consents and token', async () => {
    const refresh_token = await refreshTokenOf(client)
    const response = await manage('DELETE')
    expect(response.status).toBe(204)
    expect(await response.text()).toBe('')
    const form = { grant_type: 'refresh_token', refresh_token }
    const header = { Authorization: basic(client.client_id, client.client_secret) }
    expect((await house.post('/token', form, header)).status).toBe(401)
    for (const row of house.storage.data().cell.values()) expect(row.state.closed_at).toBeDefined()
    expect((await house.get(`/authorize?client_id=${client.client_id}`)).status).toBe(400)
    for (const method of ['GET', 'DELETE']) expect((await manage(method)).status).toBe(401)
    expect((await manage('PUT', { ...WEB, client_id: client.client_id })).status).toBe(401)
  })

  it('§2.3 deleting one client leaves the grants of others', async () => {
    const other = await bodyOf(await send('POST', `${house.issuer}/register`, WEB))
    const refresh_token = await refreshTokenOf(other)
    expect((await manage('DELETE')).status).toBe(204)
    const form = { grant_type: 'refresh_token', refresh_token }
    const header = { Authorization: basic(other.client_id, other.client_secret) }
    expect((await house.post('/token', form, header)).status).toBe(200)
  })

  it.each(['GET', 'PUT', 'DELETE'])('§2 %s takes the own token and no other', async (method) => {
    const other: Registered = await bodyOf(await send('POST', `${house.issuer}/register`, WEB))
    const body = method === 'PUT' ? { ...WEB, client_id: client.client_id } : undefined
    const uri = client.registration_client_uri
    for (const token of [other.registration_access_token, 'guess', client.client_secret]) {
      const response = await send(method, uri, body, token)
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
      expect((await bodyOf(response)).error).toBe('invalid_token')
    }
    const bare = await send(method, uri, body)
    expect(bare.status).toBe(401)
    expect(bare.headers.get('www-authenticate')).toBe('Bearer')
    for (const client_id of ['web', 'nobody', '%', '%00']) {
      const elsewhere = `${house.issuer}/register/${client_id}`
      const response = await send(method, elsewhere, body, client.registration_access_token)
      expect(response.status, client_id).toBe(401)
    }
    expect(stored()?.disabled_at).toBeUndefined()
  })

  it('row 19: §2.2 an update cannot escalate: members that are the operator’s are left out', async () => {
    const { client_id } = client
    const before = stored()
    const sent = JSON.stringify({ ...WEB, client_id, scope: 'notes:read', ...PRIVILEGED })
    const withPrototype = sent.replace('{', '{"__proto__":{"trust":"first-party"},')
    const request = new Request(client.registration_client_uri, {
      method: 'PUT',
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${client.registration_access_token}`,
      },
      body: withPrototype,
    })
    expect((await house.fetch(request)).status).toBe(200)
    expect(stored()).toEqual(before)
    expect(stored()?.trust).toBe('unidentified')
  })

  it('row 19: §2.2 a registration cannot escalate either', async () => {
    const response = await send('POST', `${house.issuer}/register`, { ...WEB, ...PRIVILEGED })
    const { client_id } = await bodyOf(response)
    const {
      created_at,
      client_id: _,
      client_secrets,
      registration_token_hash,
      ...rest
    } = stored(client_id) ?? {}
    const { client_id: __, client_secrets: ___, ...expected } = stored() ?? {}
    expect(expected).toMatchObject(rest)
    expect(created_at).toBeGreaterThan(1)
    expect(client_secrets).toHaveLength(1)
    expect(registration_token_hash).not.toBe('x')
  })

  it('row 19: §2.2 grants that act for nobody cannot be had by an update', async () => {
    const grant_types = ['authorization_code', 'client_credentials', 'refresh_token']
    await manage('PUT', { ...WEB, client_id: client.client_id, grant_types })
    expect(stored()?.grant_types).toEqual(['authorization_code', 'refresh_token'])
  })

  it('row 19: §2.2 a disabled client cannot be read, changed, deleted or revived', async () => {
    await house.storage.forTenant('default').clients.disable(client.client_id, 5)
    const before = stored()
    const body = { ...WEB, client_id: client.client_id, disabled_at: null }
    for (const [method, sent] of [['GET'], ['PUT', body], ['DELETE']] as const) {
      const response = await manage(method, sent)
      expect(response.status).toBe(403)
      expect((await bodyOf(response)).error).toBe('access_denied')
    }
    expect(stored()).toEqual(before)
  })

  it('row 19: §2.2 a client the operator has taken up is no longer its own to change', async () => {
    const taken = { ...house.storage.data().clients.get(client.client_id), trust: 'verified' }
    house.addClient(taken as Parameters<TestServer['addClient']>[0])
    const redirect_uris = ['https://evil.test.invalid/cb']
    const response = await manage('PUT', { client_id: client.client_id, redirect_uris })
    expect(response.status).toBe(403)
    expect(stored()?.redirect_uris).toEqual([CALLBACK])
  })

  it('§2 clients that are configured are managed by nobody here', async () => {
    for (const token of ['', 'undefined', 'null']) {
      const uri = `${house.issuer}/register/web`
      expect((await send('DELETE', uri, undefined, token)).status).toBe(401)
    }
  })
})
