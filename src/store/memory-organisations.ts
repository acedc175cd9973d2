import type { Invitation, Membership, Organisation, Organisations } from './port.ts'

export interface KeptOrganisations {
  organisations: Map<string, Organisation>
  memberships: Map<string, Membership & { sub: string }>
  invitations: Map<string, Invitation>
}

const keyOf = (sub: string, org_id: string) => JSON.stringify([sub, org_id])

/** Organisations of one tenant, in this process. */
export function memoryOrganisations(kept: KeptOrganisations): Organisations {
  const { organisations, memberships, invitations } = kept
  const all = () => [...organisations.values()]
  const byDomain = (domain: string) => all().find(({ domains }) => domains.includes(domain))
  return {
    find: async (org_id) => organisations.get(org_id),
    list: async () => all(),
    byDomain: async (domain) => byDomain(domain),
    async save(one) {
      const owners = one.domains.map((domain) => byDomain(domain)?.org_id ?? one.org_id)
      if (owners.some((owner) => owner !== one.org_id)) return false
      organisations.set(one.org_id, one)
      return true
    },
    of: async (sub) =>
      [...memberships.values()]
        .filter((one) => one.sub === sub)
        .map(({ sub: _, ...membership }) => membership),
    members: async (org_id) => [...memberships.values()].filter((one) => one.org_id === org_id),
    join: async (sub, one) => void memberships.set(keyOf(sub, one.org_id), { sub, ...one }),
    leave: async (sub, org_id) => void memberships.delete(keyOf(sub, org_id)),
    invite: async (one) => void invitations.set(one.id, one),
    invitation: async (id) => invitations.get(id),
    async accepted(id, now) {
      const one = invitations.get(id)
      if (one) invitations.set(id, { ...one, accepted_at: now })
    },
  }
}

/** Whether somebody still is the member that a grant was made for. */
export const isMember = (
  { memberships }: KeptOrganisations,
  sub: string,
  { org_id, roles }: Pick<Membership, 'org_id' | 'roles'>,
): boolean => JSON.stringify(memberships.get(keyOf(sub, org_id))?.roles) === JSON.stringify(roles)
