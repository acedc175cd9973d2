import {
  accessTokenAlgorithms,
  type SigningAlgorithm,
  signingAlgorithms,
} from '../protocol/signing-algorithm.ts'
import type { Implies } from './requirement.ts'
import type { StatusLists } from './status-list.ts'

/** `fetch`, or a stand-in for it. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

/** The signatures a verifier accepts; RFC 9068 §4 has no place for `none`, nor this SDK for HMAC. */
export type Algorithm = SigningAlgorithm

/** How an API presents itself to the introspection endpoint: `client_secret_basic`. */
export interface ClientCredentials {
  readonly client_id: string
  readonly client_secret: string
}

/** All a verifier can be told. Durations are seconds. */
export interface VerifierOptions {
  /** Who may issue tokens for this resource; several while you move from one issuer to another. */
  readonly issuer: string | readonly string[]
  /** The identifier of this API, byte for byte as it stands in `aud` (RFC 8707 §2). */
  readonly resource: string
  /** What the metadata lists as `scopes_supported`, and a challenge asks for when nothing else is said. */
  readonly scopes?: readonly string[]
  /** Which scopes have others in them: with `{ 'notes:write': ['notes:read'] }` whoever may write may read. */
  readonly implies?: Implies
  /** Default: ES256, RS256, EdDSA; ML-DSA-44 for who says so, where the runtime has it. */
  readonly algorithms?: readonly Algorithm[]
  /** How far the clocks may be apart; default 5. */
  readonly clockTolerance?: number
  /** How long the issuer's metadata and keys count as fresh; default 600. */
  readonly jwksMaxAge?: number
  readonly fetch?: Fetch
  /**
   * How tokens are noticed that were taken back before they expire. `status-list`: within seconds, by a list that is
   * fetched now and then (Token Status List). `introspection`: at once, by a call for every token; the default when
   * credentials are given. `none`: only when they expire.
   */
  readonly revocation?: 'none' | 'introspection' | 'status-list'
  /** When a status list cannot be had: `closed`, the default, answers 503; `open` accepts the token as it is. */
  readonly whenUnavailable?: 'closed' | 'open'
  readonly introspection?: ClientCredentials
}

/** The same options with every default filled in. */
export interface Settings {
  readonly issuers: readonly string[]
  readonly resource: string
  readonly scopes: readonly string[]
  readonly implies: Implies
  readonly algorithms: readonly Algorithm[]
  readonly clockTolerance: number
  readonly jwksMaxAge: number
  readonly fetch: Fetch
  readonly introspection: ClientCredentials | undefined
  readonly statusLists: StatusLists | undefined
  readonly whenUnavailable: 'closed' | 'open'
}

/**
 * Answers the options with their defaults.
 * @throws TypeError with one line for each thing to fix
 */
export function settings(options: VerifierOptions): Settings {
  const { algorithms = signingAlgorithms, introspection, revocation } = options
  const issuers = [options.issuer].flat()
  const asks = revocation === 'introspection' || (introspection && revocation === undefined)
  const ask: Fetch = options.fetch ?? ((url, init) => fetch(url, init))
  const problems = [
    issuers.length === 0 && '`issuer` is empty; name at least one issuer',
    ...issuers.map((issuer) => urlProblem('issuer', issuer)),
    urlProblem('resource', options.resource),
    ...algorithms.map(algorithmProblem),
    asks &&
      !introspection &&
      '`revocation` is introspection, which needs `introspection` credentials',
  ].filter((problem) => typeof problem === 'string')
  if (problems.length > 0) throw new TypeError(`createVerifier: ${problems.join('; ')}`)
  return {
    issuers,
    resource: options.resource,
    scopes: options.scopes ?? [],
    implies: options.implies ?? {},
    algorithms,
    clockTolerance: options.clockTolerance ?? 5,
    jwksMaxAge: options.jwksMaxAge ?? 600,
    fetch: ask,
    introspection: asks ? introspection : undefined,
    statusLists: revocation === 'status-list' ? loadStatusLists(ask) : undefined,
    whenUnavailable: options.whenUnavailable ?? 'closed',
  }
}

/** Loaded when the first token is looked up: who does not check lists does not carry the code. */
function loadStatusLists(fetch: Fetch): StatusLists {
  let lists: Promise<StatusLists> | undefined
  return {
    async check(token, issuer) {
      lists ??= import('./status-list.ts').then((module) => module.createStatusLists(fetch))
      return (await lists).check(token, issuer)
    },
  }
}

function algorithmProblem(alg: string): string | undefined {
  if (accessTokenAlgorithms.some((known) => known === alg)) return
  return `\`algorithms\` has ${alg}; expected some of ${accessTokenAlgorithms.join(', ')}`
}

// RFC 8414 §2, RFC 9728 §1.2: https, no fragment. Development may stay on its own machine.
function urlProblem(name: string, value: string): string | undefined {
  if (!URL.canParse(value)) return `\`${name}\` is ${value}; expected an absolute URL`
  const url = new URL(value)
  if (url.hash !== '') return `\`${name}\` is ${value}; leave out the fragment`
  if (url.protocol === 'https:') return
  if (url.protocol === 'http:' && isLoopback(url)) return
  return `\`${name}\` is ${value}; expected https (http only on localhost)`
}

/** Tells whether a URL stays on this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'
}
