import * as oauth from 'oauth4webapi'
import { explained } from './errors.ts'
import { isLoopbackHttp, type Settings } from './options.ts'

/** This application as a client of the issuer; oauth4webapi speaks the protocol. */
export interface Client {
  readonly set: Settings
  readonly metadata: oauth.Client
  readonly authentication: oauth.ClientAuth
  readonly redirect_uri: string
  /** The `resource` parameter, when there is one (RFC 8707). */
  readonly resource: Readonly<Record<string, string>>
  /** What every request to the issuer is made with. */
  readonly http: ReturnType<typeof http>
  /** The issuer's metadata (OpenID Connect Discovery §4), fetched when needed. @throws BffError */
  issuer(): Promise<oauth.AuthorizationServer>
}

// seconds
const METADATA_LIFETIME = 600
const TIMEOUT = 5

/** Makes the client. Nothing is fetched yet. */
export function createClient(set: Settings): Client {
  const { client_id, client_secret, resource } = set
  return {
    set,
    metadata: { client_id },
    authentication: client_secret ? oauth.ClientSecretBasic(client_secret) : oauth.None(),
    redirect_uri: `${set.origin}/auth/callback`,
    resource: resource ? { resource } : {},
    http: http(set),
    issuer: discovery(set),
  }
}

function http({ issuer, fetch }: Settings) {
  const cached: oauth.JWKSCacheInput = {}
  return {
    // its options are a RequestInit that spells out what is undefined
    [oauth.customFetch]: (url: string, init: object) => fetch(url, init as RequestInit),
    [oauth.allowInsecureRequests]: isLoopbackHttp(issuer),
    [oauth.jwksCache]: cached,
    signal: () => AbortSignal.timeout(TIMEOUT * 1000),
  }
}

// Only what has arrived is kept: a Worker drops the I/O of a request whose browser has gone.
function discovery(set: Settings): () => Promise<oauth.AuthorizationServer> {
  let held: { metadata: oauth.AuthorizationServer; until: number } | undefined
  return async () => {
    const now = Date.now() / 1000
    if (held && now < held.until) return held.metadata
    const issuer = new URL(set.issuer)
    const metadata = await explained(async () =>
      oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http(set))),
    )
    held = { metadata, until: now + METADATA_LIFETIME }
    return metadata
  }
}
