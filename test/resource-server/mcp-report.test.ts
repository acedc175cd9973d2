import { OAuthError } from '@modelcontextprotocol/server'
import { describe, expect, it } from 'vitest'
import { createMcpGuard, type SeenStep } from '../../src/resource-server/mcp.ts'
import { call, list, mcp_metadata, setUpMcp } from './mcp-support.ts'

/** A guard, and what its listener has heard. */
function setUp() {
  const heard: SeenStep[] = []
  const set = setUpMcp({ report: (step) => heard.push(step) })
  const names = () => heard.map(({ step, outcome }) => `${step} ${outcome}`)
  return { ...set, heard, names }
}

describe('the steps of a connection, as an MCP server sees them', () => {
  it('challenge, metadata and first use are told in this order, with what they have in common', async () => {
    const { ask, server, heard } = setUp()
    await ask(undefined)
    await server.fetch(new Request(mcp_metadata))
    await ask({ scope: 'notes:read', client_id: 'mine', jti: 'of-a-grant' })
    expect(heard).toEqual([
      {
        ...{ step: 'challenge', outcome: 'ok', keys: [] },
        received: '401: no access token; send one as Authorization: Bearer',
      },
      { step: 'resource_metadata', outcome: 'ok', received: 'GET', keys: [] },
      {
        ...{ step: 'first_use', outcome: 'ok', received: 'scope=notes:read' },
        keys: ['client:mine', 'jti:of-a-grant'],
      },
    ])
  })

  it('a token is told of once, however often it is used; another is told of again', async () => {
    const { ask, names } = setUp()
    for (const jti of ['one', 'one', 'two', 'one']) await ask({ scope: 'notes:read', jti })
    expect(names()).toEqual(['first_use ok', 'first_use ok'])
  })

  it('a token that is refused is a first use that failed; one that is not enough is a challenge', async () => {
    const { ask, heard } = setUp()
    await ask({ scope: 'notes:read', exp: 1 })
    await ask({ scope: 'notes:read' }, call('add_note'))
    expect(heard.map(({ step, outcome }) => [step, outcome])).toEqual([
      ['first_use', 'failed'],
      ['first_use', 'ok'],
      ['challenge', 'ok'],
    ])
    expect(heard[0]?.received).toContain('expired')
    expect(heard[2]?.received).toMatch(/^403: .*notes:write/)
  })

  it('no token, and nobody, is in what is told', async () => {
    const { as, server, heard } = setUp()
    const token = await as.token({ sub: 'ada-lovelace', scope: 'notes:read' })
    for (const value of [token, `${token}x`, 'opaque-and-unknown']) {
      const headers = { authorization: `Bearer ${value}`, 'content-type': 'application/json' }
      await server.fetch(
        new Request('https://mcp.example.com/mcp', {
          ...{ method: 'POST', headers, body: JSON.stringify(list()) },
        }),
      )
    }
    expect(heard).toHaveLength(3)
    expect(JSON.stringify(heard)).not.toMatch(/eyJ|ada-lovelace|opaque-and-unknown/)
  })

  it('a listener that throws, or is late, changes no answer', async () => {
    const listeners = [
      () => {
        throw new Error('not me')
      },
      () => Promise.reject(new Error('nor me')),
      () => new Promise(() => {}),
    ]
    for (const report of listeners) {
      const { ask, server } = setUpMcp({ report })
      expect((await ask(undefined)).status).toBe(401)
      expect((await server.fetch(new Request(mcp_metadata))).status).toBe(200)
      expect((await ask({ scope: 'notes:read' })).status).toBe(200)
    }
  })

  it('the gate of the SDK tells of first uses as well', async () => {
    const { as, given, names } = setUp()
    const { verifier } = createMcpGuard(given).bearerAuth({ OAuthError })
    await verifier.verifyAccessToken(await as.token({ scope: 'notes:read' }))
    await expect(verifier.verifyAccessToken('poor')).rejects.toThrow(OAuthError)
    expect(names()).toEqual(['first_use ok', 'first_use failed'])
  })
})
