import { DocumentRefused } from '../../flow/published.ts'
import type { Registry } from '../../flow/registry.ts'
import { supportedForStrangers } from '../../flow/stranger.ts'
import { type ClientMetadata, parseClientMetadata } from '../../protocol/client-metadata.ts'
import { OAuthError } from '../../protocol/errors.ts'
import { printable } from '../../protocol/parameters.ts'
import type { Client } from '../../store/port.ts'

/** §4.1: there is no way to share a secret, so none can be in it. */
const SECRETS = ['client_secret', 'client_secret_expires_at']

/** The metadata, and the name without which there is none. */
export type NamedMetadata = ClientMetadata & Methods & { client_name: string }

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

/** Names of the members that are not as they were. */
export function changedMembers(before: NamedMetadata, after: NamedMetadata): string[] {
  const [then, now] = [before, after].map((one): Record<string, unknown> => ({ ...one }))
  return Object.keys({ ...then, ...now }).filter(
    (name) => JSON.stringify(then?.[name]) !== JSON.stringify(now?.[name]),
  )
}

function parsed(
  given: Readonly<Record<string, unknown>>,
  registry: Registry,
  refuse: (why: string) => DocumentRefused,
): ClientMetadata & Methods {
  const supported = supportedForStrangers(registry)
  const methods = supported.token_endpoint_auth_methods.filter(isWithoutSecret)
  const chosen = methodsOf(given, methods)
  try {
    const limits = { ...supported, token_endpoint_auth_methods: methods }
    return { ...parseClientMetadata({ ...given, ...chosen }, limits), ...chosen }
  } catch (error) {
    if (error instanceof OAuthError) throw refuse(error.message)
    throw error
  }
}

type Methods = Partial<
  Pick<Client, 'token_endpoint_auth_method' | 'token_endpoint_auth_methods_supported'>
>

/**
 * Of a client that lists its methods, for its document is written once for all servers: the one it prefers where we have
 * it, else it may choose among those we have. MCP SEP-3149.
 */
function methodsOf(given: Readonly<Record<string, unknown>>, methods: readonly string[]): Methods {
  const { token_endpoint_auth_method: preferred, token_endpoint_auth_methods_supported } = given
  const listed: readonly unknown[] = [token_endpoint_auth_methods_supported ?? []].flat()
  const common = methods.filter((one) => listed.includes(one))
  const isBinding =
    typeof preferred === 'string' && (methods.includes(preferred) || !isWithoutSecret(preferred))
  if (listed.length === 0 || isBinding) return {}
  // with nothing in common, the first it lists is what it is refused for
  const [first] = common.includes('none') ? ['none'] : [...common, ...listed.map(String)]
  return {
    ...(first !== undefined && { token_endpoint_auth_method: first }),
    token_endpoint_auth_methods_supported: common,
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
