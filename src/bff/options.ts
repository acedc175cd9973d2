import type { BffError } from './errors.ts'

/** `fetch`, or a stand-in for it. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

/** All a backend for a frontend can be told. Durations are seconds. */
export interface BffOptions {
  readonly issuer: string
  readonly client_id: string
  /** Leave it out for a public client. Sent as `client_secret_basic`. */
  readonly client_secret?: string
  /** The origin of this application, such as https://app.example.com. */
  readonly base_url: string
  /** Seals the cookies; 32 bytes or more. Of several, the first seals and all open. */
  readonly secret: string | readonly string[]
  /** Has `openid` in it. */
  readonly scope: string
  /** The API that the access token is for (RFC 8707). */
  readonly resource?: string
  /** How long a sign-in lasts at most, refreshed or not; default 30 days. */
  readonly session_lifetime?: number
  /** Distinguishes applications that share a host; default `bff`. */
  readonly cookie_name?: string
  readonly fetch?: Fetch
  /** Shows an error of the `/auth/…` routes; default one sentence of plain text. */
  readonly onError?: (error: BffError, request: Request) => Response | Promise<Response>
}

/** The same options, checked, with every default filled in. */
export interface Settings {
  readonly issuer: string
  readonly client_id: string
  readonly client_secret: string | undefined
  readonly origin: string
  readonly secrets: readonly string[]
  readonly scope: string
  readonly resource: string | undefined
  readonly session_lifetime: number
  readonly cookie_name: string
  readonly fetch: Fetch
}

const MONTH = 30 * 24 * 3600
const SECRET_BYTES = 32

/**
 * Answers the options with their defaults.
 * @throws TypeError with one line for each thing to fix
 */
export function settings(options: BffOptions): Settings {
  const secrets = [options.secret].flat()
  const problems = [
    urlProblem('issuer', options.issuer),
    urlProblem('base_url', options.base_url) ?? originProblem(options.base_url),
    options.resource !== undefined && urlProblem('resource', options.resource),
    !options.client_id && '`client_id` is empty; give the one the issuer registered',
    !options.scope.split(' ').includes('openid') && '`scope` lacks openid, which signs people in',
    secrets.length === 0 && secretProblem(''),
    ...secrets.map(secretProblem),
  ].filter((problem) => typeof problem === 'string')
  if (problems.length > 0) throw new TypeError(`createBff: ${problems.join('; ')}`)
  return {
    issuer: options.issuer,
    client_id: options.client_id,
    client_secret: options.client_secret,
    origin: new URL(options.base_url).origin,
    secrets,
    scope: options.scope,
    resource: options.resource,
    session_lifetime: options.session_lifetime ?? MONTH,
    cookie_name: `__Host-${options.cookie_name ?? 'bff'}`,
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
  }
}

/** Tells whether a URL is http on this machine, as in development. */
export function isLoopbackHttp(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

function urlProblem(name: string, value: string): string | undefined {
  if (!URL.canParse(value)) return `\`${name}\` is ${value}; expected an absolute URL`
  if (new URL(value).protocol === 'https:' || isLoopbackHttp(value)) return
  return `\`${name}\` is ${value}; expected https (http only on localhost)`
}

// The cookies carry the __Host- prefix, which binds them to the whole origin.
function originProblem(base_url: string): string | undefined {
  const { origin, href } = new URL(base_url)
  if (href !== `${origin}/`) return `\`base_url\` is ${base_url}; expected only ${origin}`
}

function secretProblem(secret: string): string | undefined {
  const bytes = new TextEncoder().encode(secret).byteLength
  if (bytes >= SECRET_BYTES) return
  const advice = 'make one with: openssl rand -base64 32'
  return `\`secret\` has ${bytes} bytes; expected at least ${SECRET_BYTES}, ${advice}`
}
