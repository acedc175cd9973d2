import { base64url, exportJWK, generateKeyPair } from 'jose'
import { describe, expect, it } from 'vitest'
import { protectMcp } from '../../src/resource-server/mcp.ts'
import { access, call, list, mcp, mcp_metadata, setUpMcp, verdict } from './mcp-support.ts'
import { issuer, now } from './support.ts'

describe('RFC 9728', () => {
  it.each(['', '/mcp'])('§3.1 an MCP server serves its metadata at well-known%s', async (path) => {
    const { server } = setUpMcp()
    const url = `https://mcp.example.com/.well-known/oauth-protected-resource${path}`
    const response = await server.fetch(new Request(url))
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await response.json()).toEqual({
      resource: mcp,
      authorization_servers: [issuer],
      scopes_supported: ['notes:read'],
      bearer_methods_supported: ['header'],
    })
  })
})

describe('MCP authorization', () => {
  it('Error Handling: without a token 401, with where to go and what to ask for, and no error', async () => {
    const { ask, served } = setUpMcp()
    expect(verdict(await ask(undefined))).toEqual({
      status: 401,
      challenge: `Bearer resource_metadata="${mcp_metadata}", scope="notes:read"`,
    })
    expect(served).toEqual([])
  })

  it('Token Handling: an expired token is 401 invalid_token', async () => {
    const { ask, served } = setUpMcp()
    const { status, challenge } = verdict(await ask({ scope: 'notes:read', exp: now() - 60 }))
    expect(status).toBe(401)
    expect(challenge).toMatch(/^Bearer resource_metadata=".*", scope="notes:read", error="invalid/)
    expect(served).toEqual([])
  })

  it.each([
    ['another server', 'https://other.example.com/mcp'],
    ['the host without the path', 'https://mcp.example.com'],
    ['a trailing slash', `${mcp}/`],
    ['another case', 'https://MCP.example.com/mcp'],
    ['a path below', `${mcp}/admin`],
  ])('row 12: Token Handling: a token for %s is 401', async (_, aud) => {
    const { ask, served } = setUpMcp()
    const { status, challenge } = verdict(await ask({ scope: 'notes:read', aud }))
    expect([status, challenge]).toEqual([401, expect.stringContaining('error="invalid_token"')])
    expect(served).toEqual([])
  })

  it('row 16: Token Handling: a token that chooses its own algorithm or key is 401', async () => {
    const { as, server, served } = setUpMcp()
    const [, payload = '', signature = ''] = (await as.token({ scope: 'notes:read' })).split('.')
    const foreign = await exportJWK((await generateKeyPair('ES256')).publicKey)
    const headers = [
      { alg: 'none' },
      { alg: 'HS256' },
      { alg: 'ES256', jwk: foreign },
      { alg: 'ES256', jku: 'https://evil.example.com/jwks' },
      { alg: 'ES256', kid: '../../keys' },
      { alg: 'ES256', b64: false, crit: ['b64'] },
    ]
    for (const header of headers) {
      const encoded = base64url.encode(JSON.stringify({ typ: 'at+jwt', ...header }))
      for (const token of [`${encoded}.${payload}.${signature}`, `${encoded}.${payload}.`]) {
        const authorization = `Bearer ${token}`
        const response = await server.fetch(new Request(mcp, { headers: { authorization } }))
        expect(response.status).toBe(401)
      }
    }
    expect(served).toEqual([])
  })

  it('Token Requirements: a token in the query is not looked at', async () => {
    const { as, server, served } = setUpMcp()
    const token = await as.token({ scope: 'notes:read' })
    const url = `${mcp}?access_token=${token}`
    const response = await server.fetch(new Request(url, { method: 'POST', body: '{}' }))
    expect(verdict(response)).toEqual({
      status: 401,
      challenge: expect.not.stringContaining('error='),
    })
    expect(served).toEqual([])
  })

  it('Token Handling: an issuer that does not answer is 503, never 401, and its cause is for the log', async () => {
    const heard: unknown[] = []
    const { ask, served } = setUpMcp({
      fetch: () => Promise.reject(new TypeError('fetch failed')),
      onRefusal: ({ status, cause }) => heard.push([status, String(cause)]),
    })
    const response = await ask({ scope: 'notes:read' })
    expect(verdict(response)).toEqual({ status: 503, challenge: null })
    expect(response.headers.get('retry-after')).toBe('5')
    expect(heard).toEqual([[503, expect.stringContaining('could not be read')]])
    expect(served).toEqual([])
  })

  it('Token Handling: the server is told who asks, and for which resource', async () => {
    const { as, server, served } = setUpMcp()
    const exp = now() + 60
    const token = await as.token({ sub: 'ada', client_id: 'app', scope: 'notes:write', exp })
    const headers = { authorization: `Bearer ${token}` }
    await server.fetch(new Request(mcp, { method: 'POST', headers, body: '{"id":1}' }))
    expect(served[0]?.authInfo).toMatchObject({
      token,
      clientId: 'app',
      scopes: ['notes:write', 'notes:read'],
      expiresAt: exp,
      resource: new URL(mcp),
      resourceMetadataUrl: mcp_metadata,
      extra: { iss: issuer, sub: 'ada', scope: 'notes:write' },
    })
    expect(served[0]?.parsedBody).toEqual({ id: 1 })
    expect(await served[0]?.request.json()).toEqual({ id: 1 })
  })

  it('Refresh Tokens: offline_access among the scopes is refused at start', () => {
    const scopes = ['notes:read', 'offline_access']
    const make = () => protectMcp(() => new Response(), { issuer, resource: mcp, scopes })
    expect(make).toThrow(/offline_access; leave it out/)
  })
})

describe('MCP authorization, Scope Challenge Handling', () => {
  it('a tool that needs more is 403, with granted and needed scopes in one challenge', async () => {
    const { ask, served } = setUpMcp()
    const response = await ask({ scope: 'notes:read profile' }, call('add_note'))
    expect(verdict(response)).toEqual({
      status: 403,
      challenge:
        `Bearer resource_metadata="${mcp_metadata}", scope="notes:read profile notes:write", ` +
        'error="insufficient_scope", error_description="the token lacks notes:write"',
    })
    expect(served).toEqual([])
    await ask({ scope: 'notes:read notes:write' }, call('add_note'))
    expect(served).toHaveLength(1)
  })

  it('what every call needs and what the tool needs come in the same challenge', async () => {
    const { ask } = setUpMcp()
    const { challenge } = verdict(await ask({ scope: 'profile' }, call('delete_note')))
    expect(challenge).toContain('scope="profile notes:read notes:delete"')
  })

  it('a broader scope counts for those it implies, at any depth', async () => {
    const { ask } = setUpMcp()
    for (const scope of ['notes:write', 'notes:admin', 'other notes:admin']) {
      expect((await ask({ scope }, list())).status).toBe(200)
      expect((await ask({ scope }, call('add_note'))).status).toBe(200)
    }
  })

  it('a narrower scope does not count for the broader one', async () => {
    const { ask } = setUpMcp()
    expect((await ask({ scope: 'notes:read' }, call('add_note'))).status).toBe(403)
    expect((await ask({ scope: 'notes:write' }, call('delete_note'))).status).toBe(403)
  })

  it('scopes that imply each other end somewhere', async () => {
    const implies = { 'notes:read': ['notes:write'], 'notes:write': ['notes:read'] }
    const { ask, served } = setUpMcp({ implies })
    expect((await ask({ scope: 'notes:read' }, call('add_note'))).status).toBe(200)
    expect(served[0]?.authInfo.scopes).toEqual(['notes:read', 'notes:write'])
  })

  it('a tool that is not listed needs what every call needs', async () => {
    const { ask } = setUpMcp()
    for (const name of ['list_notes', 'constructor', '__proto__', 7, undefined]) {
      expect((await ask({ scope: 'notes:read' }, call(name))).status).toBe(200)
      expect((await ask({ scope: 'profile' }, call(name))).status).toBe(403)
    }
  })

  it('each call of a batch counts', async () => {
    const { ask } = setUpMcp()
    const batch = [list(), call('list_notes'), call('add_note')]
    expect((await ask({ scope: 'notes:read' }, batch)).status).toBe(403)
    expect((await ask({ scope: 'notes:write' }, batch)).status).toBe(200)
  })

  it('a body that cannot be looked at reaches nobody', async () => {
    const { ask, served } = setUpMcp()
    for (const body of ['{', 'name=add_note', '']) {
      const response = await ask({ scope: 'notes:read' }, body)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ jsonrpc: '2.0', error: { code: -32700 } })
    }
    const large = JSON.stringify({ ...call('add_note'), large: 'x'.repeat(4 * 1024 * 1024) })
    expect((await ask({ scope: 'notes:read' }, large)).status).toBe(413)
    expect(served).toEqual([])
  })

  it('a call by another method is looked at all the same', async () => {
    const { as, server } = setUpMcp()
    const headers = { authorization: `Bearer ${await as.token({ scope: 'notes:read' })}` }
    const body = JSON.stringify(call('add_note'))
    const response = await server.fetch(new Request(mcp, { method: 'PUT', headers, body }))
    expect(response.status).toBe(403)
  })

  it('a byte order mark hides no call, and what was looked at is what is served', async () => {
    const { ask, served } = setUpMcp()
    const body = `\ufeff${JSON.stringify(call('add_note'))}`
    expect((await ask({ scope: 'notes:read' }, body)).status).toBe(403)
    expect((await ask({ scope: 'notes:write' }, body)).status).toBe(200)
    expect(await served[0]?.request.json()).toEqual(served[0]?.parsedBody)
  })

  it('the body of a stranger is not read', async () => {
    const { server } = setUpMcp()
    const request = new Request(mcp, { method: 'POST', body: JSON.stringify(call('add_note')) })
    expect((await server.fetch(request)).status).toBe(401)
    expect(request.bodyUsed).toBe(false)
  })
})

