import type { TracedStep } from '../protocol/connection.ts'
import type { SigningAlgorithm } from '../protocol/signing-algorithm.ts'
import type { Audit } from './port-audit.ts'
import type { Documents } from './port-documents.ts'
import type { Grants } from './port-grants.ts'
import type { Keys } from './port-keys.ts'
import type { Registrations } from './port-registrations.ts'

export type * from './port-documents.ts'
export type * from './port-grants.ts'
export type * from './port-keys.ts'
export type * from './port-registrations.ts'

/**
 * What Sallyport asks of storage: one interface per aggregate, one method per sentence of the protocol. A `Store` belongs
 * to one tenant: the adapter puts the tenant into every key and query, so no method takes one. Every method may throw a
 * storage fault (503). Moments are epoch seconds, durations seconds, hashes base64url SHA-256.
 */
export interface Store {
  clients: Clients
  registrations: Registrations
  resources: Resources
  users: Users
  passwords: Passwords
  sessions: Sessions
  consents: Consents
  grants: Grants
  keys: Keys
  logouts: Logouts
  throttle: Throttle
  replays: Replays
  documents: Documents
  audit: Audit
  traces: Traces
}

/** A storage for all tenants: hands out the part that belongs to one. */
export interface Storage {
  forTenant(tenant: string): Store
  /** What the clock owes: finishes closings that were interrupted, removes what has expired. Idempotent. */
  sweep(now: number): Promise<void>
}

/** A client's registration; members as in RFC 7591 §2 where it has the word. */
export interface Client {
  client_id: string
  client_name?: string
  client_uri?: string
  redirect_uris: readonly string[]
  post_logout_redirect_uris: readonly string[]
  /** Where it hears that a session has ended. OpenID Connect Back-Channel Logout §2.2. */
  backchannel_logout_uri?: string
  grant_types: readonly string[]
  token_endpoint_auth_method: string
  /** Where it may choose: those it has, that one among them. MCP SEP-3149. */
  token_endpoint_auth_methods_supported?: readonly string[]
  /** Several may live at once, so that a secret can be replaced without an outage. */
  client_secrets: readonly ClientSecret[]
  /** Its running number in the status list for tokens that no person granted; unique. */
  status_number?: number
  /** The most this client may ever be granted; absent: whatever its resource offers. */
  scope?: readonly string[]
  /** Resources it may ask for; the first is what it gets when it names none. Absent: every resource. */
  resources?: readonly string[]
  id_token_signed_response_alg: 'ES256' | 'RS256' | 'EdDSA'
  /** Whether each refresh answers a new refresh token; public clients always rotate. */
  refresh_token_rotation: boolean
  /** `domain`: known by the domain its metadata document comes from. */
  trust: 'first-party' | 'verified' | 'domain' | 'unidentified'
  /** `skip` is for first-party clients only. */
  consent: 'ask' | 'always' | 'skip'
  /** Resources this client is the server of: it may introspect their tokens. RFC 7662 §2.1. */
  serves?: readonly string[]
  /** Where its refreshes come from, for placing its grants: AF AS EU NA OC SA. */
  region?: string
  /** Its public keys, or where they are. RFC 7591 §2. */
  jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] }
  jwks_uri?: string
  /** Of a client known by its document: our own copy. */
  logo_uri?: string
  tos_uri?: string
  policy_uri?: string
  application_type?: 'web' | 'native'
  software_id?: string
  software_version?: string
  /** What it may exchange tokens for; absent: nothing. RFC 8693. */
  token_exchange?: TokenExchangePolicy
  /** How it became known, unless the operator configured it. */
  source?: 'registered' | 'document'
  /** Of a registration's public metadata, where the same again is the same client. */
  registration_hash?: string
  /** Of the token that manages the registration. RFC 7592 §1.2. */
  registration_token_hash?: string
  /** Of a registration: when its first grant was opened. */
  used_at?: number
  created_at: number
  disabled_at?: number
}

/** RFC 8693 §2.1: never more than the subject token carries. */
export interface TokenExchangePolicy {
  /** Resources a token may be exchanged for. */
  resources: readonly string[]
  /** Whether it may act for the person (`actor_token`, the `act` claim), or only trim its own tokens. */
  delegation: boolean
  /** Issuers that identity assertions (ID-JAG) may be issued for. */
  id_jag_audiences?: readonly string[]
  /** Its `client_id` at those of them that know it by another. */
  id_jag_client_ids?: Readonly<Record<string, string>>
}

export interface ClientSecret {
  hash: string
  expires_at?: number
}

export interface Clients {
  /** `fresh` asks the source of truth; otherwise an answer up to 30 s old will do. */
  find(client_id: string, options?: { fresh: boolean }): Promise<Client | undefined>
  /** Disables a client and closes all its grants, at once. */
  disable(client_id: string, now: number): Promise<void>
  /**
   * Ends the tokens that a client, or each of them, was given without a grant: its entry in the status list is set, and
   * it goes on under another number. Answers of how many clients. Isolates that remember the number make tokens that
   * are dead already, for up to 30 s.
   */
  endTokens(client_id: string | undefined, now: number): Promise<number>
}

/** An API that tokens are made for. RFC 8707 §2. */
export interface Resource {
  /** The `aud` of its tokens, spelled as registered. */
  identifier: string
  name: string
  scopes: readonly ResourceScope[]
  /** Granted when a request names no scope. */
  default_scopes: readonly string[]
  access_token_lifetime: number
  token_format: 'jwt' | 'opaque'
  /** JWS algorithm of its access tokens; absent: ES256. */
  access_token_signing_alg?: SigningAlgorithm
}

