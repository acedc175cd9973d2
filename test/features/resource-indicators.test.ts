import { beforeAll, describe, expect, it } from 'vitest'
import { createMcpGuard } from '../../src/resource-server/mcp.ts'
import type { Browser } from '../support/browser.ts'
import { bodyOf, claimsIn, sentBack } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

/** Two MCP servers on one host, and one on a host of its own. */
const MCP = 'https://mcp.test.invalid/notes/mcp'
const OTHER = 'https://mcp.test.invalid/files/mcp'
const BARE = 'https://bare.test.invalid'

let house: TestServer
let browser: Browser
beforeAll(async () => {
  house = await testServer()
  const { resources } = house.storage.data()
  for (const identifier of [MCP, OTHER, BARE]) {
    resources.set(identifier, {
      identifier,
      name: identifier,
      scopes: [{ name: 'read', text: 'Read', risk: 'low', optional: false }],
      default_scopes: ['read'],
      access_token_lifetime: 900,
      token_format: 'jwt',
    })
  }
  const mine = { resources: [MCP, OTHER, BARE], consent: 'skip', trust: 'first-party' } as const
  house.addClient({ client_id: 'agent', ...mine })
  house.addClient({ client_id: 'robot', grant_types: ['client_credentials'], ...mine })
  browser = house.browser()
})

type Outcome = { aud: string } | { error: string }

/** What a token endpoint answers, for its audience or its error. */
async function outcomeOf(response: Response): Promise<Outcome> {
  const { access_token, error } = await bodyOf(response)
  return access_token === undefined ? { error } : { aud: claimsIn(access_token).aud }
}

const code = (resource: string) =>
  house.code({ client_id: 'agent', scope: 'read', resource }, browser)

/** Each place where a resource may be named; all but the first two name it a second time, for the token. */
const places: Record<string, (resource: string) => Promise<Outcome>> = {
  async authorize(resource) {
    const url = house.authorizeUrl({ client_id: 'agent', scope: 'read', resource })
    const { error } = sentBack(await house.signIn(browser, url))
    if (error !== undefined) return { error }
    const { form } = await code(resource)
    return outcomeOf(await house.token(form, 'agent'))
  },
  async 'client credentials'(resource) {
    return outcomeOf(await house.token({ grant_type: 'client_credentials', resource }, 'robot'))
  },
  async 'the code'(resource) {
    const { form } = await code(MCP)
    return outcomeOf(await house.token({ ...form, resource }, 'agent'))
  },
  async refresh(resource) {
    const granted = { client_id: 'agent', scope: 'read', resource: MCP }
    const { refresh_token } = await house.tokens(granted, browser)
    return outcomeOf(await house.refresh(refresh_token, 'agent', { resource }))
  },
}

const SAME = [
  MCP,
  `${MCP}/`,
  'HTTPS://MCP.Test.Invalid/notes/mcp',
  'https://mcp.test.invalid:443/notes/mcp',
]
const UNKNOWN = [
  'https://mcp.test.invalid',
  'https://mcp.test.invalid/notes',
  `${MCP}//`,
  `${MCP}/tools`,
  `${MCP}?tenant=1`,
  `${MCP}#top`,
  'https://mcp.test.invalid/Notes/mcp',
  'https://mcp.test.invalid.evil.example/notes/mcp',
  'http://mcp.test.invalid/notes/mcp',
  'mcp.test.invalid/notes/mcp',
]

describe('RFC 8707', () => {
  for (const [place, ask] of Object.entries(places)) {
    it(`row 12: §2 at ${place} a resource is known by every spelling of it, and aud is the registered one`, async () => {
      for (const resource of SAME) expect(await ask(resource)).toEqual({ aud: MCP })
    })

    it(`row 12: §2 at ${place} a resource that is nearly a registered one is invalid_target`, async () => {
      for (const resource of UNKNOWN) {
        expect(await ask(resource)).toEqual({ error: 'invalid_target' })
      }
    })
  }

  it.each(['the code', 'refresh'])(
    'row 12: §2.2 at %s another registered resource is invalid_target: access is for one',
    async (place) => {
      expect(await places[place]?.(OTHER)).toEqual({ error: 'invalid_target' })
    },
  )

  it('§2 the slash of a bare host is forgiven, as clients that make a URL of it send it', async () => {
    expect(await places['authorize']?.(`${BARE}/`)).toEqual({ aud: BARE })
  })

  it('§2 several resources are invalid_target wherever they are sent', async () => {
    const twice = new URLSearchParams([
      ['grant_type', 'client_credentials'],
      ['resource', MCP],
      ['resource', OTHER],
    ])
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded',
      Authorization: `Basic ${btoa('robot:a-client-secret-of-forty-characters-long')}`,
    }
    const init = { method: 'POST', body: twice.toString(), headers }
    const response = await house.answer(new Request(`${house.issuer}/token`, init))
    expect([response.status, await outcomeOf(response)]).toEqual([400, { error: 'invalid_target' }])
  })

  it('row 12: §2 a token for one MCP server is refused by the other, and by one with another spelling', async () => {
    const granted = { client_id: 'agent', scope: 'read', resource: MCP }
    const { access_token } = await house.tokens(granted, browser)
    const knock = async (resource: string) => {
      const fetch = (url: string, init?: RequestInit) => house.answer(new Request(url, init))
      const guard = createMcpGuard({ issuer: house.issuer, resource, scopes: ['read'], fetch })
      const headers = { authorization: `Bearer ${access_token}` }
      const answer = await guard.admit(new Request(resource, { headers }))
      return answer instanceof Response ? answer.status : answer.authInfo.extra.sub
    }
    expect(await knock(MCP)).toBe('ada')
    expect(await knock(OTHER)).toBe(401)
    expect(await knock(`${MCP}/`)).toBe(401)
    expect(await knock('https://mcp.test.invalid')).toBe(401)
  })
})
