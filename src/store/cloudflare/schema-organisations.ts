import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Organisations lie in the first database; who is a member of one lies with the person. */

const json = <T>(name: string) => text(name, { mode: 'json' }).$type<T>()

export const organisations = sqliteTable(
  'organisations',
  {
    tenant: text('tenant').notNull(),
    org_id: text('org_id').notNull(),
    name: text('name').notNull(),
    /** The identity provider its people sign in with: one of the configured upstreams. */
    upstream: text('upstream'),
    required_acr: text('required_acr'),
    created_at: integer('created_at').notNull(),
    disabled_at: integer('disabled_at'),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.org_id] })],
)

/** Whose people have addresses of a domain. */
export const organisation_domains = sqliteTable(
  'organisation_domains',
  {
    tenant: text('tenant').notNull(),
    domain: text('domain').notNull(),
    org_id: text('org_id').notNull(),
    created_at: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.domain] })],
)

export const invitations = sqliteTable(
  'invitations',
  {
    tenant: text('tenant').notNull(),
    id: text('id').notNull(),
    org_id: text('org_id').notNull(),
    email: text('email').notNull(),
    roles: json<readonly string[]>('roles').notNull(),
    /** SHA-256 of what the mail carries. */
    secret_hash: text('secret_hash').notNull(),
    /** `sub` of who invites. */
    invited_by: text('invited_by').notNull(),
    created_at: integer('created_at').notNull(),
    expires_at: integer('expires_at').notNull(),
    accepted_at: integer('accepted_at'),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.id] }),
    index('invitations_org').on(table.tenant, table.org_id),
    index('invitations_expires_at').on(table.expires_at),
  ],
)
