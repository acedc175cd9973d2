import { createHash, randomBytes } from 'node:crypto'
import type { Variables } from './dev-vars.ts'
import type { Ports } from './house.ts'

/** One thing that was tried from outside; `why` when it failed. */
export interface Check {
  name: string
  why?: string
}

interface Metadata {
  issuer: string
  jwks_uri: string
  authorization_endpoint: string
  token_endpoint: string
  introspection_endpoint: string
}

interface Visit {
  house: Ports
  secrets: Variables
  has: { webApp: boolean; mcp: boolean; api: boolean }
}

/** Tries, by HTTP alone, what a developer will try first. */
export async function selfCheck({ house, secrets, has }: Visit): Promise<Check[]> {
  const checks: Check[] = []
  const check = async <T>(name: string, attempt: () => Promise<T>): Promise<T | undefined> => {
    try {
      const answer = await attempt()
      checks.push({ name })
      return answer
    } catch (error) {
      checks.push({ name, why: (error as Error).message })
      return undefined
    }
  }
  const basic = `Basic ${btoa(`demo-service:${secrets.DEMO_SERVICE_SECRET}`)}`
  const metadata = await check('discovery', () => discover(house.issuer))
  const known = metadata ?? guessed(house.issuer)
  await check('jwks', () => keys(known.jwks_uri))
  await check('sign-in', () => signIn(known.authorization_endpoint, house))
  const token = await check('token', () => fetchToken(known.token_endpoint, basic))
  await check('introspection', () => introspect(known.introspection_endpoint, basic, token))
  await check('inbox', () => expectStatus('the mail inbox', `${house.issuer}/dev/inbox`, 200))
  if (has.webApp) await check('app', () => expectStatus('the demo app', house.webApp, 200))
  if (has.mcp) await check('MCP 401', () => mcpUnauthorized(house))
  if (has.api) await check('api 401', () => unauthorized(`${house.api}/notes`))
  return checks
}

async function discover(issuer: string): Promise<Metadata> {
  const url = `${issuer}/.well-known/openid-configuration`
  const metadata = (await json(await fetch(url))) as unknown as Metadata
  if (metadata.issuer !== issuer) throw new Error(`${url} names the issuer ${metadata.issuer}`)
  return metadata
}

const guessed = (issuer: string): Metadata => ({
  issuer,
  jwks_uri: `${issuer}/jwks`,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  introspection_endpoint: `${issuer}/introspect`,
})

async function keys(jwks_uri: string) {
  const { keys } = await json(await fetch(jwks_uri))
  if (!Array.isArray(keys) || keys.length === 0) throw new Error(`${jwks_uri} has no keys`)
}

async function signIn(authorization_endpoint: string, { webApp, api }: Ports) {
  const url = new URL(authorization_endpoint)
  const challenge = createHash('sha256').update(randomBytes(32)).digest('base64url')
  url.search = new URLSearchParams({
    client_id: 'demo-app',
    redirect_uri: `${webApp}/auth/callback`,
    response_type: 'code',
    scope: 'openid notes:read',
    resource: api,
    state: randomBytes(16).toString('base64url'),
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }).toString()
  const page = await visit(url)
  if (page.status !== 200) throw new Error(`the sign-in page answered ${page.status}, expected 200`)
}

/** Follows redirects with cookies, as a browser would. */
async function visit(url: URL): Promise<Response> {
  const jar = new Map<string, string>()
  for (let hops = 0; hops < 5; hops++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie, accept: 'text/html' },
    })
    const location = response.headers.get('location')
    if (location === null) return response
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
    url = new URL(location, url)
  }
  throw new Error('more than five redirects on the way to the sign-in page')
}

/** A client_credentials token. RFC 6749 §4.4. */
async function fetchToken(token_endpoint: string, authorization: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  const answer = await json(
    await fetch(token_endpoint, { method: 'POST', headers: { authorization }, body }),
  )
  if (typeof answer.access_token !== 'string') throw new Error('the answer has no access_token')
  return answer.access_token
}

async function introspect(endpoint: string, authorization: string, token: string | undefined) {
  if (token === undefined) throw new Error('there is no token to ask about')
  const body = new URLSearchParams({ token })
  const { active } = await json(
    await fetch(endpoint, { method: 'POST', headers: { authorization }, body }),
  )
  if (active !== true) throw new Error('a fresh token is not active')
}

/** Answers the address of the metadata that the challenge names. RFC 9728 §5.1. */
async function unauthorized(url: string): Promise<string> {
  const response = await expectStatus('the API without a token', url, 401)
  const challenge = response.headers.get('www-authenticate') ?? ''
  const [, address] = /resource_metadata="([^"]+)"/.exec(challenge) ?? []
  if (address !== undefined) return address
  throw new Error(`the WWW-Authenticate of ${url} has no resource_metadata`)
}

/** What an MCP client does first: the challenge, and the metadata it leads to. */
async function mcpUnauthorized({ mcp, issuer }: Ports) {
  const address = await unauthorized(mcp)
  const metadata = await json(await fetch(address))
  if (metadata.resource !== mcp) throw new Error(`${address} is about ${metadata.resource}`)
  if (![metadata.authorization_servers].flat().includes(issuer)) {
    throw new Error(`${address} does not name ${issuer}`)
  }
}

async function expectStatus(what: string, url: string, expected: number): Promise<Response> {
  const response = await fetch(url, { redirect: 'manual' })
  if (response.status !== expected) {
    throw new Error(`${what} (${url}) answered ${response.status}, expected ${expected}`)
  }
  return response
}

async function json(response: Response): Promise<Record<string, unknown>> {
  const text = await response.text()
  if (response.ok) return JSON.parse(text) as Record<string, unknown>
  throw new Error(`${response.url} answered ${response.status}: ${text.slice(0, 300)}`)
}
