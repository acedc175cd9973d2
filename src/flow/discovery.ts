import type { Issuer } from './issuer.ts'
import type { Registry } from './registry.ts'

/**
 * Server metadata, read off the registry. RFC 8414 §2, OpenID Connect Discovery §3. There is no list here: what a feature
 * registers is advertised, what it does not is not.
 */
export function metadataOf(issuer: Issuer, registry: Registry): Record<string, unknown> {
  const metadata: Record<string, unknown> = { issuer: issuer.identifier }
  const methods = [...registry.clientAuthentication.keys()].sort()
  const signing = [...registry.clientAuthentication.values()]
  const algorithms = [
    ...new Set(signing.flatMap((method) => method.signingAlgorithms ?? [])),
  ].sort()
  metadata['grant_types_supported'] = [...registry.grants.keys()].sort()
  metadata['response_modes_supported'] = [...registry.responseModes.keys()].sort()
  metadata['scopes_supported'] = registry.scopes
  for (const { name, path, clients } of registry.endpoints) {
    if (name === undefined) continue
    metadata[name] = issuer.identifier + path
    if (clients === undefined) continue
    metadata[`${name}_auth_methods_supported`] =
      clients === 'all' ? methods : methods.filter((method) => method !== 'none')
    // RFC 8414 §2: said of every endpoint that takes signed assertions
    if (algorithms.length > 0) metadata[`${name}_auth_signing_alg_values_supported`] = algorithms
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
