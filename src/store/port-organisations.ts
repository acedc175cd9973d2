/** Organisations, their members and who is invited. */

export interface Organisation {
  org_id: string
  name: string
  /** People with addresses of these are its people. Lower case. */
  domains: readonly string[]
  /** The identity provider its people sign in with. */
  upstream?: string
  /** The least that its people have to have proven of themselves to go on as its members. */
  required_acr?: string
  created_at: number
  disabled_at?: number
}

/** A person as a member. */
export interface Membership {
  org_id: string
  roles: readonly string[]
  created_at: number
}

/** Somebody is asked to become a member, by mail. */
export interface Invitation {
  id: string
  org_id: string
  /** As normalised by `protocol/email.ts`: nobody else can accept it. */
  email: string
  roles: readonly string[]
  /** Of what the mail carries. */
  secret_hash: string
  /** `sub` of who invites, or `operator`. */
  invited_by: string
  created_at: number
  expires_at: number
  accepted_at?: number
}

export interface Organisations {
  find(org_id: string): Promise<Organisation | undefined>
  list(): Promise<readonly Organisation[]>
  byDomain(domain: string): Promise<Organisation | undefined>
  /** Makes one, or changes it. False when one of the domains is another's. */
  save(organisation: Organisation): Promise<boolean>
  /** What a person is a member of. */
  of(sub: string): Promise<readonly Membership[]>
  members(org_id: string): Promise<readonly (Membership & { sub: string })[]>
  /** Makes somebody a member, or gives a member other roles. A grant made for other roles than these is not opened any more. */
  join(sub: string, membership: Membership): Promise<void>
  /** No grant is opened for this organisation any more. */
  leave(sub: string, org_id: string): Promise<void>
  invite(invitation: Invitation): Promise<void>
  invitation(id: string): Promise<Invitation | undefined>
  /** Notes that an invitation has led to what it was made for. */
  accepted(id: string, now: number): Promise<void>
}
