import { randomUUID } from 'node:crypto'
import { jwt, now, signer } from './assertions.ts'
import { JWT_BEARER } from './exchange.ts'
import { API } from './fixtures.ts'
import type { Outside } from './outside.ts'
import type { TestServer } from './test-server.ts'

/** An identity provider of an enterprise, as the other side of an ID-JAG. */
export const IDP = 'https://idp.example.com/acme'
export const trusted = { issuer: IDP, email_domains: ['example.com'] }
export const idpKey = signer('ES256', 'idp-key')

/** Its metadata and keys, where they are looked for. */
export function publish(outside: Outside, keys: object[] = [idpKey.jwk]): void {
  outside.put('https://idp.example.com/.well-known/oauth-authorization-server/acme', {
    issuer: IDP,
    jwks_uri: `${IDP}/jwks`,
  })
  outside.put(`${IDP}/jwks`, { keys })
}

/** What it says of Ada to a house, for its client `enterprise`; with changes. */
export const idJagClaims = (house: TestServer, changes: object = {}) => ({
  iss: IDP,
  sub: 'U019488227',
  aud: house.issuer,
  client_id: 'enterprise',
  jti: randomUUID(),
  iat: now(),
  exp: now() + 300,
  resource: API,
  scope: 'notes:read notes:write',
  email: 'ada@example.com',
  email_verified: true,
  ...changes,
})

export const idJag = (house: TestServer, changes: object = {}, header: object = {}) =>
  jwt(idpKey, idJagClaims(house, changes), { typ: 'oauth-id-jag+jwt', ...header })

/** A house's client that presents ID-JAGs. */
export const addEnterprise = (house: TestServer, changes: object = {}) =>
  house.addClient({ client_id: 'enterprise', grant_types: [JWT_BEARER], ...changes })

export const present = (
  house: TestServer,
  assertion: string,
  more: Record<string, string> = {},
): Promise<Response> => house.token({ grant_type: JWT_BEARER, assertion, ...more }, 'enterprise')
