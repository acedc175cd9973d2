import type { TrustedIssuer } from '../options.ts'
import { normaliseEmail } from '../protocol/email.ts'
import type { IdJag } from '../protocol/id-jag.ts'
import { isSignedBy, type KeySource } from './client-keys.ts'
import type { Context } from './context.ts'
import { remoteDocument } from './remote-document.ts'

/** An issuer that the operator trusts for people of this tenant. */
export const trustedIssuer = (
  iss: unknown,
  { issuer, options }: Pick<Context, 'issuer' | 'options'>,
): TrustedIssuer | undefined =>
  options.trustedIssuers.find(
    (one) =>
      one.issuer === iss &&
      // §8.3: what we have issued ourselves is no grant here
      one.issuer !== issuer.identifier &&
      (one.tenants?.includes(issuer.tenant) ?? true),
  )

/**
 * Whether a trusted issuer has signed a JWT with a key of its own: as configured, or as its metadata says.
 * @throws temporarily_unavailable (503) when its keys cannot be had.
 */
export async function isSignedByIssuer(
  trusted: TrustedIssuer,
  jwt: string,
  context: Context,
): Promise<boolean> {
  const isConfigured = trusted.jwks !== undefined || trusted.jwks_uri !== undefined
  const source = isConfigured ? trusted : await discovered(trusted, context)
  return isSignedBy(source as KeySource, jwt, context)
}

/** RFC 8414 §3, or else OpenID Connect Discovery §4: an issuer has one of them at least. */
async function discovered({ issuer }: TrustedIssuer, context: Context): Promise<KeySource> {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  const urls = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ] as const
  return remoteDocument({ urls, read: (document) => keySourceIn(document, issuer) }, context)
}

function keySourceIn(document: unknown, expected: string): KeySource {
  const { issuer, jwks_uri } = (document ?? {}) as Partial<Record<string, unknown>>
  // RFC 8414 §3.3: the bytes that were asked for
  if (issuer !== expected) throw new Error(`it is the metadata of ${issuer}, expected ${expected}`)
  if (typeof jwks_uri !== 'string') throw new Error('it has no jwks_uri')
  return { jwks_uri }
}

/**
 * The address an assertion names somebody by, as it is stored here; or why its issuer has no say about them. An address of
 * another domain is another's to vouch for: docs/decisions/0019.
 */
export function addressedBy(
  { email_domains, tenant }: TrustedIssuer,
  idJag: Pick<IdJag, 'email' | 'email_verified' | 'tenant'>,
): { email: string } | { why: string } {
  if (idJag.tenant !== tenant) return { why: 'its tenant is not the one that is trusted' }
  if (idJag.email_verified === false) return { why: 'its email is not verified' }
  const email = normaliseEmail(idJag.email)
  if (email === undefined) return { why: 'it has no email, by which people are known here' }
  return email_domains.includes(email.slice(email.lastIndexOf('@') + 1))
    ? { email }
    : { why: 'its issuer is not trusted for the domain of its email' }
}
