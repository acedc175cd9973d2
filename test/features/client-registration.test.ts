import { beforeEach, describe, expect, it } from 'vitest'
import { API, CALLBACK } from '../support/fixtures.ts'
import { basic, bodyOf, claimsIn, createPkce } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const NATIVE = {
  client_name: 'Native',
  redirect_uris: ['http://127.0.0.1:4711/callback'],
  token_endpoint_auth_method: 'none',
}
const NONE = { token_endpoint_auth_method: 'none' }
const WEB = { client_name: 'Web', redirect_uris: [CALLBACK] }

let house: TestServer
beforeEach(async () => {
  house = await testServer({ clientRegistration: 'open' })
})

const register = (body: unknown, headers: Record<string, string> = {}, at = house) =>
  at.fetch(
    new Request(`${at.issuer}/register`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }),
  )

const registered = async (body: unknown) => {
  const response = await register(body)
  expect(response.status, await response.clone().text()).toBe(201)
  return bodyOf(response)
}

const errorOf = async (response: Response) => {
  const { error, error_description } = await bodyOf(response)
  return `${response.status} ${error}: ${error_description}`
}

/** Signs Ada in at a registered client and answers its tokens. */
async function tokensOf(
  client: { client_id: string; client_secret?: string },
  redirect_uri = CALLBACK,
) {
  const pkce = createPkce()
  const asked = { client_id: client.client_id, redirect_uri, resource: API }
  const url = house.authorizeUrl(asked, pkce)
  const page = await house.signIn(house.browser(), url)
  const form = {
    grant_type: 'authorization_code',
    code: page.leavesTo?.searchParams.get('code') ?? '',
    redirect_uri,
    code_verifier: pkce.code_verifier,
    client_id: client.client_id,
  }
  const { client_id, client_secret } = client
  return house.post(
    '/token',
    form,
    client_secret ? { Authorization: basic(client_id, client_secret) } : {},
  )
}

