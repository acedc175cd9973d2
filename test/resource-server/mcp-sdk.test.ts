import {
  createMcpHandler,
  McpServer,
  OAuthError,
  requireBearerAuth,
} from '@modelcontextprotocol/server'
import { describe, expect, it } from 'vitest'
import { createMcpGuard, protectMcp } from '../../src/resource-server/mcp.ts'
import { call, list, mcp, mcp_metadata, setUpMcp, verdict } from './mcp-support.ts'
import { now } from './support.ts'

describe('@modelcontextprotocol/server 2.x, requireBearerAuth', () => {
  const gateOf = (options: Parameters<typeof setUpMcp>[0] = {}) => {
    const { as, given } = setUpMcp(options)
    const gate = requireBearerAuth(createMcpGuard(given).bearerAuth({ OAuthError }))
    const knock = (token?: string) =>
      gate(new Request(mcp, { headers: token ? { authorization: `Bearer ${token}` } : {} }))
    return { as, knock }
  }

  const refused = async (answer: Promise<unknown>) => {
    const response = await answer
    if (response instanceof Response) return verdict(response)
    throw new Error('the gate let it pass')
  }

  it('lets a good token pass, with implied scopes', async () => {
    const { as, knock } = gateOf()
    const auth = await knock(await as.token({ sub: 'ada', scope: 'notes:write' }))
    expect(auth).toMatchObject({
      clientId: 'test-client',
      scopes: ['notes:write', 'notes:read'],
      extra: { sub: 'ada' },
    })
  })

  it('answers 401 with the metadata and the scopes', async () => {
    const { as, knock } = gateOf()
    for (const token of [undefined, 'x', await as.token({ scope: 'notes:read', exp: 1 })]) {
      const { status, challenge } = await refused(knock(token))
      expect(status).toBe(401)
      expect(challenge).toContain('error="invalid_token"')
      expect(challenge).toContain(`resource_metadata="${mcp_metadata}"`)
      expect(challenge).toContain('scope="notes:read"')
    }
  })

  it('row 12: answers 401 to a token for another server', async () => {
    const { as, knock } = gateOf()
    const token = await as.token({ scope: 'notes:read', aud: 'https://other.example.com/mcp' })
    expect((await refused(knock(token))).status).toBe(401)
  })

  it('answers 403 when the scope is missing', async () => {
    const { as, knock } = gateOf()
    const { status, challenge } = await refused(knock(await as.token({ scope: 'profile' })))
    expect([status, challenge]).toEqual([403, expect.stringContaining('insufficient_scope')])
  })

  it('answers 500, never 401, when the issuer does not answer', async () => {
    const { as, knock } = gateOf({ fetch: () => Promise.reject(new TypeError('fetch failed')) })
    const token = await as.token({ scope: 'notes:read' })
    expect(await refused(knock(token))).toEqual({ status: 500, challenge: null })
  })

  it('answers 401 to a sign-in that is too old', async () => {
    const { as, knock } = gateOf({ max_age: 60 })
    const token = await as.token({ scope: 'notes:read', auth_time: now() - 600 })
    expect((await refused(knock(token))).status).toBe(401)
  })
})

describe('@modelcontextprotocol/server 2.x, scopeChallenge', () => {
  const setUp = () => {
    const { as, given } = setUpMcp({ tools: {} })
    const guard = createMcpGuard(given)
    const handler = createMcpHandler(() => {
      const server = new McpServer({ name: 'notes', version: '1.0.0' })
      const ran = (text: string) => () => ({ content: [{ type: 'text' as const, text }] })
      server.registerTool('list_notes', {}, ran('listed'))
      server.registerTool('add_note', { scopeChallenge: guard.needs('notes:write') }, ran('added'))
      return server
    })
    const server = protectMcp(handler, given)
    const ask = async (scope: string, body: unknown) =>
      server.fetch(
        new Request(mcp, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${await as.token({ scope })}`,
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
          },
          body: JSON.stringify(body),
        }),
      )
    return { ask }
  }

  it('a tool that says by itself what it needs is 403 before it runs, with granted and needed scopes', async () => {
    const { ask } = setUp()
    const response = await ask('notes:read profile', call('add_note'))
    expect(verdict(response)).toEqual({
      status: 403,
      challenge: expect.stringContaining('scope="notes:read profile notes:write"'),
    })
    expect(response.headers.get('www-authenticate')).toContain(mcp_metadata)
    expect(response.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate')
  })

  it('a broader scope is enough for it', async () => {
    const { ask } = setUp()
    expect(await (await ask('notes:admin', call('add_note'))).text()).toContain('added')
    expect(await (await ask('notes:read', call('list_notes'))).text()).toContain('listed')
    expect((await ask('notes:read', list())).status).toBe(200)
  })
})
