import type { Context } from '../../flow/context.ts'
import type { Client, ClientSecret } from '../../store/port.ts'
import { randomId, sha256 } from '../../tokens/secret.ts'

const SECRET_METHODS = ['client_secret_basic', 'client_secret_post']
const BYTES = 32

/** The token that manages one registration: `spm_…`; only its hash is kept. RFC 7592 §1.2. */
export async function makeManagementToken(): Promise<{ token: string; hash: string }> {
  const token = `spm_${randomId(BYTES)}`
  return { token, hash: await sha256(token) }
}

/** The secrets a client of its method has: those that live, or a new one; none for a method without. */
export async function credentialsFor(
  { client_secrets, token_endpoint_auth_method }: Client,
  { now }: Pick<Context, 'now'>,
): Promise<{ client_secrets: readonly ClientSecret[]; client_secret?: string }> {
  if (!SECRET_METHODS.includes(token_endpoint_auth_method)) return { client_secrets: [] }
  const live = client_secrets.filter(({ expires_at = now + 1 }) => expires_at > now)
  if (live.length > 0) return { client_secrets: live }
  const client_secret = `sps_${randomId(BYTES)}`
  return { client_secrets: [{ hash: await sha256(client_secret) }], client_secret }
}

interface More {
  scope?: string | undefined
  software_statement?: string | undefined
  client_secret?: string | undefined
  registration_access_token?: string | undefined
}

/**
 * A registration as its client reads it: what is registered, with the defaults, and nothing that is null or empty.
 * RFC 7591 §3.2.1, RFC 7592 §3.
 */
export function recordOf(client: Client, more: More, { issuer }: Pick<Context, 'issuer'>): object {
  const { client_id, grant_types } = client
  const { client_secret, registration_access_token } = more
  const uri = `${issuer.identifier}/register/${client_id}`
  const record = {
    client_id,
    client_id_issued_at: client.created_at,
    client_secret,
    // §3.2.1: with a secret only; 0 for never
    client_secret_expires_at: client_secret === undefined ? undefined : 0,
    registration_access_token,
    registration_client_uri: registration_access_token === undefined ? undefined : uri,
    redirect_uris: client.redirect_uris,
    post_logout_redirect_uris: client.post_logout_redirect_uris,
    backchannel_logout_uri: client.backchannel_logout_uri,
    client_name: client.client_name,
    client_uri: client.client_uri,
    logo_uri: client.logo_uri,
    tos_uri: client.tos_uri,
    policy_uri: client.policy_uri,
    grant_types,
    response_types: grant_types.includes('authorization_code') ? ['code'] : [],
    token_endpoint_auth_method: client.token_endpoint_auth_method,
    jwks: client.jwks,
    jwks_uri: client.jwks_uri,
    application_type: client.application_type,
    software_id: client.software_id,
    software_version: client.software_version,
    id_token_signed_response_alg: client.id_token_signed_response_alg,
    scope: more.scope,
    software_statement: more.software_statement,
  }
  return Object.fromEntries(Object.entries(record).filter(([, value]) => !isEmpty(value)))
}

const isEmpty = (value: unknown) =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
