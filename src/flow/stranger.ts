import type { ClientMetadata, SupportedMetadata } from '../protocol/client-metadata.ts'
import type { Client } from '../store/port.ts'
import type { Registry } from './registry.ts'

/** Grants that a person, or the organisation of one, decides about: those that act for nobody are the operator's to give. */
const DECIDED_BY_OTHERS = [
  'authorization_code',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
]
/** Methods that need no more than the metadata of RFC 7591. */
const METHODS = ['client_secret_basic', 'client_secret_post', 'none', 'private_key_jwt']

/** What a client may choose that nobody vouches for. */
export const supportedForStrangers = (
  registry: Pick<Registry, 'grants' | 'clientAuthentication'>,
): SupportedMetadata => ({
  grant_types: DECIDED_BY_OTHERS.filter((one) => registry.grants.has(one)),
  token_endpoint_auth_methods: METHODS.filter((one) => registry.clientAuthentication.has(one)),
})

type Known = Pick<Client, 'client_id' | 'source' | 'trust' | 'created_at'>

/**
 * The client that is described by what it says of itself: it rotates, a person is asked each time, and nothing an operator
 * decides (`resources`, `serves`, `token_exchange`, a ceiling of scope) comes from its words.
 */
export function strangerOf(
  metadata: ClientMetadata,
  { client_id, source, trust, created_at }: Known,
): Client {
  // RFC 7591 §2 `scope` is what the client may ask for; here the resource and the person decide
  const { scope: _, response_types: __, ...described } = metadata
  return {
    ...described,
    ...(source && { source }),
    ...{ client_id, trust, created_at },
    client_secrets: [],
    refresh_token_rotation: true,
    consent: 'always',
  }
}
