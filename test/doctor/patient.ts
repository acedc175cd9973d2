import { Hono } from 'hono'
import { type AuthServerOptions, unsafe } from '../../src/index.ts'
import { protect } from '../../src/resource-server/hono.ts'
import { House } from '../support/house.ts'
import { type Socket, socket } from '../support/socket.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

type Handler = (request: Request) => Promise<Response>

/** One thing that goes wrong, at the authorization server or at the MCP server. */
export interface Failure {
  /** Path of the issuer; default: none. */
  path?: string
  issuer?: (request: Request, next: Handler) => Promise<Response>
  server?: (request: Request, next: Handler) => Promise<Response>
}

export interface Patient {
  /** What a person would type. */
  url: string
  issuer: string
  person(url: string): Promise<string>
  close(): void
}

/** An authorization server and an MCP server that are well but for one thing. */
export async function patient(failure: Failure = {}): Promise<Patient> {
  const [as, rs] = await Promise.all([socket(), socket()])
  const issuer = as.origin + (failure.path ?? '')
  const url = `${rs.origin}/mcp`
  const house = await healthyIssuer(issuer, url, rs.origin)
  as.answer = broken(house.fetch, failure.issuer)
  rs.answer = broken(mcpServer(issuer, url), failure.server)
  return {
    url,
    issuer,
    person: (to) => signsIn(new House(issuer, as.answer), to),
    close: () => closeBoth(as, rs),
  }
}

const broken = (healthy: Handler, by: Failure['issuer']): Handler =>
  by === undefined ? healthy : (request) => by(request, healthy)

function closeBoth(...sockets: Socket[]) {
  for (const one of sockets) one.close()
}

async function healthyIssuer(issuer: string, url: string, origin: string): Promise<TestServer> {
  const house = await testServer({
    issuer,
    clientRegistration: 'open',
    [unsafe.outbound]: { fetch: async () => Promise.reject(new Error('no network here')) },
  } as Partial<AuthServerOptions>)
  const { resources } = house.storage.data()
  const [notes] = resources.values()
  if (notes === undefined) throw new Error('fixtures.ts has no resource')
  resources.set(url, { ...notes, identifier: url })
  resources.set(origin, { ...notes, identifier: origin })
  return house
}

/** Speaks as much of MCP as a first connection needs: one tool that reads, one that writes. */
function mcpServer(issuer: string, resource: string): Handler {
  const guard = protect({ issuer, resource, scopes: ['notes:read'] })
  const app = new Hono()
  app.use(guard.metadata())
  app.use('/mcp', async (c, next) => {
    const cors = {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'WWW-Authenticate',
    }
    if (c.req.method === 'OPTIONS') return c.body(null, 204, cors)
    await next()
    for (const [name, value] of Object.entries(cors)) c.res.headers.set(name, value)
    return
  })
  app.post('/mcp', guard.require('notes:read'), async (c) => {
    const { id, method, params } = await c.req.json()
    const result = { jsonrpc: '2.0', id, result: {} }
    if (method !== 'tools/call' || params.name !== 'write') return c.json(result)
    const needed = guard.require('notes:write')
    const refused = await needed(c, async () => {})
    return refused ?? c.json(result)
  })
  return async (request) => app.fetch(request)
}

async function signsIn(house: House, url: string): Promise<string> {
  const page = await house.signIn(house.browser(), url)
  if (!page.leavesTo) throw new Error(`the browser stays: ${page.status} ${page.html}`)
  return page.leavesTo.href
}
