import { and, eq, inArray, notInArray, type SQL } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import type { Invitation, Organisation, Store } from '../port.ts'
import { first, record } from './record.ts'
import { invitations, organisation_domains, organisations } from './schema-organisations.ts'
import { memberships } from './schema-people.ts'
import type { Shards } from './shards.ts'

/** Organisations of one tenant in the first database, and their members, each with their person. */
export const organisationTable = (shards: Shards, tenant: string): Store['organisations'] => ({
  ...organisationRows(shards, tenant),
  ...membershipRows(shards, tenant),
  ...invitationRows(shards, tenant),
})

const sameOrganisation = and(
  eq(organisation_domains.tenant, organisations.tenant),
  eq(organisation_domains.org_id, organisations.org_id),
)

function organisationRows(shards: Shards, tenant: string) {
  const db = shards.first
  const select = async (condition?: SQL): Promise<readonly Organisation[]> => {
    const rows = await db
      .select({ row: organisations, domain: organisation_domains.domain })
      .from(organisations)
      .leftJoin(organisation_domains, sameOrganisation)
      .where(and(eq(organisations.tenant, tenant), condition))
    const byId = new Map(rows.map(({ row }) => [row.org_id, row]))
    return [...byId.values()].map((row) => ({
      ...record<Omit<Organisation, 'domains'>>(row),
      domains: rows.flatMap(({ row: { org_id }, domain }) =>
        org_id === row.org_id && domain !== null ? [domain] : [],
      ),
    }))
  }
  const domains = domainRows(db, tenant)
  return {
    find: async (org_id: string) => (await select(eq(organisations.org_id, org_id)))[0],
    list: () => select(),
    byDomain: async (domain: string) =>
      (await select(inArray(organisations.org_id, domains.ownersOf([domain]))))[0],
    save: saving(db, tenant),
  }
}

function domainRows(db: DrizzleD1Database, tenant: string) {
  const owned = (condition: SQL | undefined) =>
    and(eq(organisation_domains.tenant, tenant), condition)
  const ownersOf = (domains: readonly string[]) =>
    db
      .select({ org_id: organisation_domains.org_id })
      .from(organisation_domains)
      .where(owned(inArray(organisation_domains.domain, [...domains])))
  return { owned, ownersOf }
}

const saving =
  (db: DrizzleD1Database, tenant: string): Store['organisations']['save'] =>
  async ({ domains, ...one }) => {
    const { owned, ownersOf } = domainRows(db, tenant)
    const { org_id, created_at, name } = one
    const { upstream = null, required_acr = null, disabled_at = null } = one
    if ((await ownersOf(domains)).some((owner) => owner.org_id !== org_id)) return false
    const { org_id: owner, domain } = organisation_domains
    const changes = { name, upstream, required_acr, disabled_at }
    const target = [organisations.tenant, organisations.org_id]
    const row = { tenant, ...one }
    await db.batch([
      db.insert(organisations).values(row).onConflictDoUpdate({ target, set: changes }),
      db
        .delete(organisation_domains)
        .where(owned(and(eq(owner, org_id), notInArray(domain, [...domains])))),
      ...domains.map((domain) =>
        db
          .insert(organisation_domains)
          .values({ tenant, domain, org_id, created_at })
          .onConflictDoNothing(),
      ),
    ])
    return true
  }

function membershipRows(shards: Shards, tenant: string) {
  const mine = (condition: SQL | undefined) => and(eq(memberships.tenant, tenant), condition)
  const { sub, org_id, roles, created_at } = memberships
  return {
    of: async (person: string) =>
      shards
        .of(person)
        .select({ org_id, roles, created_at })
        .from(memberships)
        .where(mine(eq(sub, person))),
    async members(organisation: string) {
      const asked = shards.all.map((db) =>
        db
          .select({ sub, org_id, roles, created_at })
          .from(memberships)
          .where(mine(eq(org_id, organisation))),
      )
      return (await Promise.all(asked)).flat()
    },
    async join(person, { roles, ...one }) {
      await shards
        .of(person)
        .insert(memberships)
        .values({ tenant, sub: person, ...one, roles })
        .onConflictDoUpdate({
          target: [memberships.tenant, memberships.sub, memberships.org_id],
          set: { roles },
        })
    },
    async leave(person, organisation) {
      await shards
        .of(person)
        .delete(memberships)
        .where(mine(and(eq(sub, person), eq(org_id, organisation))))
    },
  } satisfies Partial<Store['organisations']>
}

function invitationRows(shards: Shards, tenant: string) {
  const named = (id: string) => and(eq(invitations.tenant, tenant), eq(invitations.id, id))
  return {
    async invite(invitation) {
      await shards.first.insert(invitations).values({ tenant, ...invitation })
    },
    invitation: async (id) =>
      first<Invitation>(await shards.first.select().from(invitations).where(named(id)).limit(1)),
    async accepted(id, now) {
      await shards.first.update(invitations).set({ accepted_at: now }).where(named(id))
    },
  } satisfies Partial<Store['organisations']>
}
