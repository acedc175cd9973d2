/** The part of the port that decides about tokens: grants, their codes, their refresh tokens, their status. */

export interface GrantRef {
  /** Number of the grant cell. */
  cell: number
  /** A `personalId`: it begins with the slot of its person. */
  id: string
}

/** One authorization of one client by one person, on one device. Kept in its cell for as long as anything hangs on it. */
export interface Grant extends GrantRef {
  client_id: string
  sub: string
  scope: readonly string[]
  /** Identifier of the resource its tokens are for. */
  resource: string
  auth_time: number
  acr: string
  amr: readonly string[]
  sid: string
  /** Claims asked for one by one. OpenID Connect Core §5.5. */
  claims?: { id_token: readonly string[]; userinfo: readonly string[] }
  /** As a member of which a person went on. */
  organisation?: { org_id: string; roles: readonly string[] }
  redirect_origin: string
  created_at: number
  /** Nothing of this grant outlives it. */
  expires_at: number
}

export interface Redemption {
  grant: Grant
  /** Names this attempt, so that it alone can be taken back. */
  claim_id: string
  client_id: string
  /** False burns the code: it is used up, and no token comes of it. */
  proven: boolean
  /** Hash of the first refresh token; absent when none is issued. */
  refresh_hash?: string
  idle_expires_at: number
  /** Until when the claim is remembered. */
  keep_until: number
  now: number
}

/** `replayed`: this client redeemed it before; the grant is closed now. `used`: burnt, or used by another client. */
export type RedemptionOutcome =
  | { outcome: 'redeemed'; place: number }
  | { outcome: 'burnt' | 'replayed' | 'used' | 'closed' }

/** The token that follows another: its hash, and its secret sealed so that only a holder of the one before can read it. */
export interface SealedSuccessor {
  hash: string
  sealed: string
}

export interface Rotation {
  ref: GrantRef
  client_id: string
  presented_hash: string
  next: SealedSuccessor
  /** False keeps the presented token (confidential clients, by policy). */
  rotate: boolean
  /** Narrower scope asked for: checked in the same turn, so that a refused request rotates nothing. */
  scope?: readonly string[]
  /** Resource asked for: a grant is for one, and a refresh may not change it. Checked in the same turn. */
  resource?: string
  /** Seconds in which the immediate predecessor gets the same successor again. */
  replay_window: number
  idle_expires_at: number
  now: number
}

export type RotationOutcome =
  | { outcome: 'rotated' | 'kept'; grant: Grant; place: number }
  | { outcome: 'replayed'; grant: Grant; place: number; next: SealedSuccessor }
  /** `reused`: an older genuine token; the grant is closed now. The others change nothing. */
  | { outcome: 'reused' | 'closed' | 'expired' | 'other-client' | 'scope' | 'resource' | 'unknown' }

/** What hangs together on the account page. */
export interface GrantSummary extends GrantRef {
  client_id: string
  client_name?: string
  redirect_origin: string
  scope: readonly string[]
  resource: string
  created_at: number
}

export interface Grants {
  /**
   * Writes a grant down before its code leaves; false when the person or the client was disabled meanwhile, or the person
   * is no longer the member they were. The first one
   * of a registration notes that it is in use, in the same step; false when it was removed meanwhile.
   */
  open(grant: Grant, isFirst?: boolean): Promise<boolean>
  /** Claims the code and reserves the first refresh token, once, in one turn of one object. */
  redeem(redemption: Redemption): Promise<RedemptionOutcome>
  /** Takes a claim back whose answer never left. Does nothing when the claim is another's. */
  release(ref: GrantRef, claim_id: string): Promise<void>
  rotate(rotation: Rotation): Promise<RotationOutcome>
  /**
   * What stands behind a token: its grant, or nothing for a token without one (`id` is ''). `undefined` for a closed or
   * unknown grant, for a token taken back, and for one without a grant whose client's entry is set: `place` is the
   * running number it names.
   */
  behind(ref: GrantRef, jti: string, place?: number): Promise<{ grant?: Grant } | undefined>
  /**
   * Takes one access token back until it expires by itself. In its status list the entry of its grant is set; tokens made
   * from then on have another.
   */
  revokeToken(ref: GrantRef, jti: string, expires_at: number): Promise<void>
  /** The grant whose live refresh token has this hash. */
  holds(ref: GrantRef, refresh_hash: string, now: number): Promise<Grant | undefined>
  /** Closes one grant; with a `client_id`, only if it is that client's: then it answers true. */
  close(ref: GrantRef, now: number, client_id?: string): Promise<boolean>
  /**
   * Closes all grants that match, at once; answers how many there were. By a moment also those that nothing but their
   * cells knows of: the rows of a database that was restored are not all there are.
   */
  closeAll(which: GrantSelection, now: number): Promise<number>
  /** The entries of a status list that are set. Token Status List §4. */
  invalidIn(list: number): Promise<readonly number[]>
  list(sub: string, now: number): Promise<readonly GrantSummary[]>
  /**
   * When each was last refreshed, as its cell has it anyway: of tokens that are kept instead of replaced to the hour. Nothing
   * for one that never was.
   */
  lastUsed(refs: readonly GrantRef[]): Promise<readonly (number | undefined)[]>
  /** How many people have a grant of this client, counted up to PEOPLE_COUNTED; may be minutes old. */
  people(client_id: string): Promise<number>
}

/** Every member that is present has to match. */
export interface GrantSelection {
  id?: string
  sub?: string
  client_id?: string
  /** Grants that belong to the session: not those with `offline_access`. */
  sid?: string
  /** Made before this moment. */
  created_before?: number
  /** Made at this moment or later. */
  created_since?: number
}

/** Beyond this it makes no difference to a person how many others there are. */
export const PEOPLE_COUNTED = 1000
