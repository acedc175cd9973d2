import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { type AuthServerOptions, features, logoutDeliveries } from '../../src/index.ts'
import type { Browser } from './browser.ts'
import { API, SERVER_SECRET } from './fixtures.ts'
import type { StandInWeb } from './stand-in-web.ts'
import { type TestServer, testServer } from './test-server.ts'

/** One reason this server has to ask another one; every fetch there is has its door here. */
export interface Door {
  name: string
  /** Bytes that are read; 0 when the answer's body is left. */
  limit: number
  /** An answer that is taken. */
  good(url: string): Response
  /** Makes the server want what is at a URL; answers whether it took it. */
  knock(url: string, house: OutboundHouse): Promise<boolean>
}

export interface OutboundHouse extends TestServer {
  web: StandInWeb
  options: Partial<AuthServerOptions>
  /** Somebody is signed in here. */
  browser_: Browser
}

export async function outboundHouse(
  web: StandInWeb,
  options: Partial<AuthServerOptions> = {},
): Promise<OutboundHouse> {
  const all = { ...web.options, ...options }
  const house = await testServer(all)
  const browser_ = house.browser()
  await house.signIn(browser_, house.authorizeUrl())
  return Object.assign(house, { web, options: all, browser_ })
}

/** Where the documents of clients are, whose own fetch is not what a door is about. */
export const CLIENTS = 'clients.example.com'
const BACK = 'https://app.example.com/cb'
const consent = (house: OutboundHouse, client_id: string) =>
  house.browser_.open(house.authorizeUrl({ client_id, redirect_uri: BACK, resource: API }))
const described = (client_id: string, more: object = {}) => ({
  client_id,
  client_name: 'Example App',
  redirect_uris: [BACK],
  ...more,
})

/** A client known by a document of its own that names the URL. */
function client(web: StandInWeb, more: object): string {
  // a host of its own: each is asked thirty times a minute and no more
  const client_id = `https://${randomUUID()}.${CLIENTS}/client.json`
  web.publishJson(client_id, described(client_id, more))
  return client_id
}

const documents: Door = {
  name: 'client metadata document',
  limit: 5120,
  good: (url) => Response.json(described(url)),
  knock: async (url, house) => (await consent(house, url)).html.includes('name="decision"'),
}

const logos: Door = {
  name: 'logo',
  limit: 102_400,
  good: () =>
    new Response(Buffer.from('89504e470d0a1a0a', 'hex'), {
      headers: { 'Content-Type': 'image/png' },
    }),
  knock: async (url, house) =>
    (await consent(house, client(house.web, { logo_uri: url }))).html.includes('<img'),
}

const logouts: Door = {
  name: 'back-channel logout',
  limit: 0,
  good: () => new Response(null, { status: 204 }),
  async knock(url, house) {
    const { logouts } = house.storage.data()
    const now = Math.floor(Date.now() / 1000)
    const id = randomUUID()
    const whom = { client_id: 'web', sub: 'ada', sid: 'sid', attempts: 0, due_at: now }
    logouts.set(id, { id, backchannel_logout_uri: url, ...whom })
    const { issuer, storage, options } = house
    await logoutDeliveries({ ...options, issuer, secrets: [SERVER_SECRET], storage }).deliver(now)
    return !logouts.has(id)
  },
}

const { privateKey, publicKey } = await generateKeyPair('ES256')

const keys: Door = {
  name: 'jwks_uri of a client',
  limit: 65_536,
  good: () => Response.json({ keys: [key] }),
  async knock(url, house) {
    const authentication = { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: url }
    const client_id = client(house.web, authentication)
    const client_assertion = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256', typ: 'client-authentication+jwt', kid: 'k' })
      .setIssuer(client_id)
      .setSubject(client_id)
      .setAudience(house.issuer)
      .setIssuedAt()
      .setExpirationTime('1 minute')
      .sign(privateKey)
    const answer = await house.post('/token', {
      grant_type: 'refresh_token',
      refresh_token: 'none',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion,
    })
    const { error } = (await answer.json()) as { error: string }
    return error === 'invalid_grant' // it is the client, whose token is no good
  },
}
const key = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256', use: 'sig' }

const has = (method: string) =>
  Object.values(features).some((feature) =>
    feature.clientAuthentication?.some((one) => one.method === method),
  )

export const doors: readonly Door[] = [
  documents,
  logos,
  logouts,
  ...(has('private_key_jwt') ? [keys] : []),
]
