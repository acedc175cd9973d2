import type { Client, DescribedMember, Description } from './port.ts'

const MEMBERS: Record<DescribedMember | 'client_secrets', true> = {
  redirect_uris: true,
  post_logout_redirect_uris: true,
  backchannel_logout_uri: true,
  client_name: true,
  client_uri: true,
  logo_uri: true,
  tos_uri: true,
  policy_uri: true,
  grant_types: true,
  token_endpoint_auth_method: true,
  jwks: true,
  jwks_uri: true,
  application_type: true,
  software_id: true,
  software_version: true,
  id_token_signed_response_alg: true,
  client_secrets: true,
}

/** The members of a description, all of them: those that are absent as `undefined`. */
export const described = (description: Description) =>
  Object.fromEntries(
    Object.keys(MEMBERS).map((name) => [name, description[name as keyof Description]]),
  ) as { [Name in keyof Description]-?: Description[Name] | undefined }

/** Seconds after which a registration that was never used is removed. */
export const UNUSED_KEPT = 86_400

/** Ended by who registered it: nothing is left to hold against it, unlike one that the operator has disabled. */
export const isEnded = ({
  disabled_at,
  registration_hash,
  registration_token_hash,
}: Pick<Client, 'disabled_at' | 'registration_hash' | 'registration_token_hash'>): boolean =>
  disabled_at !== undefined &&
  registration_hash === undefined &&
  registration_token_hash === undefined
