import type { Configuration } from './configuration.ts'
import type { OrganisationEntry } from './organisation-entry.ts'
import type { Existing } from './plan.ts'
import { disabledAt, silent, type Wanted } from './rows.ts'
import { literal, type Row, type Statement, upsert } from './sql.ts'

interface Context {
  tenant: string
  /** Epoch seconds. */
  now: number
}

export function organisationRow(
  { org_id, name, upstream, required_acr, disabled }: OrganisationEntry,
  existing: Row | undefined,
  { tenant, now }: Context,
): Wanted {
  const created_at = existing?.created_at ?? now
  const disabled_at = disabledAt(disabled, existing, now)
  return {
    row: {
      ...{ tenant, org_id, name },
      upstream: upstream ?? null,
      required_acr: required_acr ?? null,
      ...{ created_at, disabled_at },
    },
    keep: ['created_at', ...silent({ disabled_at: disabled })],
  }
}

/** What makes an organisation's domains what the file says; in any order with those of another. */
export function domainChanges(
  { org_id, domains }: OrganisationEntry,
  { organisation_domains }: Existing,
  { tenant, now: created_at }: Context,
): readonly Statement[] {
  const mine = organisation_domains.flatMap((row) =>
    row.org_id === org_id ? [String(row.domain)] : [],
  )
  const gone = mine.filter((domain) => !domains.includes(domain))
  const owned = `tenant = ${literal(tenant)} AND org_id = ${literal(org_id)}`
  const key = ['tenant', 'domain']
  return [
    ...gone.map(
      (domain) =>
        `DELETE FROM organisation_domains WHERE ${owned} AND domain = ${literal(domain)};`,
    ),
    ...domains
      .filter((domain) => !mine.includes(domain))
      .map((domain) => {
        const row = { tenant, domain, org_id, created_at }
        return upsert({ table: 'organisation_domains', key, row, keep: [] })
      }),
  ].map((sql) => ({ at: 'first', sql }))
}

/** Domains that belong to an organisation which keeps them. */
export function takenDomains(file: Configuration, { organisation_domains }: Existing): string[] {
  const named = file.organisations.map(({ org_id }) => org_id)
  return file.organisations.flatMap(({ org_id, domains }, place) =>
    organisation_domains.flatMap(({ domain, org_id: owner }) =>
      owner !== org_id && domains.includes(String(domain)) && !named.includes(String(owner))
        ? [`organisations[${place}].domains: ${domain} belongs to the organisation ${owner}`]
        : [],
    ),
  )
}

/** Clients that people go on to as members of an organisation. */
export function clientsForMembers(file: Configuration, { clients }: Existing): string[] {
  const said = [...file.clients, ...clients].filter(
    ({ organisation }) => organisation !== undefined && organisation !== null,
  )
  return [...new Set(said.map(({ client_id }) => String(client_id)))]
}

/** Ends what members granted as such; the server's own sweep finishes the grants in their cells. */
export function closingMembers(row: Row, client_ids: readonly string[]): readonly Statement[] {
  if (client_ids.length === 0) return []
  const mine = `tenant = ${literal(row.tenant ?? null)}`
  const members = `SELECT sub FROM memberships WHERE ${mine} AND org_id = ${literal(row.org_id ?? null)}`
  const clients = client_ids.map(literal).join(', ')
  const which = `client_id IN (${clients}) AND sub IN (${members})`
  const sql = `UPDATE grants SET state = 'closing' WHERE ${mine} AND state = 'open' AND ${which};`
  return [{ at: 'all', sql }]
}
