import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { RESOURCE_SERVER } from '../protocol/metadata.ts'
import { Unavailable } from './errors.ts'
import { type Fetch, isLoopback } from './options.ts'
import { singleFlight } from './single-flight.ts'

/** What a verifier knows of one issuer. */
export interface Issuer {
  readonly identifier: string
  /** The key for a token's header; asks again, once, when the `kid` is unknown. */
  readonly key: JWTVerifyGetKey
  /** The address of the introspection endpoint. @throws Unavailable */
  introspectionEndpoint(): Promise<string>
}

interface Loaded {
  readonly metadata: Record<string, unknown>
  readonly keys: JWTVerifyGetKey
  readonly loaded_at: number
}

// seconds
const UNKNOWN_KEY_COOL_DOWN = 30
const FAILURE_COOL_DOWN = 2
const STALE_KEYS_LIFETIME = 3600
const TIMEOUT = 5

const now = () => Date.now() / 1000

/**
 * Discovers an issuer when it is first needed (RFC 8414 §3) and keeps its metadata and keys for
 * `jwksMaxAge` seconds; while it cannot be reached, known keys are used for up to an hour.
 */
export function createIssuer(issuer: string, jwksMaxAge: number, fetch: Fetch): Issuer {
  let held: Loaded | undefined
  let failure: { cause: unknown; until: number } | undefined

  const load = singleFlight(async () => {
    if (failure && now() < failure.until) throw failure.cause
    try {
      held = await discover(issuer, fetch)
      return held
    } catch (cause) {
      failure = { cause, until: now() + FAILURE_COOL_DOWN }
      throw cause
    }
  }, TIMEOUT * 2000)

  const current = async (): Promise<Loaded> => {
    const known = held
    if (!known) return load()
    const age = now() - known.loaded_at
    if (age < jwksMaxAge) return known
    return load().catch((cause) => {
      if (age < STALE_KEYS_LIFETIME) return known
      throw cause
    })
  }

  const key: JWTVerifyGetKey = async (header, token) => {
    const { keys, loaded_at } = await current()
    try {
      return await keys(header, token)
    } catch (cause) {
      if (!isUnknownKey(cause) || now() < loaded_at + UNKNOWN_KEY_COOL_DOWN) throw cause
      return (await load()).keys(header, token)
    }
  }

  return {
    identifier: issuer,
    key,
    async introspectionEndpoint() {
      return endpoint('introspection_endpoint', (await current()).metadata, issuer)
    },
  }
}

function isUnknownKey(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ERR_JWKS_NO_MATCHING_KEY'
}

async function discover(issuer: string, fetch: Fetch): Promise<Loaded> {
  const metadata = await fetchJson(wellKnown(issuer), fetch)
  // RFC 8414 §3.3: the issuer in the metadata is the one that was asked for
  if (metadata['issuer'] !== issuer) {
    throw new Unavailable(
      `the metadata of ${issuer} names the issuer ${metadata['issuer']}; ` +
        'set `issuer` to the same bytes, or correct the metadata',
    )
  }
  const jwks_uri = endpoint('jwks_uri', metadata, issuer)
  const jwks = await fetchJson(jwks_uri, fetch)
  try {
    // createLocalJWKSet checks the shape that the cast promises
    const keys = createLocalJWKSet(jwks as unknown as JSONWebKeySet)
    return { metadata, keys, loaded_at: now() }
  } catch (cause) {
    throw new Unavailable(`${jwks_uri} did not answer a JSON Web Key Set`, { cause })
  }
}

// RFC 8414 §3.1: the well-known part goes between host and path
function wellKnown(issuer: string): string {
  const { origin, pathname } = new URL(issuer)
  return `${origin}/.well-known/oauth-authorization-server${pathname.replace(/\/$/, '')}`
}

function endpoint(name: string, metadata: Record<string, unknown>, issuer: string): string {
  const value = metadata[name]
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  const local = url?.protocol === 'http:' && isLoopback(url) && isLoopback(new URL(issuer))
  if (url && (url.protocol === 'https:' || local)) return url.href
  throw new Unavailable(`the metadata of ${issuer} has no ${name} with an https URL`)
}

/** Fetches a JSON object. @throws Unavailable for everything but a 200 with JSON */
export async function fetchJson(
  url: string,
  fetch: Fetch,
  init: RequestInit = {},
): Promise<Record<string, unknown>> {
  const headers = { accept: 'application/json', 'user-agent': RESOURCE_SERVER, ...init.headers }
  const signal = AbortSignal.timeout(TIMEOUT * 1000)
  try {
    const response = await fetch(url, { ...init, headers, signal, redirect: 'manual' })
    if (response.status !== 200)
      throw new Unavailable(`${url} answered ${response.status}, not 200`)
    const body: unknown = await response.json()
    if (typeof body === 'object' && body !== null) return body as Record<string, unknown>
    throw new Unavailable(`${url} did not answer a JSON object`)
  } catch (cause) {
    if (cause instanceof Unavailable) throw cause
    throw new Unavailable(`${url} could not be read`, { cause })
  }
}
