import { DocumentRefused } from '../../flow/published.ts'
import type { Registry } from '../../flow/registry.ts'
import { type ClientMetadata, parseClientMetadata } from '../../protocol/client-metadata.ts'
import { OAuthError } from '../../protocol/errors.ts'
import { printable } from '../../protocol/parameters.ts'

/**
 * What anybody may use who has a domain: a person decides each time, or an issuer the operator trusts. Tokens that nobody
 * was asked for (client_credentials) are for clients the operator knows.
 */
const GRANT_TYPES = [
  'authorization_code',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
]

/** §4.1: there is no way to share a secret, so none can be in it. */
const SECRETS = ['client_secret', 'client_secret_expires_at']

/** The metadata, and the name without which there is none. */
export type NamedMetadata = ClientMetadata & { client_name: string }

/**
 * The metadata in a document, checked. Client ID Metadata Document §4.
 * @throws DocumentRefused with the rule it breaks.
 */
export function readDocument(body: string, client_id: string, registry: Registry): NamedMetadata {
  const refuse = (why: string) => new DocumentRefused(`${client_id}: ${why}`)
  const given = objectIn(body)
  if (given === undefined) throw refuse('it is not a JSON object')
  // §4: the document says whose it is, or one that anybody may write would do for another
  if (given['client_id'] !== client_id) {
    throw refuse(`its client_id is ${shown(given['client_id'])}, expected its own URL`)
  }
  const secret = SECRETS.find((name) => given[name] !== undefined)
  if (secret !== undefined) throw refuse(`it has a ${secret}; leave it out`)
  const metadata = parsed(given, registry, refuse)
  const { client_name, redirect_uris } = metadata
  if (client_name === undefined) throw refuse('it has no client_name')
  if (redirect_uris.length === 0) throw refuse('it has no redirect_uris')
  return { ...metadata, client_name }
}

function parsed(
  given: Readonly<Record<string, unknown>>,
  { clientAuthentication, grants }: Registry,
  refuse: (why: string) => DocumentRefused,
): ClientMetadata {
  try {
    return parseClientMetadata(given, {
      grant_types: GRANT_TYPES.filter((name) => grants.has(name)),
      token_endpoint_auth_methods: [...clientAuthentication.keys()].filter(isWithoutSecret),
    })
  } catch (error) {
    if (error instanceof OAuthError) throw refuse(error.message)
    throw error
  }
}

const isWithoutSecret = (method: string) => !method.startsWith('client_secret')

const shown = (value: unknown) => (typeof value === 'string' ? printable(value) : 'missing')

function objectIn(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const given: unknown = JSON.parse(body)
    const isObject = typeof given === 'object' && given !== null && !Array.isArray(given)
    return isObject ? (given as Record<string, unknown>) : undefined
  } catch {
    return undefined // not JSON: said by whoever asked
  }
}
