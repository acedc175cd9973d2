import {
  Client,
  ClientCredentialsProvider,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { API, SECRET } from '../support/fixtures.ts'
import { bodyOf, claimsIn, sentBack } from '../support/house.ts'
import { createKeeper, McpPerson, type Revision } from '../support/mcp-client.ts'
import { type RunningMcp, startMcpExample } from '../support/mcp-example.ts'
import { type RunningWorker, startWorker } from '../support/running-worker.ts'

let worker: RunningWorker
let mcp: RunningMcp
beforeAll(async () => {
  worker = await startWorker()
  mcp = await startMcpExample(worker)
})
afterAll(async () => {
  await mcp?.stop()
  await worker?.stop()
})

const people: McpPerson[] = []
afterEach(async () => {
  await Promise.all(people.splice(0).map((person) => person.close()))
})

const person = (options: ConstructorParameters<typeof McpPerson>[2]) => {
  const one = new McpPerson(worker, mcp.url, options)
  people.push(one)
  return one
}

const scopeOf = (token: string | undefined) => claimsIn(token ?? '').scope.split(' ')

describe.each(['2025-11-25', '2026-07-28'] satisfies Revision[])(
  'MCP authorization, by client 2.x with revision %s',
  (revision) => {
    it('from the 401 to a tool: discovery, sign-in, consent, token', async () => {
      const ada = person({ revision })
      const client = await ada.connect()
      const asked = ada.keeper.sentTo?.searchParams
      expect(asked?.get('resource')).toBe(mcp.url)
      expect(asked?.get('scope')).toBe('notes:read')
      expect(claimsIn(ada.keeper.saved?.access_token ?? '')).toMatchObject({
        iss: worker.issuer,
        aud: mcp.url,
        sub: 'ada',
        client_id: 'mcp-client',
        scope: 'notes:read',
      })
      const { tools } = await client.listTools()
      expect(tools.map(({ name }) => name)).toEqual(['list_notes', 'add_note', 'delete_note'])
      expect(JSON.parse(await ada.call('list_notes'))).toBeInstanceOf(Array)
    })

    it('Step-Up Authorization Flow: a tool that needs more sends to the browser once, and then works', async () => {
      const ada = person({ revision })
      await ada.connect()
      ada.keeper.sentTo = undefined
      const { id } = JSON.parse(await ada.call('add_note', { text: 'Buy bread' }))
      expect(ada.keeper.sentTo).toBeDefined()
      expect(scopeOf(ada.keeper.saved?.access_token)).toEqual(['notes:read', 'notes:write'])

      ada.keeper.sentTo = undefined
      expect(await ada.call('list_notes')).toContain('Buy bread')
      expect(ada.keeper.sentTo).toBeUndefined()

      expect(await ada.call('delete_note', { id })).toBe(`Deleted ${id}.`)
      const all = ['notes:read', 'notes:write', 'notes:delete']
      expect(scopeOf(ada.keeper.saved?.access_token)).toEqual(all)
      expect(await ada.call('list_notes')).not.toContain(id)
    })

    it('Refresh Tokens: a token that is no longer good is refreshed without the browser', async () => {
      const ada = person({ revision })
      await ada.connect()
      const { saved } = ada.keeper
      if (saved === undefined) throw new Error('there is no token')
      ada.keeper.saved = { ...saved, access_token: `${saved.access_token}x` }
      ada.keeper.sentTo = undefined
      await ada.call('list_notes')
      expect(ada.keeper.sentTo).toBeUndefined()
      expect(ada.keeper.saved.refresh_token).not.toBe(saved.refresh_token)
      expect(claimsIn(ada.keeper.saved.access_token)).toMatchObject({
        aud: mcp.url,
        scope: 'notes:read',
      })
    })

    it('notes of one person are not those of another', async () => {
      const ada = person({ revision })
      const bob = person({ revision, email: 'bob@example.com' })
      const { id } = JSON.parse(await ada.call('add_note', { text: `mine, ${revision}` }))
      expect(await bob.call('list_notes')).not.toContain(`mine, ${revision}`)
      expect(await bob.call('delete_note', { id })).toBe(`There is no note ${id}.`)
      expect(await ada.call('list_notes')).toContain(id)
    })

    it('a person who says no to more keeps what there was', async () => {
      const keeper = createKeeper({ clientInformation: () => ({ client_id: 'mcp-client-2' }) })
      const bob = person({ revision, email: 'bob@example.com', keeper })
      const client = await bob.connect()
      const deleting = client.callTool({
        name: 'delete_note',
        arguments: { id: crypto.randomUUID() },
      })
      await expect(deleting).rejects.toThrow(UnauthorizedError)
      const page = await bob.browser.open(bob.keeper.sentTo?.href ?? '')
      const said = sentBack(await bob.browser.submit(page, { decision: 'deny' }))
      expect(said).toMatchObject({ error: 'access_denied', iss: worker.issuer })
      expect(JSON.parse(await bob.call('list_notes'))).toBeInstanceOf(Array)
    })
  },
)

describe('MCP authorization', () => {
  const post = (token: string) =>
    fetch(mcp.url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
    })

  it('row 12: Token Handling: a token for another resource of the same issuer is 401', async () => {
    const { access_token } = await worker.tokens({ resource: API })
    const response = await post(access_token)
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"')
    expect(response.headers.get('www-authenticate')).toContain('resource_metadata="')
  })

  it.each([
    ['a trailing slash', (url: string) => `${url}/`],
    [
      'upper-case scheme and host',
      (url: string) => url.replace('http://localhost', 'HTTP://LOCALHOST'),
    ],
  ])('Canonical Server URI: with %s the token is for the registered spelling', async (_, spell) => {
    const form = { grant_type: 'client_credentials', resource: spell(mcp.url) }
    const { access_token } = await bodyOf(await worker.token(form, 'mcp-service'))
    expect(claimsIn(access_token).aud).toBe(mcp.url)
    expect((await post(access_token)).status).not.toBe(401)
  })

  it('Canonical Server URI: another path or case of the path is invalid_target', async () => {
    for (const resource of [new URL(mcp.url).origin, mcp.url.toUpperCase(), `${mcp.url}/x`]) {
      const form = { grant_type: 'client_credentials', resource }
      const response = await worker.token(form, 'mcp-service')
      expect([response.status, (await bodyOf(response)).error]).toEqual([400, 'invalid_target'])
    }
  })

  it('a program by itself gets a token for the server by client credentials', async () => {
    const provider = new ClientCredentialsProvider({
      clientId: 'mcp-service',
      clientSecret: SECRET,
      scope: 'notes:read notes:write',
      expectedIssuer: worker.issuer,
    })
    const transport = new StreamableHTTPClientTransport(new URL(mcp.url), {
      authProvider: provider,
    })
    const client = new Client({ name: 'sallyport-test', version: '1.0.0' })
    await client.connect(transport)
    const given = { name: 'add_note', arguments: { text: 'from a program' } }
    expect(JSON.stringify(await client.callTool(given))).toContain('from a program')
    await client.close()
  })
})
