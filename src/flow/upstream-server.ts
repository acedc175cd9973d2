import type { AuthorizationServer } from 'oauth4webapi'
import type { Upstream } from '../options.ts'
import { OAuthError } from '../protocol/errors.ts'
import type { Context } from './context.ts'
import { remoteDocument } from './remote-document.ts'

/** Metadata of an upstream, with what a sign-in needs. OpenID Connect Discovery §3. */
export interface UpstreamServer extends AuthorizationServer {
  authorization_endpoint: string
  token_endpoint: string
  /** Absent where it speaks OAuth only. */
  jwks_uri?: string
}

/** GitHub is no OpenID provider: https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps. */
const GITHUB: UpstreamServer = {
  issuer: 'https://github.com/login/oauth',
  authorization_endpoint: 'https://github.com/login/oauth/authorize',
  token_endpoint: 'https://github.com/login/oauth/access_token',
  token_endpoint_auth_methods_supported: ['client_secret_post'],
}

/**
 * The metadata of an upstream: by discovery, as it was at most ten minutes ago.
 * @throws UpstreamAway when it cannot be had, or is not what it should be.
 */
export async function serverOf(
  upstream: Upstream,
  context: Pick<Context, 'options' | 'now' | 'waitUntil'>,
): Promise<UpstreamServer> {
  if (upstream.kind === 'github') return GITHUB
  // OpenID Connect Discovery §4.1
  const url = `${issuerOf(upstream).replace(/\/$/, '')}/.well-known/openid-configuration`
  const read = (document: unknown) => metadataIn(document, statedIssuer(upstream))
  try {
    return await remoteDocument({ urls: [url], read }, context)
  } catch (cause) {
    throw new UpstreamAway(upstream, cause)
  }
}

/** An upstream cannot be asked now: 503. */
export class UpstreamAway extends OAuthError {
  constructor({ id }: Upstream, cause: unknown) {
    const word = { error: 'temporarily_unavailable', status: 503, page: 'unavailable' } as const
    super(word, `the metadata of the upstream ${id} cannot be had now; try again`, {
      cause,
      headers: { 'Retry-After': '5' },
    })
  }
}

function issuerOf({ kind, issuer = '', directory = 'common' }: Upstream): string {
  if (kind === 'google') return 'https://accounts.google.com'
  if (kind === 'apple') return 'https://appleid.apple.com'
  return kind === 'microsoft' ? microsoft(directory) : issuer
}

/** The one directory in which all personal Microsoft accounts are. */
export const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad'
/** In the place of a directory's id, in the issuer of a Microsoft authority for several directories. */
const DIRECTORY_PLACE = '{tenantid}'

/** As the metadata has it. Microsoft's authority for consumers is a directory, that for several has none of its own. */
function statedIssuer(upstream: Upstream): string {
  const { kind, directory = 'common' } = upstream
  if (kind !== 'microsoft') return issuerOf(upstream)
  if (directory === 'consumers') return microsoft(CONSUMERS)
  return microsoft(/^[a-z]+$/.test(directory) ? DIRECTORY_PLACE : directory)
}

/** The issuer of a Microsoft directory. */
export const microsoft = (directory: string) =>
  `https://login.microsoftonline.com/${directory}/v2.0`

function metadataIn(document: unknown, expected: string): UpstreamServer {
  const metadata = (document ?? {}) as Partial<UpstreamServer>
  const { issuer = '', authorization_endpoint = '', token_endpoint = '', jwks_uri } = metadata
  // OpenID Connect Discovery §4.3: the bytes that were asked for
  if (issuer !== expected) throw new Error(`it is the metadata of ${issuer}, expected ${expected}`)
  for (const [name, url] of Object.entries({ authorization_endpoint, token_endpoint, jwks_uri })) {
    if (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url))
      throw new Error(`its ${name} is no address`)
  }
  return { ...metadata, issuer, authorization_endpoint, token_endpoint }
}
