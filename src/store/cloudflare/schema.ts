import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { SigningAlgorithm } from '../../protocol/signing-algorithm.ts'
import type { Client, ClientSecret, Grant, ResourceScope } from '../port.ts'

const json = <T>(name: string) => text(name, { mode: 'json' }).$type<T>()
const strings = (name: string) => json<readonly string[]>(name)

export const clients = sqliteTable(
  'clients',
  {
    tenant: text('tenant').notNull(),
    client_id: text('client_id').notNull(),
    client_name: text('client_name'),
    client_uri: text('client_uri'),
    redirect_uris: strings('redirect_uris').notNull(),
    post_logout_redirect_uris: strings('post_logout_redirect_uris').notNull(),
    backchannel_logout_uri: text('backchannel_logout_uri'),
    grant_types: strings('grant_types').notNull(),
    token_endpoint_auth_method: text('token_endpoint_auth_method').notNull(),
    client_secrets: json<readonly ClientSecret[]>('client_secrets').notNull(),
    scope: strings('scope'),
    resources: strings('resources'),
    id_token_signed_response_alg: text('id_token_signed_response_alg')
      .$type<'ES256' | 'RS256' | 'EdDSA'>()
      .notNull(),
    refresh_token_rotation: integer('refresh_token_rotation', { mode: 'boolean' }).notNull(),
    trust: text('trust').$type<Client['trust']>().notNull(),
    consent: text('consent').$type<'ask' | 'always' | 'skip'>().notNull(),
    serves: strings('serves'),
    status_number: integer('status_number'),
    region: text('region'),
    jwks: json<Client['jwks']>('jwks'),
    jwks_uri: text('jwks_uri'),
    logo_uri: text('logo_uri'),
    tos_uri: text('tos_uri'),
    policy_uri: text('policy_uri'),
    application_type: text('application_type').$type<Client['application_type']>(),
    software_id: text('software_id'),
    software_version: text('software_version'),
    token_exchange: json<Client['token_exchange']>('token_exchange'),
    required_acr: text('required_acr'),
    brand: json<Client['brand']>('brand'),
    app_links: json<Client['app_links']>('app_links'),
    organisation: text('organisation').$type<Client['organisation']>(),
    source: text('source').$type<Client['source']>(),
    /** Of the metadata it was registered with: the same again is the same client. */
    registration_hash: text('registration_hash'),
    registration_token_hash: text('registration_token_hash'),
    /** When its first grant was made; one that never had any is removed in time. */
    used_at: integer('used_at'),
    created_at: integer('created_at').notNull(),
    disabled_at: integer('disabled_at'),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.client_id] }),
    uniqueIndex('clients_registration').on(table.tenant, table.registration_hash),
    index('clients_source').on(table.source, table.created_at),
  ],
)

/** Clients that are disabled, once in every database, so that a grant is opened where its person lies or not at all. */
export const disabled_clients = sqliteTable(
  'disabled_clients',
  {
    tenant: text('tenant').notNull(),
    client_id: text('client_id').notNull(),
    disabled_at: integer('disabled_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.client_id] })],
)

export const resources = sqliteTable(
  'resources',
  {
    tenant: text('tenant').notNull(),
    identifier: text('identifier').notNull(),
    name: text('name').notNull(),
    scopes: json<readonly ResourceScope[]>('scopes').notNull(),
    default_scopes: strings('default_scopes').notNull(),
    access_token_lifetime: integer('access_token_lifetime').notNull(),
    token_format: text('token_format').$type<'jwt' | 'opaque'>().notNull().default('jwt'),
    access_token_signing_alg: text('access_token_signing_alg')
      .$type<SigningAlgorithm>()
      .notNull()
      .default('ES256'),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.identifier] })],
)

export const users = sqliteTable(
  'users',
  {
    tenant: text('tenant').notNull(),
    sub: text('sub').notNull(),
    email: text('email').notNull(),
    email_verified: integer('email_verified', { mode: 'boolean' }).notNull(),
    password_hash: text('password_hash'),
    claims: json<Readonly<Record<string, unknown>>>('claims').notNull(),
    created_at: integer('created_at').notNull(),
    updated_at: integer('updated_at').notNull(),
    disabled_at: integer('disabled_at'),
    password_changed_at: integer('password_changed_at'),
    /** When the account goes, at its person's own wish; until then they may change their mind. */
    deletes_at: integer('deletes_at'),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.sub] }),
    index('users_deletes_at').on(table.deletes_at),
  ],
)

