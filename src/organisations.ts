import type { Context, House } from './flow/context.ts'
import { createCookies } from './flow/cookies.ts'
import { sendMail } from './flow/mail.ts'
import { join, leave, saveOrganisation } from './flow/organisation.ts'
import { housesOf, oneOf, visit } from './houses.ts'
import type { AuthServerOptions } from './options.ts'
import { normaliseEmail } from './protocol/email.ts'
import type { Where } from './revocations.ts'
import type { Membership, Organisation } from './store/port.ts'
import { randomId, sha256 } from './tokens/secret.ts'

/** Seconds an invitation counts. */
const INVITATION_LIFETIME = 7 * 86_400

export interface Inviting extends Where {
  org_id: string
  email: string
  roles: readonly string[]
}

/** The organisations of a server, for its operator. Every change is an event of the audit. */
export interface OrganisationBook {
  list(where?: Where): Promise<readonly Organisation[]>
  /**
   * Makes an organisation, or changes it. A domain is of one organisation at most. What its members granted as members ends
   * when it is disabled, or wants two factors where it did not.
   * @throws Error when a domain is another's.
   */
  save(organisation: Omit<Organisation, 'created_at'>, where?: Where): Promise<void>
  members(org_id: string, where?: Where): Promise<readonly (Membership & { sub: string })[]>
  /** Makes somebody a member, or gives a member other roles: what clients were granted for the former ones ends. */
  join(sub: string, as: Pick<Membership, 'org_id' | 'roles'>, where?: Where): Promise<void>
  leave(sub: string, org_id: string, where?: Where): Promise<void>
  /**
   * Mails an invitation that only the person with this address can accept, for seven days.
   * @throws Error when there is no such organisation, the address is none, or the mail was not taken.
   */
  invite(inviting: Inviting): Promise<void>
}

/** @throws ConfigurationError as `authServer`, whose options these are. */
export function organisationBook(given: AuthServerOptions): OrganisationBook {
  const houses = housesOf(given)
  const clock = () => Math.floor(Date.now() / 1000)
  const at = <T>(where: Where | undefined, act: (house: House) => Promise<T>) =>
    visit(oneOf(houses, where?.tenant), where?.now ?? clock(), act)
  return {
    list: (where) => at(where, ({ store }) => store.organisations.list()),
    save: (organisation, where) => at(where, (house) => save(organisation, house)),
    members: (org_id, where) => at(where, ({ store }) => store.organisations.members(org_id)),
    join: (sub, as, where) =>
      at(where, async (house) => {
        await known(as.org_id, house)
        await join(sub, as, house)
      }),
    leave: (sub, org_id, where) => at(where, (house) => leave(sub, org_id, house)),
    invite: (inviting) => at(inviting, (house) => invite(inviting, house)),
  }
}

async function known(org_id: string, { store }: House): Promise<Organisation> {
  const organisation = await store.organisations.find(org_id)
  if (organisation === undefined) throw new Error(`there is no organization ${org_id}`)
  return organisation
}

async function save(given: Omit<Organisation, 'created_at'>, house: House): Promise<void> {
  const { store, now, event } = house
  const domains = given.domains.map((domain) => domain.toLowerCase())
  const former = await store.organisations.find(given.org_id)
  const made = { ...given, domains, created_at: former?.created_at ?? now }
  if (!(await saveOrganisation(made, { former, house })))
    throw new Error(`one of the domains ${domains.join(', ')} is another organization's`)
  event('organisation_saved', { org_id: given.org_id })
}

async function invite({ org_id, email, roles }: Inviting, house: House): Promise<void> {
  const { name } = await known(org_id, house)
  const { store, now, issuer, event } = house
  const to = normaliseEmail(email)
  if (to === undefined) throw new Error('the address is none')
  const [id, secret] = [randomId(), randomId(24)]
  const invitation = { id, org_id, email: to, roles, secret_hash: await sha256(secret) }
  const lasts = { created_at: now, expires_at: now + INVITATION_LIFETIME }
  await store.organisations.invite({ ...invitation, ...lasts, invited_by: 'operator' })
  event('member_invited', { org_id, invitation: id, roles })
  const link = `${issuer.identifier}/invitation?token=${id}.${secret}`
  const letter = { kind: 'invitation' as const, to, about: name, link, lasts: INVITATION_LIFETIME }
  const user = await store.users.findByEmail(to)
  if (!(await sendMail({ ...letter, user }, withoutRequest(house))))
    throw new Error('the mail was not taken; the event mail_failed says why')
}

/** An operator's call has no request; mails say where they come from all the same. */
function withoutRequest(house: House): Context {
  const request = new Request(house.issuer.identifier)
  const cookies = createCookies(request, house.issuer)
  return { ...house, request, cookies, request_id: crypto.randomUUID(), note: () => {} }
}
