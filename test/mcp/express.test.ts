import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createMcpGuard, protectExpress } from '../../src/resource-server/mcp.ts'
import { call, list, mcp, mcp_metadata, setUpMcp, verdict } from '../resource-server/mcp-support.ts'
import { installed } from './installed.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

/** A server of sdk 1.x in Express, on a socket, behind either guard. */
async function start(by: 'protectExpress' | 'requireBearerAuth', options = {}) {
  const { default: express } = await import('express')
  const { McpServer } = await import('@modelcontextprotocol/sdk/server/mcp.js')
  const { StreamableHTTPServerTransport } = await import(
    '@modelcontextprotocol/sdk/server/streamableHttp.js'
  )
  const errors = await import('@modelcontextprotocol/sdk/server/auth/errors.js')
  const { requireBearerAuth } = await import(
    '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
  )
  const { as, given } = setUpMcp(options)
  const guard = protectExpress(given)
  const gate =
    by === 'protectExpress'
      ? guard.require()
      : requireBearerAuth(createMcpGuard(given).bearerAuth(errors))

  const app = express()
  app.use(guard.metadata())
  app.use('/mcp', express.json(), gate, async (req, res) => {
    const server = new McpServer({ name: 'notes', version: '1.0.0' })
    const who = (extra: { authInfo?: { extra?: Record<string, unknown> } }) => ({
      content: [{ type: 'text' as const, text: `for ${extra.authInfo?.extra?.['sub']}` }],
    })
    for (const name of ['list_notes', 'add_note']) server.registerTool(name, {}, who)
    const transport = new StreamableHTTPServerTransport({})
    await server.connect(transport as Parameters<typeof server.connect>[0])
    await transport.handleRequest(req, res, req.body)
  })
  const listening = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => listening.once('listening', resolve))
  stops.push(() => listening.close())
  const origin = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`

  const ask = async (scope: string | undefined, body: unknown, headers = {}) =>
    fetch(`${origin}/mcp`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(scope !== undefined && {
          authorization: `Bearer ${await as.token({ sub: 'ada', scope })}`,
        }),
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  return { ask, origin }
}

describe.skipIf(!installed)('sdk 1.x in Express', () => {
  it.each(['protectExpress', 'requireBearerAuth'] as const)(
    '%s: a good token passes, and the tool knows whose it is',
    async (by) => {
      const { ask } = await start(by)
      const response = await ask('notes:write', call('list_notes'))
      expect(response.status).toBe(200)
      expect(await response.text()).toContain('for ada')
    },
  )

  it.each(['protectExpress', 'requireBearerAuth'] as const)(
    '%s: without a token 401, with a poor one 403, and both name the metadata',
    async (by) => {
      const { ask } = await start(by)
      for (const [scope, expected] of [
        [undefined, 401],
        ['profile', 403],
      ] as const) {
        const { status, challenge } = verdict(await ask(scope, list()))
        expect(status).toBe(expected)
        expect(challenge).toContain(`resource_metadata="${mcp_metadata}"`)
        expect(challenge).toContain('notes:read')
      }
    },
  )

  it.each([
    ['protectExpress', 503],
    ['requireBearerAuth', 500],
  ] as const)('%s: an issuer that does not answer is %i, never 401', async (by, expected) => {
    const { ask } = await start(by, { fetch: () => Promise.reject(new TypeError('down')) })
    expect((await ask('notes:read', list())).status).toBe(expected)
  })

  it('protectExpress: a tool that needs more is 403, with granted and needed scopes', async () => {
    const { ask } = await start('protectExpress')
    expect(verdict(await ask('notes:read', call('add_note')))).toEqual({
      status: 403,
      challenge: expect.stringContaining('scope="notes:read notes:write"'),
    })
    expect((await ask('notes:write', call('add_note'))).status).toBe(200)
  })

  it('protectExpress: serves the metadata at root and path, and preflight before the token', async () => {
    const { origin } = await start('protectExpress')
    for (const path of ['', '/mcp']) {
      const url = `${origin}/.well-known/oauth-protected-resource${path}`
      expect(await (await fetch(url)).json()).toMatchObject({ resource: mcp })
    }
    const preflight = await fetch(`${origin}/mcp`, { method: 'OPTIONS' })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization')
  })

  it('protectExpress: a body that nobody has read reaches no tool', async () => {
    const { ask } = await start('protectExpress')
    const type = { 'content-type': 'text/plain' }
    const response = await ask('notes:read', call('add_note'), type)
    expect(response.status).toBe(415)
    expect(await response.text()).not.toContain('for ada')
  })

  it('protectExpress: answers no path of others, however it is spelled', async () => {
    const { origin } = await start('protectExpress')
    expect((await fetch(`${origin}//evil.example.com/`)).status).toBe(404)
    expect((await fetch(`${origin}/other`)).status).toBe(404)
  })
})
