/** One house: an issuer identifier, the tenant behind it, and where it lies. RFC 8414 §2. */
export interface Issuer {
  /** No trailing slash; the same bytes in metadata, `iss` claim and `iss` parameter. */
  identifier: string
  tenant: string
  origin: string
  /** '' or '/acme'. */
  path: string
}

/** The issuers an operator configured. */
export interface Issuers {
  /** Route prefix below which the endpoints of each issuer lie: '' or '/:tenant'. */
  prefix: string
  /** The issuer a request came to; `undefined` when it is none of ours. */
  of(url: string, tenant: string | undefined): Issuer | undefined
  all: readonly Issuer[]
}

/** The tenant of an issuer without a template. */
export const ONLY_TENANT = 'default'

/**
 * Issuers from a URL template: plain, `https://id.example.com/:tenant`, or `https://:tenant.example.com`. The Host header
 * chooses among configured tenants where the template says so, and never makes an issuer.
 */
export function createIssuers(template: string, tenants: readonly string[]): Issuers {
  if (!template.includes(':tenant')) {
    const only = issuerAt(template, ONLY_TENANT)
    return { prefix: only.path, of: () => only, all: [only] }
  }
  const issuers = new Map(
    tenants.map((name) => [name, issuerAt(template.replace(':tenant', name), name)]),
  )
  const all = [...issuers.values()]
  if (template.endsWith('/:tenant')) {
    const prefix = `${issuerAt(template.slice(0, -'/:tenant'.length), '').path}/:tenant`
    return { prefix, of: (_, tenant) => issuers.get(tenant ?? ''), all }
  }
  const byHost = new Map(all.map((issuer) => [new URL(issuer.origin).host, issuer]))
  return { prefix: '', of: (url) => byHost.get(new URL(url).host), all }
}

function issuerAt(identifier: string, tenant: string): Issuer {
  const url = new URL(identifier)
  return { identifier, tenant, origin: url.origin, path: url.pathname === '/' ? '' : url.pathname }
}