export interface ResourceScope {
  name: string
  /** What a person reads on the consent page. */
  text: string
  risk: 'low' | 'medium' | 'high'
  /** Whether a person may leave it out. */
  optional: boolean
}

export interface Resources {
  /** All of them, up to 30 s old unless `fresh`. */
  list(options?: { fresh: boolean }): Promise<readonly Resource[]>
}

export interface User {
  sub: string
  email: string
  email_verified: boolean
  /** PHC string; absent when the person has no password. */
  password_hash?: string
  /** Standard claims of OpenID Connect Core §5.1 besides sub, email and email_verified. */
  claims: Readonly<Record<string, unknown>>
  created_at: number
  updated_at: number
  disabled_at?: number
}

export interface Users {
  /** Up to 30 s old unless `fresh`. */
  find(sub: string, options?: { fresh: boolean }): Promise<User | undefined>
  /** By address as normalised by `protocol/email.ts`. */
  findByEmail(email: string): Promise<User | undefined>
  /** False when the address is taken; of any number at once for one address, one is true. */
  create(user: User): Promise<boolean>
  /** Disables a person, ends their sessions and closes their grants, at once. */
  disable(sub: string, now: number): Promise<void>
}

/** Password hashing, in a place of its own: argon2id takes tens of milliseconds of CPU. */
export interface Passwords {
  /** A PHC string. */
  hash(password: string): Promise<string>
  /** With no hash to compare with, takes as long and answers false. */
  verify(password: string, encoded: string | undefined): Promise<boolean>
}

/** A signed-in browser. OpenID Connect Core §2 for `auth_time`, `acr`, `amr`. */
export interface Session {
  /** Public name of the session, the `sid` claim: a `personalId`. */
  sid: string
  sub: string
  auth_time: number
  acr: string
  amr: readonly string[]
  created_at: number
  last_seen_at: number
  expires_at: number
  user_agent?: string
}

/** What is known of a session by its cookie. */
export interface SessionRef {
  /** The person's (`protocol/slot.ts`): it says which database to ask. */
  slot: number
  /** Of the cookie's value, which is not stored. */
  secret_hash: string
}

export interface Sessions {
  start(session: Session, secret_hash: string): Promise<void>
  /**
   * The live session of a cookie, with its person and, in the same look-up, what they have agreed to for a client.
   * A disabled person has none.
   */
  find(
    ref: SessionRef,
    now: number,
    agreed?: Omit<ConsentKey, 'sub'>,
  ): Promise<{ session: Session; user: User; consented?: readonly string[] } | undefined>
  touch(sid: string, now: number): Promise<void>
  list(sub: string, now: number): Promise<readonly Session[]>
  /** Some of those that match, up to a hundred: what is ended makes room for the others. */
  started(which: SessionSelection): Promise<readonly Pick<Session, 'sub' | 'sid'>[]>
  end(sub: string, sid: string): Promise<void>
}

/** Every member that is present has to match. */
export interface SessionSelection {
  sub?: string
  /** Started before this moment. */
  created_before: number
  /** Started at this moment or later. */
  created_since?: number
}

/** What a person has agreed to before: remembered by person, client, resource and the place access goes. */
export interface ConsentKey {
  sub: string
  client_id: string
  resource: string
  redirect_origin: string
}

export interface Consents {
  /** Adds to what was agreed to before. */
  remember(key: ConsentKey, scope: readonly string[], now: number): Promise<void>
  /** Withdraws every consent of a person for a client and closes the grants made under them, at once. */
  withdraw(sub: string, client_id: string, now: number): Promise<void>
}

/** One client that has to hear that a session has ended. OpenID Connect Back-Channel Logout §2.5. */
export interface LogoutDelivery {
  id: string
  client_id: string
  backchannel_logout_uri: string
  sub: string
  sid: string
  /** Made so far. */
  attempts: number
  /** When the next one is due. */
  due_at: number
  /** Why the last one failed. */
  error?: string
}

export interface Logouts {
  /** Notes down every client with a grant in the session and an address to hear of its end. */
  announce(sub: string, sid: string, now: number): Promise<void>
  /** Hands out what is due, of everybody or of one person, each to one caller; unless heard of, again at `again_at`. */
  take(now: number, again_at: number, sub?: string): Promise<readonly LogoutDelivery[]>
  delivered(id: string): Promise<void>
  /** Due again at that moment; without one, given up and kept for the operator to see. */
  failed(id: string, error: string, due_at: number | undefined): Promise<void>
  /** What is not delivered. */
  list(): Promise<readonly LogoutDelivery[]>
}

export interface Limit {
  key: string
  /** Attempts within `window` seconds before waiting begins. */
  attempts: number
  window: number
  /** The longest wait, in seconds. */
  longest: number
}

export interface Throttle {
  /** Counts one attempt against each limit before it is made; answers the seconds to wait, 0 to go ahead. */
  attempt(limits: readonly Limit[], now: number): Promise<number>
  forgive(keys: readonly string[]): Promise<void>
}

export interface Replays {
  /**
   * True the first time, false ever after until `expires_at`: when it could not be presented any more. Who asks has
   * bounded that moment, and with it what is remembered; the identifier may have any length.
   */
  markUsed(id: string, expires_at: number, now: number): Promise<boolean>
}

/** Steps of connections, for who wants to know why one fails. Kept for a day. */
export interface Traces {
  append(steps: readonly TracedStep[]): Promise<void>
  /** The newest of them, oldest first. */
  list(limit: number): Promise<readonly TracedStep[]>
}