/** Whose an e-mail address is. Lies by the slot of the address, and so may be far from its person. */
export const addresses = sqliteTable(
  'addresses',
  {
    tenant: text('tenant').notNull(),
    email: text('email').notNull(),
    sub: text('sub').notNull(),
    /** When its person was there. NULL: a sign-up under way or interrupted; the next one takes over. */
    taken_at: integer('taken_at'),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.email] })],
)

export const sessions = sqliteTable(
  'sessions',
  {
    tenant: text('tenant').notNull(),
    /** SHA-256 of the cookie's value: who reads the table cannot become anyone. */
    secret_hash: text('secret_hash').notNull(),
    sid: text('sid').notNull(),
    sub: text('sub').notNull(),
    auth_time: integer('auth_time').notNull(),
    acr: text('acr').notNull(),
    amr: strings('amr').notNull(),
    user_agent: text('user_agent'),
    created_at: integer('created_at').notNull(),
    last_seen_at: integer('last_seen_at').notNull(),
    expires_at: integer('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.secret_hash] }),
    index('sessions_sub').on(table.tenant, table.sub),
    index('sessions_expires_at').on(table.expires_at),
  ],
)

export const consents = sqliteTable(
  'consents',
  {
    tenant: text('tenant').notNull(),
    sub: text('sub').notNull(),
    client_id: text('client_id').notNull(),
    resource: text('resource').notNull(),
    redirect_origin: text('redirect_origin').notNull(),
    scope: strings('scope').notNull(),
    updated_at: integer('updated_at').notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.tenant, table.sub, table.client_id, table.resource, table.redirect_origin],
    }),
  ],
)

/** Grants, to list and to find: what decides about a token is in the grant cell. */
export const grants = sqliteTable(
  'grants',
  {
    tenant: text('tenant').notNull(),
    id: text('id').notNull(),
    cell: integer('cell').notNull(),
    client_id: text('client_id').notNull(),
    sub: text('sub').notNull(),
    sid: text('sid').notNull(),
    resource: text('resource').notNull(),
    scope: json<Grant['scope']>('scope').notNull(),
    redirect_origin: text('redirect_origin').notNull(),
    created_at: integer('created_at').notNull(),
    expires_at: integer('expires_at').notNull(),
    /** `closing`: to be closed in its cell; survives a failure in between, and is finished by the sweep. */
    state: text('state').$type<'open' | 'closing' | 'closed'>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.id] }),
    index('grants_sub').on(table.tenant, table.sub),
    index('grants_client').on(table.tenant, table.client_id),
    index('grants_closing').on(table.state),
    index('grants_expires_at').on(table.expires_at),
  ],
)

/** Clients that have still to hear that a session has ended, and those that could not be told. */
export const logouts = sqliteTable(
  'logouts',
  {
    tenant: text('tenant').notNull(),
    id: text('id').notNull(),
    client_id: text('client_id').notNull(),
    backchannel_logout_uri: text('backchannel_logout_uri').notNull(),
    sub: text('sub').notNull(),
    sid: text('sid').notNull(),
    attempts: integer('attempts').notNull(),
    /** NULL: given up. */
    due_at: integer('due_at'),
    error: text('error'),
    created_at: integer('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.id] }),
    index('logouts_due_at').on(table.due_at),
  ],
)

/** The chain of security events of each tenant: `protocol/audit-chain.ts`. Triggers refuse to change or delete a row. */
export const audit = sqliteTable(
  'audit',
  {
    tenant: text('tenant').notNull(),
    seq: integer('seq').notNull(),
    at: integer('at').notNull(),
    event: text('event').notNull(),
    /** Canonical JSON. RFC 8785. */
    details: text('details').notNull(),
    previous: text('previous').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.seq] })],
)

/** Events of `npm run apply`, written together with what it changes; the next sweep puts them into the chain. */
export const audit_inbox = sqliteTable('audit_inbox', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  tenant: text('tenant').notNull(),
  at: integer('at').notNull(),
  event: text('event').notNull(),
  details: text('details').notNull(),
})

/** Steps of connections, as the trace shows them; kept for a day. `details` is JSON without any secret. */
export const traces = sqliteTable(
  'traces',
  {
    tenant: text('tenant').notNull(),
    id: text('id').notNull(),
    at: integer('at').notNull(),
    request_id: text('request_id').notNull(),
    /** What steps of one connection have in common: `client:…`, `grant:…`, `from:…`. */
    thread: text('thread').notNull(),
    step: text('step').notNull(),
    details: json<Readonly<Record<string, unknown>>>('details').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.id] }),
    index('traces_thread').on(table.tenant, table.thread),
    index('traces_request').on(table.tenant, table.request_id),
    index('traces_at').on(table.at),
  ],
)
