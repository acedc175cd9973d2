import type { Client, Resource, User } from '../../src/store/port.ts'
import { sha256 } from '../../src/tokens/secret.ts'

import { robotJwk } from './robot.ts'

export const PASSWORD = 'correct-horse-battery'
export const SECRET = 'a-client-secret-of-forty-characters-long'
/** Random enough to be accepted as the server's secret. */
export const SERVER_SECRET = 'Qm7vX2kR9tLw4sHc8nYb5jZp3fDg6aUe1oTi0xVr'
export const CALLBACK = 'https://web.test.invalid/callback'
export const API = 'https://api.test.invalid/notes'
/** A server that the client `exchanger` may have ID-JAGs for. */
export const OTHER_ISSUER = 'https://other-id.test.invalid'
const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const OTHER_API = 'https://other-api.test.invalid'

const base: Client = {
  client_id: 'web',
  client_name: 'Web application',
  redirect_uris: [CALLBACK],
  post_logout_redirect_uris: ['https://web.test.invalid/bye'],
  grant_types: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_method: 'client_secret_basic',
  client_secrets: [],
  resources: [API, OTHER_API],
  id_token_signed_response_alg: 'ES256',
  refresh_token_rotation: true,
  trust: 'unidentified',
  consent: 'ask',
  created_at: 1_700_000_000,
}

/** The clients every test server knows; all confidential ones have the secret `SECRET`. */
export async function clients(): Promise<readonly Client[]> {
  const client_secrets = [{ hash: await sha256(SECRET) }]
  return [
    { ...base, client_secrets },
    { ...base, client_id: 'other', client_name: 'Other application', client_secrets },
    { ...base, client_id: 'trusted', trust: 'first-party', consent: 'skip', client_secrets },
    {
      ...base,
      client_id: 'told',
      backchannel_logout_uri: 'https://told.example.com/backchannel',
      client_secrets,
    },
    { ...base, client_id: 'steady', refresh_token_rotation: false, client_secrets },
    {
      ...base,
      client_id: 'spa',
      client_name: 'Native application',
      token_endpoint_auth_method: 'none',
      redirect_uris: [CALLBACK, 'http://127.0.0.1/callback', 'http://localhost/callback'],
    },
    {
      ...base,
      client_id: 'tv',
      client_name: 'Television',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      redirect_uris: [],
      token_endpoint_auth_method: 'none',
    },
    {
      ...base,
      client_id: 'service',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      client_secrets,
      status_number: 7,
    },
    {
      ...base,
      client_id: 'api',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      client_secrets,
      serves: [API],
    },
    {
      ...base,
      client_id: 'robot',
      grant_types: ['client_credentials', TOKEN_EXCHANGE],
      redirect_uris: [],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [robotJwk] },
      token_exchange: { resources: [API], delegation: false },
    },
    {
      ...base,
      client_id: 'enterprise',
      grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
      redirect_uris: [],
      client_secrets,
    },
    {
      ...base,
      client_id: 'exchanger',
      grant_types: [...base.grant_types, TOKEN_EXCHANGE],
      client_secrets,
      token_exchange: { resources: [API], delegation: false, id_jag_audiences: [OTHER_ISSUER] },
    },
    {
      ...base,
      client_id: 'other-api',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      client_secrets,
      serves: [OTHER_API],
    },
  ]
}

export const resources: readonly Resource[] = [
  {
    identifier: API,
    name: 'Notes',
    scopes: [
      { name: 'notes:read', text: 'Read your notes', risk: 'low', optional: false },
      { name: 'notes:write', text: 'Change your notes', risk: 'medium', optional: true },
    ],
    default_scopes: ['notes:read'],
    access_token_lifetime: 900,
    token_format: 'jwt',
  },
  {
    identifier: OTHER_API,
    name: 'Other',
    scopes: [{ name: 'other:read', text: 'Read the other', risk: 'low', optional: false }],
    default_scopes: ['other:read'],
    access_token_lifetime: 900,
    token_format: 'jwt',
  },
]

export const person = (sub: string, email: string, password_hash: string): User => ({
  sub,
  email,
  email_verified: true,
  password_hash,
  claims: {
    name: 'Ada Example',
    given_name: 'Ada',
    family_name: 'Example',
    phone_number: '+1 555 0100',
    phone_number_verified: true,
    address: { country: 'NZ', locality: 'Wellington' },
  },
  created_at: 1_700_000_000,
  updated_at: 1_700_000_000,
})