describe('RFC 7591', () => {
  it('§3.2.1 a client is told all that is registered, with the defaults, nothing null and nothing empty', async () => {
    const response = await register({ ...WEB, scope: 'notes:read', logo_uri: null, contacts: [] })
    expect(response.status).toBe(201)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await bodyOf(response)).toEqual({
      ...WEB,
      client_id: expect.stringMatching(/^reg_[A-Za-z0-9._~-]+$/),
      client_id_issued_at: expect.any(Number),
      client_secret: expect.stringMatching(/^sps_[A-Za-z0-9._~-]{40,}$/),
      client_secret_expires_at: 0,
      registration_access_token: expect.stringMatching(/^spm_[A-Za-z0-9._~-]{40,}$/),
      registration_client_uri: expect.stringContaining(`${house.issuer}/register/reg_`),
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      application_type: 'web',
      id_token_signed_response_alg: 'RS256',
      scope: 'notes:read',
    })
  })

  it('§3.2.1 a client without a secret is told of none', async () => {
    const record = await registered(NATIVE)
    for (const name of ['client_secret', 'client_secret_expires_at'])
      expect(record).not.toHaveProperty(name)
  })

  it('§2 what is stored of it is a stranger: asked each time, no ceiling of scope, no privilege', async () => {
    const { client_id } = await registered({ ...WEB, scope: 'notes:read' })
    const client = house.storage.data().clients.get(client_id)
    expect(client).toMatchObject({
      source: 'registered',
      trust: 'unidentified',
      consent: 'always',
      refresh_token_rotation: true,
    })
    for (const name of ['scope', 'resources', 'serves', 'token_exchange', 'status_number'])
      expect(client).not.toHaveProperty(name)
  })

  it('§2 a scope said at registration is no ceiling: more can be granted', async () => {
    const client = await registered({ ...WEB, scope: 'notes:read' })
    const { access_token, scope } = await bodyOf(await tokensOf(client))
    expect(scope.split(' ')).toContain('notes:write')
    expect(claimsIn(access_token)).toMatchObject({ aud: API, client_id: client.client_id })
  })

  it('§2 clients of people get tokens and refresh them: public on any port, and confidential', async () => {
    const native = await registered(NATIVE)
    const answer = await tokensOf(native, 'http://127.0.0.1:50123/callback')
    expect(answer.status, await answer.clone().text()).toBe(200)
    const { refresh_token } = await bodyOf(answer)
    const form = { grant_type: 'refresh_token', refresh_token, client_id: native.client_id }
    expect((await house.post('/token', form)).status).toBe(200)
    expect((await tokensOf(await registered(WEB))).status).toBe(200)
  })

  it('§2 a grant that acts for no person is not to be had by registering', async () => {
    const grant_types = ['client_credentials']
    expect(await errorOf(await register({ ...WEB, grant_types }))).toMatch(
      /^400 invalid_client_metadata/,
    )
    const client = await registered({ ...WEB, grant_types: ['authorization_code', ...grant_types] })
    expect(client.grant_types).toEqual(['authorization_code', 'refresh_token'])
    const header = { Authorization: basic(client.client_id, client.client_secret) }
    const answer = await house.post('/token', { grant_type: 'client_credentials' }, header)
    expect(await errorOf(answer)).toMatch(/^400 unauthorized_client/)
  })

  it.each([
    [{ redirect_uris: ['javascript:alert(1)'] }, '400 invalid_redirect_uri'],
    [{ redirect_uris: ['http://web.test.invalid/cb'] }, '400 invalid_redirect_uri'],
    [{ redirect_uris: [] }, '400 invalid_redirect_uri'],
    [{ ...WEB, token_endpoint_auth_method: 'magic' }, '400 invalid_client_metadata'],
    [{ ...WEB, client_name: 'a\u202eb' }, '400 invalid_client_metadata'],
    [[], '400 invalid_client_metadata'],
    ['text', '400 invalid_client_metadata'],
  ])('§3.2.2 %j is answered with %s', async (body, expected) => {
    expect(await errorOf(await register(body))).toMatch(new RegExp(`^${expected}: .+`))
  })

  it('§3.1 the body is JSON, in 16 KiB at most', async () => {
    const send = async (body: string, type = 'application/json') =>
      errorOf(
        await house.fetch(
          new Request(`${house.issuer}/register`, {
            method: 'POST',
            headers: { 'Content-Type': type },
            body,
          }),
        ),
      )
    expect(await send('{')).toMatch(/^400 invalid_request: .*JSON/)
    expect(await send('{}', 'text/plain')).toMatch(/^415 invalid_request/)
    expect(await send(JSON.stringify({ ...WEB, x: 'x'.repeat(16_384) }))).toMatch(
      /^413 invalid_request: .*16384 bytes/,
    )
    expect((await register({ ...WEB, x: 'x'.repeat(15_000) })).status).toBe(201)
  })

  it('§3 any site may register from a browser, also after a preflight', async () => {
    const preflight = (path: string) =>
      house.fetch(new Request(house.issuer + path, { method: 'OPTIONS' }))
    const methods = 'access-control-allow-methods'
    const allowed = await preflight('/register')
    expect(allowed.headers.get(methods)).toBe('POST')
    expect((await preflight('/register/reg_1')).headers.get(methods)).toBe('GET, PUT, DELETE')
    expect(allowed.headers.get('access-control-allow-headers')).toContain('content-type')
    const response = await register(NATIVE, { Origin: 'https://x.test.invalid' })
    for (const { headers } of [allowed, response]) {
      expect(headers.get('access-control-allow-origin')).toBe('*')
      expect(headers.get('access-control-allow-credentials')).toBeNull()
    }
    for (const [path, allow] of [
      ['/register', 'POST'],
      ['/register/reg_1', 'GET, PUT, DELETE'],
    ]) {
      const patch = new Request(house.issuer + path, { method: 'PATCH' })
      const refused = await house.fetch(patch)
      expect(refused.status).toBe(405)
      expect(refused.headers.get('allow')).toBe(allow)
    }
  })

  it('§3 it is off unless it is switched on, and advertised only then', async () => {
    const closed = await testServer()
    expect((await register(NATIVE, {}, closed)).status).toBe(404)
    const endpointOf = async (at: TestServer) =>
      (await bodyOf(await at.get('/.well-known/oauth-authorization-server'))).registration_endpoint
    expect(await endpointOf(closed)).toBeUndefined()
    expect(await endpointOf(house)).toBe(`${house.issuer}/register`)
  })
})

