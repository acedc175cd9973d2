import { createHash, randomBytes } from 'node:crypto'
import {
  authMethod,
  type ClientEntry,
  normalEmail,
  type ResourceEntry,
  type UserEntry,
} from './configuration.ts'
import { hashOf } from './password.ts'
import type { Row } from './sql.ts'

/** What a configuration's entries are as rows: the columns of src/store/cloudflare/schema.ts, exactly. */

export interface Wanted {
  row: Row
  /** Columns the file is silent about: they stay as they are. */
  keep: readonly string[]
}

interface Context {
  tenant: string
  /** Epoch seconds. */
  now: number
}

export function resourceRow(entry: ResourceEntry, { tenant }: Context): Wanted {
  const { identifier, name, access_token_lifetime, token_format, access_token_signing_alg } = entry
  const row = {
    tenant,
    identifier,
    name,
    scopes: JSON.stringify(entry.scopes),
    default_scopes: JSON.stringify(entry.default_scopes),
    access_token_lifetime,
    token_format,
    access_token_signing_alg,
  }
  return { row, keep: [] }
}

export function clientRow(entry: ClientEntry, existing: Row | undefined, context: Context): Wanted {
  const row = {
    tenant: context.tenant,
    client_id: entry.client_id,
    client_name: entry.client_name ?? null,
    client_uri: entry.client_uri ?? null,
    redirect_uris: JSON.stringify(entry.redirect_uris),
    post_logout_redirect_uris: JSON.stringify(entry.post_logout_redirect_uris),
    backchannel_logout_uri: entry.backchannel_logout_uri ?? null,
    grant_types: JSON.stringify(entry.grant_types),
    token_endpoint_auth_method: authMethod(entry),
    client_secrets: JSON.stringify(entry.client_secrets.map(hashed)),
    scope: list(entry.scope),
    resources: list(entry.resources),
    id_token_signed_response_alg: entry.id_token_signed_response_alg,
    refresh_token_rotation: Number(entry.refresh_token_rotation),
    trust: entry.trust,
    consent: entry.consent,
    serves: list(entry.serves),
    region: entry.region ?? null,
    jwks: object(entry.jwks),
    jwks_uri: entry.jwks_uri ?? null,
    logo_uri: entry.logo_uri ?? null,
    tos_uri: entry.tos_uri ?? null,
    policy_uri: entry.policy_uri ?? null,
    application_type: entry.application_type ?? null,
    software_id: entry.software_id ?? null,
    software_version: entry.software_version ?? null,
    token_exchange: object(entry.token_exchange),
    required_acr: entry.required_acr ?? null,
    brand: object(entry.brand),
    app_links: object(entry.app_links),
    organisation: entry.organisation ?? null,
    created_at: existing?.created_at ?? context.now,
    disabled_at: disabledAt(entry.disabled, existing, context.now),
  }
  return { row, keep: ['created_at', ...silent({ disabled_at: entry.disabled })] }
}

export async function userRow(
  entry: UserEntry,
  existing: Row | undefined,
  context: Context,
): Promise<Wanted> {
  const { email_verified, password, password_hash, claims, disabled } = entry
  const known = existing?.password_hash as string | null | undefined
  const row = {
    tenant: context.tenant,
    sub: existing?.sub ?? entry.sub ?? randomBytes(16).toString('base64url'),
    email: normalEmail(entry.email),
    email_verified:
      email_verified === undefined ? (existing?.email_verified ?? 0) : Number(email_verified),
    password_hash:
      typeof password === 'string'
        ? await hashOf(password, known ?? null)
        : (password_hash ?? known ?? null),
    claims: claims === undefined ? (existing?.claims ?? '{}') : JSON.stringify(claims),
    created_at: existing?.created_at ?? context.now,
    updated_at: context.now,
    disabled_at: disabledAt(disabled, existing, context.now),
    password_changed_at: existing?.password_changed_at ?? null,
    deletes_at: existing?.deletes_at ?? null,
  }
  const said = {
    email_verified,
    password_hash: password ?? password_hash,
    claims,
    disabled_at: disabled,
  }
  return { row, keep: ['created_at', 'password_changed_at', 'deletes_at', ...silent(said)] }
}

const object = (value: object | undefined) => (value === undefined ? null : JSON.stringify(value))

const list = (names: readonly string[] | undefined) =>
  names === undefined ? null : JSON.stringify(names)

function hashed(one: ClientEntry['client_secrets'][number]) {
  const { secret, secret_hash, expires_at } = one
  const hash = typeof secret === 'string' ? sha256(secret) : secret_hash
  return expires_at === undefined ? { hash } : { hash, expires_at }
}

/** base64url SHA-256 of a text's UTF-8. */
export const sha256 = (text: string): string =>
  createHash('sha256').update(text).digest('base64url')

/** Since when something is disabled. */
export function disabledAt(disabled: boolean | undefined, existing: Row | undefined, now: number) {
  const before = existing?.disabled_at ?? null
  if (disabled === undefined) return before
  return disabled ? (before ?? now) : null
}

/** Columns of which nothing is said. */
export const silent = (said: Readonly<Record<string, unknown>>) =>
  Object.keys(said).filter((column) => said[column] === undefined)
