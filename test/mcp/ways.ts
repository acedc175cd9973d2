import { createKeeper, type Keeper } from '../support/mcp-client.ts'
import { MCP_CALLBACK } from '../support/mcp-example.ts'

/** The ways in which a client is known to an issuer. */
export type Way = 'a metadata document' | 'registration' | 'configuration'
export const ways: readonly Way[] = ['a metadata document', 'registration', 'configuration']

/** The address of a client that publishes who it is. */
export const DOCUMENT = 'https://clients.example.com/mcp/client.json'

const metadata = {
  client_name: 'A client of these tests',
  redirect_uris: [MCP_CALLBACK],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
}

/** What a client that comes back to this address publishes of itself. */
export const documentAt = (client_id: string, redirect_uri: string) => ({
  ...metadata,
  client_id,
  client_uri: new URL(client_id).origin,
  redirect_uris: [redirect_uri],
})

/** What is published at `DOCUMENT`. */
export const documents = new Map<string, unknown>([[DOCUMENT, documentAt(DOCUMENT, MCP_CALLBACK)]])

type KnownClient = NonNullable<Awaited<ReturnType<Keeper['clientInformation']>>>

/** What a client keeps, with what it was given or was told of itself. */
export interface KnownKeeper extends Keeper {
  /** As it is stored now. */
  known: KnownClient | undefined
}

/** Answers a keeper that forgets what an SDK tells it to forget, as a host would; `client_id` is for the pre-registered. */
export function keeperFor(way: Way, client_id: string): KnownKeeper {
  const keeper = createKeeper({
    clientMetadata: metadata,
    state: () => 'the-state-of-the-client',
    clientInformation: () =>
      way === 'configuration' ? { client_id } : (keeper.known ?? undefined),
    ...(way !== 'configuration' && {
      saveClientInformation: (information: KnownClient) => {
        keeper.known = information
      },
    }),
    ...(way === 'a metadata document' && { clientMetadataUrl: DOCUMENT }),
    invalidateCredentials: (what) => {
      if (what === 'all' || what === 'tokens') keeper.saved = undefined
      if (what === 'all' || what === 'client') keeper.known = undefined
    },
  }) as KnownKeeper
  return keeper
}
