import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What belongs to one person beside their row in `users`: it lies in the database of their slot. */

const json = <T>(name: string) => text(name, { mode: 'json' }).$type<T>()
const mine = {
  tenant: text('tenant').notNull(),
  sub: text('sub').notNull(),
}

/** Web Authentication credentials, their public halves. WebAuthn Level 3 §4, credential record. */
export const passkeys = sqliteTable(
  'passkeys',
  {
    ...mine,
    credential_id: text('credential_id').notNull(),
    /** COSE_Key, base64url. RFC 9052 §7. */
    public_key: text('public_key').notNull(),
    sign_count: integer('sign_count').notNull(),
    transports: json<readonly string[]>('transports').notNull(),
    aaguid: text('aaguid'),
    backed_up: integer('backed_up', { mode: 'boolean' }).notNull(),
    name: text('name').notNull(),
    created_at: integer('created_at').notNull(),
    last_used_at: integer('last_used_at'),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.sub, table.credential_id] })],
)

/** The secret shared with an authenticator app. RFC 6238. */
export const totps = sqliteTable(
  'totps',
  {
    ...mine,
    /** Sealed: who reads the table cannot make codes. */
    secret: text('secret').notNull(),
    /** The time step of the last code that counted: it and those before it count no more. RFC 6238 §5.2. */
    last_step: integer('last_step').notNull(),
    created_at: integer('created_at').notNull(),
    /** When a first code was given. NULL: being set up. */
    confirmed_at: integer('confirmed_at'),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.sub] })],
)

/** Codes for who has lost everything else, each good once. */
export const recovery_codes = sqliteTable(
  'recovery_codes',
  {
    ...mine,
    code_hash: text('code_hash').notNull(),
    created_at: integer('created_at').notNull(),
    used_at: integer('used_at'),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.sub, table.code_hash] })],
)

/** Browsers that are not asked for the second proof for a while. */
export const remembered_devices = sqliteTable(
  'remembered_devices',
  {
    ...mine,
    id: text('id').notNull(),
    /** SHA-256 of the cookie's value. */
    secret_hash: text('secret_hash').notNull(),
    user_agent: text('user_agent'),
    created_at: integer('created_at').notNull(),
    last_used_at: integer('last_used_at').notNull(),
    expires_at: integer('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.sub, table.id] }),
    index('remembered_devices_expires_at').on(table.expires_at),
  ],
)

/** Accounts elsewhere that a person signs in with. This row decides; `upstream_accounts` finds it. */
export const linked_accounts = sqliteTable(
  'linked_accounts',
  {
    ...mine,
    upstream: text('upstream').notNull(),
    /** Its `sub` there. */
    subject: text('subject').notNull(),
    email: text('email'),
    linked_at: integer('linked_at').notNull(),
    last_used_at: integer('last_used_at'),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.sub, table.upstream, table.subject] })],
)

/** Whose an account elsewhere is. Lies by the slot of `upstream subject`, and so may be far from its person. */
export const upstream_accounts = sqliteTable(
  'upstream_accounts',
  {
    tenant: text('tenant').notNull(),
    upstream: text('upstream').notNull(),
    subject: text('subject').notNull(),
    sub: text('sub').notNull(),
    /** NULL: being linked; anybody may take it over. */
    linked_at: integer('linked_at'),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.upstream, table.subject] })],
)

/** What happened to an account, for its person to read; kept for 90 days. The audit is another book. */
export const activity = sqliteTable(
  'activity',
  {
    ...mine,
    id: text('id').notNull(),
    at: integer('at').notNull(),
    event: text('event').notNull(),
    /** Words and ids, never a secret. */
    details: json<Readonly<Record<string, unknown>>>('details').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.sub, table.id] }),
    index('activity_at').on(table.at),
  ],
)

/** A person as a member of an organisation. */
export const memberships = sqliteTable(
  'memberships',
  {
    ...mine,
    org_id: text('org_id').notNull(),
    roles: json<readonly string[]>('roles').notNull(),
    created_at: integer('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.sub, table.org_id] }),
    index('memberships_org').on(table.tenant, table.org_id),
  ],
)
