import type { TracedStep } from '../protocol/connection.ts'
import type { Activity } from './port-activity.ts'
import type { Audit } from './port-audit.ts'
import type { Challenges } from './port-challenges.ts'
import type { Clients, Resources } from './port-clients.ts'
import type { DeviceCodes } from './port-device-codes.ts'
import type { Documents } from './port-documents.ts'
import type { Factors } from './port-factors.ts'
import type { Grants } from './port-grants.ts'
import type { Keys } from './port-keys.ts'
import type { LinkedAccounts } from './port-linked-accounts.ts'
import type { Organisations } from './port-organisations.ts'
import type { Passkeys } from './port-passkeys.ts'
import type { Passwords, Sessions, Users } from './port-people.ts'
import type { Registrations } from './port-registrations.ts'

export type * from './port-activity.ts'
export type * from './port-challenges.ts'
export type * from './port-clients.ts'
export type * from './port-device-codes.ts'
export type * from './port-documents.ts'
export type * from './port-factors.ts'
export type * from './port-grants.ts'
export type * from './port-keys.ts'
export type * from './port-linked-accounts.ts'
export type * from './port-organisations.ts'
export type * from './port-passkeys.ts'
export type * from './port-people.ts'
export type * from './port-registrations.ts'

/**
 * What Sallyport asks of storage: one interface per aggregate, one method per sentence of the protocol. A `Store` belongs
 * to one tenant: the adapter puts the tenant into every key and query, so no method takes one. Every method may throw a
 * storage fault (503). Moments are epoch seconds, durations seconds, hashes base64url SHA-256.
 */
export interface Store {
  clients: Clients
  registrations: Registrations
  resources: Resources
  users: Users
  passwords: Passwords
  passkeys: Passkeys
  linkedAccounts: LinkedAccounts
  sessions: Sessions
  consents: Consents
  grants: Grants
  keys: Keys
  logouts: Logouts
  throttle: Throttle
  challenges: Challenges
  factors: Factors
  deviceCodes: DeviceCodes
  replays: Replays
  documents: Documents
  audit: Audit
  activity: Activity
  organisations: Organisations
  traces: Traces
}

/** A storage for all tenants: hands out the part that belongs to one. */
export interface Storage {
  forTenant(tenant: string): Store
  /** What the clock owes: finishes closings that were interrupted, removes what has expired. Idempotent. */
  sweep(now: number): Promise<void>
}

/** What a person has agreed to before: remembered by person, client, resource and the place access goes. */
export interface ConsentKey {
  sub: string
  client_id: string
  resource: string
  redirect_origin: string
}

/** What a person has agreed to for one place. */
export interface Agreement extends Omit<ConsentKey, 'sub'> {
  scope: readonly string[]
}

export interface Consents {
  /** Adds to what was agreed to before. */
  remember(key: ConsentKey, scope: readonly string[], now: number): Promise<void>
  list(sub: string): Promise<readonly Agreement[]>
  /** Withdraws every consent of a person for a client and closes the grants made under them, at once. */
  withdraw(sub: string, client_id: string, now: number): Promise<void>
}

/** One client that has to hear that a session has ended. OpenID Connect Back-Channel Logout §2.5. */
export interface LogoutDelivery {
  id: string
  client_id: string
  backchannel_logout_uri: string
  sub: string
  sid: string
  /** Made so far. */
  attempts: number
  /** When the next one is due. */
  due_at: number
  /** Why the last one failed. */
  error?: string
}

export interface Logouts {
  /** Notes down every client with a grant in the session and an address to hear of its end. */
  announce(sub: string, sid: string, now: number): Promise<void>
  /** Hands out what is due, of everybody or of one person, each to one caller; unless heard of, again at `again_at`. */
  take(now: number, again_at: number, sub?: string): Promise<readonly LogoutDelivery[]>
  delivered(id: string): Promise<void>
  /** Due again at that moment; without one, given up and kept for the operator to see. */
  failed(id: string, error: string, due_at: number | undefined): Promise<void>
  /** What is not delivered. */
  list(): Promise<readonly LogoutDelivery[]>
}

export interface Limit {
  key: string
  /** Attempts within `window` seconds before waiting begins. */
  attempts: number
  window: number
  /** The longest wait, in seconds. */
  longest: number
}

export interface Throttle {
  /** Counts one attempt against each limit before it is made; answers the seconds to wait, 0 to go ahead. */
  attempt(limits: readonly Limit[], now: number): Promise<number>
  forgive(keys: readonly string[]): Promise<void>
}

export interface Replays {
  /**
   * True the first time, false ever after until `expires_at`: when it could not be presented any more. Who asks has
   * bounded that moment, and with it what is remembered; the identifier may have any length.
   */
  markUsed(id: string, expires_at: number, now: number): Promise<boolean>
}

/** Steps of connections, for who wants to know why one fails. Kept for a day. */
export interface Traces {
  append(steps: readonly TracedStep[]): Promise<void>
  /** The newest of them, oldest first. */
  list(limit: number): Promise<readonly TracedStep[]>
}
