import type { Grant } from './port-grants.ts'

/** What a device asks for while its person answers elsewhere. RFC 8628 §3.1. */
export interface DeviceRequest {
  client_id: string
  scope?: string
  resource?: string
  started_at: number
  expires_at: number
  /** Of the secret in the device code. */
  secret_hash: string
  /** Where the request came from, as the platform sees it. */
  city?: string
  /** ISO 3166-1 alpha-2. */
  country?: string
  user_agent?: string
}

/** What a person has said. */
export interface DeviceAnswer {
  sub: string
  /** Absent: they do not allow it. */
  grant?: Grant
}

/** One poll of a device. */
export interface DevicePoll {
  secret_hash: string
  /** Names this poll, so that what it takes can be given back. */
  take_id: string
}

/**
 * `slow_down`: it came too early, and the next has to wait `interval` seconds. `used`: a poll before had it; with the grant
 * when that was long enough ago that it was no race of one device with itself.
 */
export type DeviceOutcome =
  | { outcome: 'pending' | 'denied' | 'expired' | 'unknown' }
  | { outcome: 'used'; grant?: Grant }
  | { outcome: 'slow_down'; interval: number }
  | { outcome: 'approved'; grant: Grant }

/** Devices that wait for their people, by user code. RFC 8628. Each method is decided in one turn of one object. */
export interface DeviceCodes {
  /** False when the user code is in use: then there has to be another. */
  create(user_code: string, request: DeviceRequest, now: number): Promise<boolean>
  /** What still waits for an answer. */
  find(user_code: string, now: number): Promise<DeviceRequest | undefined>
  /** The same, from now on for this person alone: nothing for anybody else, whoever came first. */
  claim(user_code: string, sub: string, now: number): Promise<DeviceRequest | undefined>
  /** The one answer, of the person who claimed it; false for a second one, or another's, or when it is too late. */
  answer(user_code: string, answer: DeviceAnswer, now: number): Promise<boolean>
  /** What came of it. What was approved is handed out once. */
  poll(user_code: string, poll: DevicePoll, now: number): Promise<DeviceOutcome>
  /** Gives back what a poll took and could not deliver. */
  release(user_code: string, take_id: string): Promise<void>
}

/** RFC 8628 §3.5: seconds between two polls at first, and what each that comes too early adds. */
export const INTERVAL = 5
