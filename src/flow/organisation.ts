import type { Grant, Membership, Organisation } from '../store/port.ts'
import { isEnoughFor } from './acr.ts'
import type { House } from './context.ts'

/** A membership with what its organisation is called. */
export interface Belonging extends Membership {
  organisation: Organisation
}

/** The organisations a person can go on as a member of. */
export async function belongings(
  sub: string,
  { store }: Pick<House, 'store'>,
): Promise<readonly Belonging[]> {
  const found = (await store.organisations.of(sub)).map(async (membership) => ({
    ...membership,
    organisation: await store.organisations.find(membership.org_id),
  }))
  const known = (await Promise.all(found)).flatMap(({ organisation, ...membership }) =>
    organisation === undefined || organisation.disabled_at !== undefined
      ? []
      : [{ ...membership, organisation }],
  )
  return known.sort((a, b) => a.organisation.name.localeCompare(b.organisation.name))
}

/** `org_id` by the scope `organization`, `roles` by the scope `roles`: of the organisation a grant was made for. */
export function organisationClaims(
  grant: Grant | undefined,
  scope: readonly string[],
): { org_id?: string; roles?: readonly string[] } {
  if (grant?.organisation === undefined) return {}
  const { org_id, roles } = grant.organisation
  return {
    ...(scope.includes('organization') && { org_id }),
    ...(scope.includes('roles') && { roles }),
  }
}

/** Makes somebody a member, or gives a member other roles: then what was granted for the former ones ends. */
export async function join(
  sub: string,
  { org_id, roles }: Pick<Membership, 'org_id' | 'roles'>,
  house: House,
): Promise<void> {
  const { event, now, store } = house
  const former = (await store.organisations.of(sub)).find((one) => one.org_id === org_id)
  await store.organisations.join(sub, { org_id, roles, created_at: former?.created_at ?? now })
  if (former !== undefined) await endGrants(sub, house)
  event('member_joined', { sub, org_id, roles })
}

/** Ends a membership, and every grant that may have been made for it. May be repeated. */
export async function leave(sub: string, org_id: string, house: House): Promise<void> {
  await house.store.organisations.leave(sub, org_id)
  await endGrants(sub, house)
  house.event('member_left', { sub, org_id })
}

/**
 * Closes the grants of a person for clients that people come to as members. What they are members of is kept with the grant,
 * so that no refresh has to look it up; their clients ask again, and are answered by what is true now.
 */
async function endGrants(sub: string, { now, store }: House): Promise<void> {
  const grants = await store.grants.list(sub, now)
  for (const client_id of new Set(grants.map((one) => one.client_id))) {
    const client = await store.clients.find(client_id)
    if (client?.organisation !== undefined) await store.grants.closeAll({ sub, client_id }, now)
  }
}

/** Writes an organisation down. What was granted to its members ends when it is disabled, or wants more proven than before. */
export async function saveOrganisation(
  made: Organisation,
  { former, house }: { former: Organisation | undefined; house: House },
): Promise<boolean> {
  const { organisations } = house.store
  if (!(await organisations.save(made))) return false
  const isClosed = made.disabled_at !== undefined && former?.disabled_at === undefined
  const wantsMore = !isEnoughFor(made, former?.required_acr)
  if (former === undefined || !(isClosed || wantsMore)) return true
  for (const { sub } of await organisations.members(made.org_id)) await endGrants(sub, house)
  return true
}
