import { beforeAll, describe, expect, it } from 'vitest'
import { SECRET } from '../support/fixtures.ts'
import { basic, bodyOf } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
beforeAll(async () => {
  house = await testServer()
})

describe('RFC 6749', () => {
  const grantTypes: [string, Record<string, string>, string, string][] = [
    ['missing', {}, 'web', 'invalid_request'],
    ['empty', { grant_type: '' }, 'web', 'invalid_request'],
    ['unknown', { grant_type: 'urn:unknown' }, 'web', 'unsupported_grant_type'],
    ['in another case', { grant_type: 'Refresh_Token' }, 'web', 'unsupported_grant_type'],
    ['of an object', { grant_type: 'constructor' }, 'web', 'unsupported_grant_type'],
    ['implicit', { grant_type: 'implicit' }, 'web', 'unsupported_grant_type'],
    ['password', { grant_type: 'password', username: 'a' }, 'web', 'unsupported_grant_type'],
    ['not registered', { grant_type: 'client_credentials' }, 'web', 'unauthorized_client'],
    [
      'not registered, too',
      { grant_type: 'refresh_token', refresh_token: 'x' },
      'service',
      'unauthorized_client',
    ],
    [
      'authorization_code without a code',
      { grant_type: 'authorization_code' },
      'web',
      'invalid_request',
    ],
    ['refresh_token without a token', { grant_type: 'refresh_token' }, 'web', 'invalid_request'],
  ]
  it.each(grantTypes)('§5.2 a grant_type that is %s', async (_, ...[form, client_id, error]) => {
    const response = await house.postAs(client_id, '/token', form)
    expect(response.status).toBe(400)
    const body = await bodyOf(response)
    expect(body.error).toBe(error)
    expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]{10,}$/)
    expect(body.error_uri ?? '').toBe('')
  })

  it('§5.2 the password grant is refused with a sentence that says what to use', async () => {
    const response = await house.postAs('web', '/token', { grant_type: 'password' })
    expect((await bodyOf(response)).error_description).toMatch(/authorization_code/)
  })

  it('§5.1 the answer has the members of the specification, and is not stored', async () => {
    const { form } = await house.code()
    const response = await house.token(form)
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await bodyOf(response)).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      token_type: 'Bearer',
      expires_in: 900,
      scope: 'openid profile email notes:read notes:write',
      refresh_token: expect.stringMatching(/^spr_/),
      id_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    })
  })

  it('§5.2 an error has its shape, and is not stored', async () => {
    const response = await house.postAs('web', '/token', {})
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(Object.keys(await bodyOf(response)).sort()).toEqual(['error', 'error_description'])
  })

  it('§3.2 a parameter sent twice is invalid_request, and uses nothing up', async () => {
    const { form } = await house.code()
    const twice = (name: string) =>
      house.fetch(
        new Request(`${house.issuer}/token`, {
          method: 'POST',
          body: `${new URLSearchParams(form)}&${name}=${form.code}`,
          headers: {
            'Content-Type': 'application/x-www-form-urlencoded',
            Authorization: basic('web', SECRET),
          },
        }),
      )
    for (const name of Object.keys(form)) {
      const response = await twice(name)
      expect(response.status).toBe(400)
      expect((await bodyOf(response)).error).toBe('invalid_request')
    }
    expect((await house.token(form)).status).toBe(200)
  })

  it('§3.2 unknown and empty parameters are ignored', async () => {
    const { form } = await house.code()
    expect((await house.token({ ...form, audience: 'x', resource: '', scope: '' })).status).toBe(
      200,
    )
  })

  it('§2.3.1 credentials in the query do not count', async () => {
    const query = new URLSearchParams({ client_id: 'web', client_secret: SECRET })
    const response = await house.post(`/token?${query}`, { grant_type: 'client_credentials' })
    expect(response.status).toBe(401)
  })
})

describe('CORS', () => {
  it('any site may ask /token, without cookies: answers, refusals and preflights', async () => {
    const headers = { Origin: 'https://spa.test.invalid' }
    const { form } = await house.code({ client_id: 'spa' })
    const answers = [
      await house.post('/token', { client_id: 'spa', ...form }, headers),
      await house.post('/token', { client_id: 'spa' }, headers),
      await house.get('/token', headers),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 405])
    const preflight = await house.fetch(
      new Request(`${house.issuer}/token`, { method: 'OPTIONS', headers }),
    )
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-methods')).toContain('POST')
    const allowed = preflight.headers.get('access-control-allow-headers')
    for (const name of ['authorization', 'content-type', 'mcp-protocol-version', 'dpop'])
      expect(allowed).toContain(name)
    for (const response of [...answers, preflight]) {
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      expect(response.headers.get('access-control-allow-credentials')).toBeNull()
      expect(response.headers.get('set-cookie')).toBeNull()
    }
  })
})
