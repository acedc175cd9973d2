import type { Client } from './port.ts'

/** What a client may say of itself; everything else of it is the operator's. RFC 7591 §2. */
export type DescribedMember =
  | 'redirect_uris'
  | 'post_logout_redirect_uris'
  | 'backchannel_logout_uri'
  | 'client_name'
  | 'client_uri'
  | 'logo_uri'
  | 'tos_uri'
  | 'policy_uri'
  | 'grant_types'
  | 'token_endpoint_auth_method'
  | 'jwks'
  | 'jwks_uri'
  | 'application_type'
  | 'software_id'
  | 'software_version'
  | 'id_token_signed_response_alg'

/** The same, with the secrets that follow from the method. */
export type Description = Pick<Client, DescribedMember | 'client_secrets'>

/** Clients that registered themselves. RFC 7591, RFC 7592. */
export interface Registrations {
  /** The one with this public metadata, as it is now. */
  find(registration_hash: string): Promise<Client | undefined>
  /**
   * Writes a registration down and answers what is there then: of a `registration_hash` there is one, however many try at
   * once. One that is there and was never used counts as made at `created_at`.
   */
  add(client: Client): Promise<Client>
  /** Puts a description in place of the one there is; false when the token is not the client's or the client is disabled. */
  describe(client_id: string, description: Description, token_hash: string): Promise<boolean>
  /** Ends a registration, its consents and its grants, at once; false as above. The sweep removes what is left. */
  end(client_id: string, token_hash: string, now: number): Promise<boolean>
}
