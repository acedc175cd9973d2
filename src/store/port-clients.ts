import type { Brand } from '../protocol/brand.ts'
import type { SigningAlgorithm } from '../protocol/signing-algorithm.ts'

export type { Brand }

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
  /** The least a person has to have proven of themselves for it: an `acr` of ours. */
  required_acr?: string
  /** How pages look that people see on its behalf. */
  brand?: Brand
  /** Its apps, which links to the pages open and passkeys work in. */
  app_links?: AppLinks
  /** Whether people go on to it as a member of an organisation; absent: as themselves. */
  organisation?: 'ask' | 'required'
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

export interface AppLinks {
  /** `<Team ID>.<bundle id>`. */
  apple?: readonly string[]
  android?: readonly { package_name: string; sha256_cert_fingerprints: readonly string[] }[]
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
  /** Those that are enabled and have apps, up to 30 s old. */
  withApps(): Promise<readonly Client[]>
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
