import type { ConsentKey } from './port.ts'

export interface User {
  sub: string
  email: string
  email_verified: boolean
  /** PHC string; absent when the person has no password. */
  password_hash?: string
  /** Standard claims of OpenID Connect Core §5.1 besides sub, email and email_verified. */
  claims: Readonly<Record<string, unknown>>
  created_at: number
  updated_at: number
  disabled_at?: number
  password_changed_at?: number
  /** When the account goes, at its person's own wish. */
  deletes_at?: number
}

export interface Users {
  /** Up to 30 s old unless `fresh`. */
  find(sub: string, options?: { fresh: boolean }): Promise<User | undefined>
  /** By address as normalised by `protocol/email.ts`. */
  findByEmail(email: string): Promise<User | undefined>
  /** False when the address is taken; of any number at once for one address, one is true. */
  create(user: User): Promise<boolean>
  /** Changes some of what is known of a person; what is not named stays as it is. */
  update(sub: string, changes: UserChanges, now: number): Promise<void>
  /** Replaces a hash by another of the same password, unless it is another one by now. */
  rehash(sub: string, hashes: { from: string; to: string }): Promise<void>
  /** Disables a person, ends their sessions and closes their grants, at once. */
  disable(sub: string, now: number): Promise<void>
  /**
   * Gives a person another address, confirmed as theirs. False when it is somebody else's, or `from` is theirs no more. The
   * former address is nobody's but theirs for ADDRESS_HELD. Interrupted, it leaves them with one of the two.
   */
  changeEmail(sub: string, change: { from: string; to: string }, now: number): Promise<boolean>
  /**
   * Ends the sessions of a person and closes their grants, at once; from `deletes_at` on the sweep removes whatever there is
   * of them. Until then `update` with `deletes_at: null` takes it back.
   */
  close(sub: string, deletes_at: number, now: number): Promise<void>
}

/** Seconds an address that a person has left is kept from others: they may take it back. */
export const ADDRESS_HELD = 7 * 86_400

/** `null` takes away. The address has a method of its own. */
export interface UserChanges {
  email_verified?: boolean
  claims?: Readonly<Record<string, unknown>>
  password_hash?: string | null
  password_changed_at?: number
  deletes_at?: number | null
}

/** Password hashing, in a place of its own: argon2id takes tens of milliseconds of CPU. */
export interface Passwords {
  /** A PHC string. */
  hash(password: string): Promise<string>
  /** With no hash to compare with, takes as long and answers false. */
  verify(password: string, encoded: string | undefined): Promise<boolean>
  /** A new hash of a password that was verified, where this one is not made as they are made today. */
  renewed(password: string, encoded: string): Promise<string | undefined>
}

/** A signed-in browser. OpenID Connect Core §2 for `auth_time`, `acr`, `amr`. */
export interface Session {
  /** Public name of the session, the `sid` claim: a `personalId`. */
  sid: string
  sub: string
  auth_time: number
  acr: string
  amr: readonly string[]
  created_at: number
  last_seen_at: number
  expires_at: number
  user_agent?: string
}

/** What is known of a session by its cookie. */
export interface SessionRef {
  /** The person's (`protocol/slot.ts`): it says which database to ask. */
  slot: number
  /** Of the cookie's value, which is not stored. */
  secret_hash: string
}

export interface Sessions {
  start(session: Session, secret_hash: string): Promise<void>
  /**
   * The live session of a cookie, with its person and, in the same look-up, what they have agreed to for a client.
   * A disabled person has none.
   */
  find(
    ref: SessionRef,
    now: number,
    agreed?: Omit<ConsentKey, 'sub'>,
  ): Promise<{ session: Session; user: User; consented?: readonly string[] } | undefined>
  touch(sid: string, now: number): Promise<void>
  /**
   * Their person has proven more: from now on another cookie's value finds the session, and the former finds nothing. Of
   * any number at once, one is true.
   */
  stepUp(
    ref: SessionRef,
    proven: Pick<Session, 'acr' | 'amr'>,
    secret_hash: string,
  ): Promise<boolean>
  list(sub: string, now: number): Promise<readonly Session[]>
  /** Some of those that match, up to a hundred: what is ended makes room for the others. */
  started(which: SessionSelection): Promise<readonly Pick<Session, 'sub' | 'sid'>[]>
  end(sub: string, sid: string): Promise<void>
}

/** Every member that is present has to match. */
export interface SessionSelection {
  sub?: string
  /** Started before this moment. */
  created_before: number
  /** Started at this moment or later. */
  created_since?: number
}
