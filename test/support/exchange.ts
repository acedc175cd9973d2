import type { Client } from '../../src/store/port.ts'
import { API, OTHER_API } from './fixtures.ts'
import type { TestServer } from './test-server.ts'

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
export const TYPE = {
  access: 'urn:ietf:params:oauth:token-type:access_token',
  refresh: 'urn:ietf:params:oauth:token-type:refresh_token',
  id: 'urn:ietf:params:oauth:token-type:id_token',
  jwt: 'urn:ietf:params:oauth:token-type:jwt',
  saml2: 'urn:ietf:params:oauth:token-type:saml2',
  idJag: 'urn:ietf:params:oauth:token-type:id-jag',
} as const

/** A second API behind the first one, that knows one of its scopes. */
export const SEARCH = 'https://search.test.invalid'

/** Clients that exchange tokens, and the API they exchange them for. */
export function addExchangers({ storage }: TestServer, tenant = 'default'): void {
  const { clients, resources } = storage.data(tenant)
  const notes = resources.get(API)
  if (notes === undefined) throw new Error('fixtures.ts has no notes')
  const [read] = notes.scopes
  const find = { name: 'search', text: 'Search', risk: 'low', optional: false } as const
  resources.set(SEARCH, {
    ...notes,
    identifier: SEARCH,
    name: 'Search',
    scopes: [...(read ? [read] : []), find],
    default_scopes: ['search'],
    access_token_lifetime: 3600,
  })
  const all = [API, OTHER_API, SEARCH]
  for (const client of clients.values())
    clients.set(client.client_id, { ...client, resources: all })
  const grant_types = ['authorization_code', 'refresh_token', 'client_credentials', TOKEN_EXCHANGE]
  const web = clients.get('web') as Client // one of fixtures.ts
  const add = (client_id: string, changes: Partial<Client>) =>
    clients.set(client_id, { ...web, client_id, grant_types, resources: all, ...changes })
  // the server of the notes API, which asks the search API in a person's name
  add('notes', {
    serves: [API],
    token_exchange: { resources: [SEARCH, OTHER_API], delegation: true },
  })
  // the server of the search API, one further
  add('search', { serves: [SEARCH], token_exchange: { resources: all, delegation: true } })
  // an application that hands its parts less than it has
  add('trimmer', { token_exchange: { resources: [API, SEARCH], delegation: false } })
  // an application that goes elsewhere in a person's name
  add('agent', { token_exchange: { resources: [API, SEARCH], delegation: true } })
}

/** An exchange of an access token, with changes; members that are '' are left out. */
export const exchangeForm = (subject_token: string, changes: Record<string, string> = {}) =>
  Object.fromEntries(
    Object.entries({
      grant_type: TOKEN_EXCHANGE,
      subject_token,
      subject_token_type: TYPE.access,
      ...changes,
    }).filter(([, value]) => value !== ''),
  )