describe('RFC 7591: the same again', () => {
  it('42 identical registrations of a public client are one client', async () => {
    const records = []
    for (let i = 0; i < 42; i++) records.push(await registered(NATIVE))
    expect(new Set(records.map(({ client_id }) => client_id)).size).toBe(1)
    expect(records[41]).toEqual(records[0])
  })

  it('fifty at once are one client, and one record', async () => {
    const records = await Promise.all(Array.from({ length: 50 }, () => registered(NATIVE)))
    expect(new Set(records.map(({ client_id }) => client_id)).size).toBe(1)
    const stored = [...house.storage.data().clients.values()]
    expect(stored.filter(({ source }) => source === 'registered')).toHaveLength(1)
  })

  it('what changes nothing makes no other client: order, loopback port, scope, unknown members', async () => {
    const two = { ...NATIVE, redirect_uris: [...NATIVE.redirect_uris, 'native://cb'] }
    const { client_id } = await registered(two)
    const same = {
      ...two,
      redirect_uris: ['native://cb', 'http://127.0.0.1:9/callback'],
      scope: 'notes:read',
      contacts: ['a@b.example'],
      client_uri: '',
    }
    const again = await registered(same)
    expect(again.client_id).toBe(client_id)
    expect(again).toMatchObject({ redirect_uris: same.redirect_uris, scope: 'notes:read' })
  })

  it('another name, address, path or loopback host is another client', async () => {
    const { client_id } = await registered(NATIVE)
    const others = [
      { ...NATIVE, client_name: 'native' },
      { ...NATIVE, redirect_uris: ['http://127.0.0.1:4711/other'] },
      { ...NATIVE, redirect_uris: ['http://localhost:4711/callback'] },
      { ...NATIVE, redirect_uris: [...NATIVE.redirect_uris, CALLBACK] },
      { ...NATIVE, software_version: '2' },
    ]
    const ids = await Promise.all(others.map(async (one) => (await registered(one)).client_id))
    expect(new Set([client_id, ...ids]).size).toBe(others.length + 1)
  })

  it('a client that others may share is managed by none of them', async () => {
    const [first, second] = [await registered(NATIVE), await registered(NATIVE)]
    for (const record of [first, second]) {
      expect(record).not.toHaveProperty('registration_access_token')
      expect(record).not.toHaveProperty('registration_client_uri')
    }
    const stored = house.storage.data().clients.get(first.client_id)
    expect(stored).not.toHaveProperty('registration_token_hash')
  })

  it('a client with a secret or a key of its own is never shared', async () => {
    const [one, two] = await Promise.all([registered(WEB), registered(WEB)])
    expect(one.client_id).not.toBe(two.client_id)
    expect(one.client_secret).not.toBe(two.client_secret)
    expect(one.registration_access_token).not.toBe(two.registration_access_token)
  })

  it('row 19: a client that the operator has disabled does not come back by registering again', async () => {
    const { client_id } = await registered(NATIVE)
    await house.storage.forTenant('default').clients.disable(client_id, 1)
    expect(await errorOf(await register(NATIVE))).toMatch(/^403 access_denied/)
    expect(house.storage.data().clients.get(client_id)?.disabled_at).toBe(1)
  })
})

describe('RFC 7591: what is never used', () => {
  const later = () => house.storage.sweep(Math.floor(Date.now() / 1000) + 2 * 86_400)

  it('§5 a client that no person ever let in is gone after a day, and may come again by its id', async () => {
    const { client_id } = await registered(NATIVE)
    await later()
    const url = house.authorizeUrl({ client_id, redirect_uri: NATIVE.redirect_uris[0] })
    expect((await house.browser().open(url)).status).toBe(400)
    expect((await registered(NATIVE)).client_id).toBe(client_id)
    expect((await house.browser().open(url)).status).toBe(200)
  })

  it('§5 one that a person has let in stays, and refreshes', async () => {
    for (const body of [WEB, { ...WEB, ...NONE }]) {
      const client = await registered(body)
      const { refresh_token } = await bodyOf(await tokensOf(client))
      await later()
      const form = { grant_type: 'refresh_token', refresh_token, client_id: client.client_id }
      const secret = client.client_secret
      const header = secret ? { Authorization: basic(client.client_id, secret) } : undefined
      expect((await house.post('/token', form, header)).status).toBe(200)
    }
  })
})