describe('RFC 9470', () => {
  it('§3 a tool may ask for a recent sign-in', async () => {
    const { ask } = setUpMcp()
    const scope = 'notes:read notes:delete'
    const { status, challenge } = verdict(
      await ask({ scope, auth_time: now() - 600 }, call('delete_note')),
    )
    expect(status).toBe(401)
    expect(challenge).toContain('error="insufficient_user_authentication"')
    expect(challenge).toContain('max_age="300"')
    expect(challenge).toContain(`scope="${scope}"`)
    const fresh = { scope, auth_time: now() - 10 }
    expect((await ask(fresh, call('delete_note'))).status).toBe(200)
  })

  it('§3 the whole server may ask for a stronger sign-in', async () => {
    const { ask } = setUpMcp({ acr_values: ['mfa'] })
    const { status, challenge } = verdict(await ask({ scope: 'notes:read' }))
    expect([status, challenge]).toEqual([401, expect.stringContaining('acr_values="mfa"')])
    expect((await ask({ scope: 'notes:read', acr: 'mfa' })).status).toBe(200)
    expect((await ask({ scope: 'notes:write' }, call('add_note'))).status).toBe(401)
  })
})

describe('protectMcp', () => {
  it('answers a preflight request before it asks for a token', async () => {
    const { server, served } = setUpMcp()
    const headers = {
      origin: 'https://app.example.com',
      'access-control-request-headers': 'authorization, mcp-param-region',
    }
    const response = await server.fetch(new Request(mcp, { method: 'OPTIONS', headers }))
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('access-control-allow-headers')).toContain('mcp-param-region')
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
    const plain = await server.fetch(new Request(mcp, { method: 'OPTIONS' }))
    expect(plain.headers.get('access-control-allow-headers')).toContain('authorization')
    expect(served).toEqual([])
  })

  it('lets a page read the challenge and the session, also of what the server itself refuses', async () => {
    const exposed = 'access-control-expose-headers'
    const { ask } = setUpMcp({}, () => new Response(null, { status: 403 }))
    for (const response of [await ask(undefined), await ask({ scope: 'notes:read' })]) {
      expect(response.headers.get(exposed)).toContain('WWW-Authenticate')
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
    }
  })

  it('leaves the last word on CORS to the server', async () => {
    const origin = 'https://app.example.com'
    const headers = { 'access-control-allow-origin': origin }
    const { ask } = setUpMcp({}, () => new Response('', { headers }))
    const response = await ask({ scope: 'notes:read' })
    expect(response.headers.get('access-control-allow-origin')).toBe(origin)
  })

  it('refuses the pages of other origins when it is told whose may call', async () => {
    const { as, server } = setUpMcp({ origins: ['https://app.example.com'] })
    const authorization = `Bearer ${await as.token({ scope: 'notes:read' })}`
    const from = (origin?: string) =>
      server.fetch(new Request(mcp, { headers: { authorization, ...(origin && { origin }) } }))
    expect((await from('https://evil.example.com')).status).toBe(403)
    expect((await from('null')).status).toBe(403)
    expect((await from('https://app.example.com')).status).toBe(200)
    expect((await from()).status).toBe(200)
  })

  it('takes a handler with fetch, and asks for a token on every method', async () => {
    const { as } = setUpMcp()
    const options = { issuer, resource: mcp, fetch: as.fetch, ...access }
    const server = protectMcp({ fetch: async () => new Response('served') }, options)
    const headers = { authorization: `Bearer ${await as.token({ scope: 'notes:read' })}` }
    for (const method of ['GET', 'DELETE', 'PUT']) {
      expect((await server.fetch(new Request(mcp, { method }))).status).toBe(401)
      expect((await server.fetch(new Request(mcp, { method, headers }))).status).toBe(200)
    }
  })
})
