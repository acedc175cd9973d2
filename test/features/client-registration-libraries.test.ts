import { discoverAuthorizationServerMetadata, registerClient } from '@modelcontextprotocol/client'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { beforeAll, describe, expect, it } from 'vitest'
import { CALLBACK } from '../support/fixtures.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
const fetchFn = async (url: string | URL, init?: object) =>
  house.fetch(new Request(String(url), init as RequestInit))
beforeAll(async () => {
  house = await testServer({ clientRegistration: 'open' })
})

describe('RFC 7591, asked by libraries', () => {
  it('§3 oauth4webapi registers a client, and reads the answer', async () => {
    const issuer = new URL(house.issuer)
    const options = { [oauth.customFetch]: fetchFn, algorithm: 'oauth2' } as const
    const server = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, options),
    )
    const client = await oauth.processDynamicClientRegistrationResponse(
      await oauth.dynamicClientRegistrationRequest(server, { redirect_uris: [CALLBACK] }, options),
    )
    expect(client.client_id).toMatch(/^reg_/)
    expect(client.client_secret).toMatch(/^sps_/)
  })

  it('§3 openid-client registers a client, and may ask for tokens with what it was told', async () => {
    const metadata = { redirect_uris: [CALLBACK], client_name: 'openid-client' }
    const configuration = await openid.dynamicClientRegistration(
      new URL(house.issuer),
      metadata,
      undefined,
      { [openid.customFetch]: fetchFn },
    )
    configuration[openid.customFetch] = fetchFn
    expect(configuration.clientMetadata()).toMatchObject({ client_id: expect.any(String) })
    await expect(openid.refreshTokenGrant(configuration, 'x')).rejects.toThrow(
      expect.objectContaining({ error: 'invalid_grant' }),
    )
  })

  it('§3 the MCP SDK registers a client by what it discovers', async () => {
    const metadata = await discoverAuthorizationServerMetadata(house.issuer, { fetchFn })
    const clientMetadata = {
      client_name: 'SDK',
      redirect_uris: ['http://localhost:8090/callback'],
      token_endpoint_auth_method: 'none',
    }
    const registered = await registerClient(house.issuer, {
      ...(metadata && { metadata }),
      clientMetadata,
      scope: 'notes:read',
      fetchFn,
    })
    expect(registered).toMatchObject({ ...clientMetadata, client_id: expect.any(String) })
    expect(registered.client_secret).toBeUndefined()
  })
})
