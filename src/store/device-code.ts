import type { DeviceAnswer, DeviceOutcome, DevicePoll, DeviceRequest } from './port.ts'
import { INTERVAL } from './port-device-codes.ts'

/** A device that waits, as kept between two steps. */
export interface DeviceRow {
  request: DeviceRequest
  /** Seconds between two polls. */
  interval: number
  polled_at?: number
  /** Whose it is to answer. */
  claimed_by?: string
  answer?: DeviceAnswer
  /** The poll that had it. */
  taken_by?: string
  taken_at?: number
}

/** Seconds in which two polls are one device that has asked twice. */
const RACE = 2

/** What is there after a step, and what the step answers; `after` is absent where nothing changes. */
export interface DeviceStep<Outcome> {
  after?: DeviceRow
  outcome: Outcome
}

const isLive = (row: DeviceRow | undefined, now: number): row is DeviceRow =>
  row !== undefined && row.request.expires_at > now

export const createAt = (
  before: DeviceRow | undefined,
  request: DeviceRequest,
  now: number,
): DeviceStep<boolean> =>
  isLive(before, now)
    ? { outcome: false }
    : { after: { request, interval: INTERVAL }, outcome: true }

export const waitingAt = (row: DeviceRow | undefined, now: number): DeviceRequest | undefined =>
  isLive(row, now) && row.answer === undefined ? row.request : undefined

/** RFC 10027: the first person who is shown the request is the only one who can answer it. */
export function claimAt(
  before: DeviceRow | undefined,
  sub: string,
  now: number,
): DeviceStep<DeviceRequest | undefined> {
  const outcome = waitingAt(before, now)
  if (before === undefined || outcome === undefined) return { outcome: undefined }
  if (before.claimed_by !== undefined)
    return { outcome: before.claimed_by === sub ? outcome : undefined }
  return { after: { ...before, claimed_by: sub }, outcome }
}

export function answerAt(
  before: DeviceRow | undefined,
  answer: DeviceAnswer,
  now: number,
): DeviceStep<boolean> {
  const isTheirs = isLive(before, now) && before.claimed_by === answer.sub
  if (!isTheirs || before.answer !== undefined) return { outcome: false }
  return { after: { ...before, answer }, outcome: true }
}

export function pollAt(
  before: DeviceRow | undefined,
  { secret_hash, take_id }: DevicePoll,
  now: number,
): DeviceStep<DeviceOutcome> {
  if (before === undefined || before.request.secret_hash !== secret_hash)
    return { outcome: { outcome: 'unknown' } }
  if (!isLive(before, now)) return { outcome: { outcome: 'expired' } }
  if (before.answer === undefined) return stillWaiting(before, now)
  const { grant } = before.answer
  if (grant === undefined) return { outcome: { outcome: 'denied' } }
  if (before.taken_by !== undefined) {
    const isRace = now - (before.taken_at ?? 0) < RACE
    return { outcome: { outcome: 'used', ...(!isRace && { grant }) } }
  }
  const after = { ...before, taken_by: take_id, taken_at: now }
  return { after, outcome: { outcome: 'approved', grant } }
}

/** RFC 8628 §3.5: a poll that comes too early makes the interval five seconds longer, for this and all later ones. */
function stillWaiting(before: DeviceRow, now: number): DeviceStep<DeviceOutcome> {
  const isEarly = before.polled_at !== undefined && now - before.polled_at < before.interval
  if (!isEarly) return { after: { ...before, polled_at: now }, outcome: { outcome: 'pending' } }
  const interval = before.interval + INTERVAL
  const after = { ...before, polled_at: now, interval }
  return { after, outcome: { outcome: 'slow_down', interval } }
}

export function releaseAt(before: DeviceRow | undefined, take_id: string): DeviceStep<void> {
  if (before?.taken_by !== take_id) return { outcome: undefined }
  const { taken_by: _, taken_at: __, ...after } = before
  return { after, outcome: undefined }
}
