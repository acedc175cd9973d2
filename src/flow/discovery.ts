import type { Issuer } from './issuer.ts'
import type { Registry } from './registry.ts'

/**
 * Server metadata, read off the registry. RFC 8414 §2, OpenID Connect Discovery §3. There is no list here: what a feature
 * registers is advertised, what it does not is not.
 */
export function metadataOf(issuer: Issuer, registry: Registry): Record<string, unknown> {
  const metadata: Record<string, unknown> = { issuer: issuer.identifier }
  for (const { name, path } of registry.endpoints) {
    if (name !== undefined) metadata[name] = issuer.identifier + path
  }
  const methods = [...registry.clientAuthentication.keys()].sort()
  metadata['grant_types_supported'] = [...registry.grants.keys()].sort()
  metadata['response_modes_supported'] = [...registry.responseModes.keys()].sort()
  metadata['scopes_supported'] = registry.scopes
  for (const endpoint of ['token_endpoint', 'revocation_endpoint', 'introspection_endpoint']) {
    if (metadata[endpoint] !== undefined) metadata[`${endpoint}_auth_methods_supported`] = methods
  }
  for (const feature of registry.features) {
    for (const [name, value] of Object.entries(feature.metadata ?? {})) {
      metadata[name] = merged(metadata[name], value)
    }
  }
  return Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Lists of two features are one list, in an order that does not depend on theirs. */
function merged(known: unknown, value: readonly string[] | boolean): unknown {
  return Array.isArray(known) && Array.isArray(value)
    ? [...new Set([...known, ...value])].sort()
    : value
}
