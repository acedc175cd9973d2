import { isSameResource } from '../protocol/resource.ts'
import { isWithin } from '../protocol/scope.ts'
import { LIST_SIZE } from '../protocol/status-list.ts'
import type {
  Grant,
  GrantSelection,
  Redemption,
  RedemptionOutcome,
  Rotation,
  RotationOutcome,
} from './port.ts'

/**
 * The rules of a grant cell, as pure steps from one row to the next: "used once" is decided here and nowhere else. Whoever
 * keeps the rows (a Durable Object, memory) reads a row, takes the step and writes the row without anything in between.
 */
export interface CellRow {
  /** Absent when the grant was closed before its code was redeemed. */
  grant?: Grant
  state: CellState
  expires_at: number
  /** Running number of its place in the cell's status lists. */
  place: number
}

interface CellState {
  claimed_by: string
  claim_id: string
  /** Hash of the live refresh token, and of the one before it. */
  current?: string
  previous?: string
  /** The secret of the live refresh token, sealed under the one before it. */
  successor?: string
  rotated_at?: number
  /** When a token that is kept was last seen to be used. */
  used_at?: number
  idle_expires_at: number
  burnt?: true
  closed_at?: number
}

export interface Step<Outcome> {
  /** Absent: nothing is written. */
  row?: CellRow
  outcome: Outcome
}

/** Claims a code. OAuth 2.1 §4.1.3: at most once; RFC 9700 §4.5: a replay takes back what the first use gave. */
export function redeem(
  row: CellRow | undefined,
  r: Redemption,
  nextPlace: number,
): Step<RedemptionOutcome> {
  if (row === undefined) {
    const made = claimed(r, nextPlace)
    return r.proven
      ? { row: made, outcome: { outcome: 'redeemed', place: nextPlace } }
      : { row: burnt(made, r.now), outcome: { outcome: 'burnt' } }
  }
  const { claimed_by, closed_at } = row.state
  if (claimed_by === '') return { outcome: { outcome: 'closed' } }
  if (row.state.burnt || claimed_by !== r.client_id) return { outcome: { outcome: 'used' } }
  const outcome = { outcome: 'replayed' as const }
  return closed_at === undefined ? { row: closed(row, r.now), outcome } : { outcome }
}

const burnt = (row: CellRow, now: number): CellRow => ({
  ...row,
  state: { ...row.state, burnt: true, closed_at: now },
})

const claimed = (r: Redemption, place: number): CellRow => ({
  place,
  grant: r.grant,
  expires_at: r.keep_until,
  state: {
    claimed_by: r.client_id,
    claim_id: r.claim_id,
    idle_expires_at: r.idle_expires_at,
    ...(r.refresh_hash !== undefined && { current: r.refresh_hash }),
  },
})

/** Whether a claim is this attempt's and nothing has happened since: then it may be forgotten. */
export const isReleasable = (row: CellRow | undefined, claim_id: string): boolean =>
  row !== undefined && row.state.claim_id === claim_id && row.state.closed_at === undefined

/** Idle time moves on without a write until it has moved this far. Seconds. */
const IDLE_STEP = 3600

/** Uses a refresh token. OAuth 2.1 §4.3.1, with the answer to a lost answer. */
export function rotate(row: CellRow | undefined, r: Rotation): Step<RotationOutcome> {
  if (row?.grant === undefined) return { outcome: { outcome: 'unknown' } }
  const { grant, state } = row
  const refused = (outcome: 'other-client' | 'closed' | 'expired' | 'scope' | 'resource') => ({
    outcome: { outcome },
  })
  if (grant.client_id !== r.client_id) return refused('other-client')
  if (state.closed_at !== undefined) return refused('closed')
  if (grant.expires_at <= r.now || state.idle_expires_at <= r.now) return refused('expired')
  if (r.scope !== undefined && !isWithin(r.scope, grant.scope)) return refused('scope')
  if (r.resource !== undefined && !isSameResource(r.resource, grant.resource))
    return refused('resource')

  if (r.presented_hash === state.current) {
    return r.rotate ? rotated(row, r) : kept(row, grant, r)
  }
  const age = r.now - (state.rotated_at ?? 0)
  if (r.presented_hash === state.previous && age < r.replay_window) {
    const next = { hash: state.current ?? '', sealed: state.successor ?? '' } // rotated wrote both
    return { outcome: { outcome: 'replayed', grant, place: row.place, next } }
  }
  return { row: closed(row, r.now), outcome: { outcome: 'reused' } }
}

function rotated(row: CellRow, r: Rotation): Step<RotationOutcome> {
  const state: CellState = {
    ...row.state,
    current: r.next.hash,
    previous: r.presented_hash,
    successor: r.next.sealed,
    rotated_at: r.now,
    idle_expires_at: r.idle_expires_at,
  }
  return {
    row: { ...row, state },
    outcome: { outcome: 'rotated', grant: row.grant as Grant, place: row.place },
  } // rotate checked it
}

function kept(row: CellRow, grant: Grant, r: Rotation): Step<RotationOutcome> {
  const outcome = { outcome: 'kept' as const, grant, place: row.place }
  if (r.idle_expires_at - row.state.idle_expires_at < IDLE_STEP) return { outcome }
  const state = { ...row.state, idle_expires_at: r.idle_expires_at, used_at: r.now }
  return { row: { ...row, state }, outcome }
}

export const closed = (row: CellRow, now: number): CellRow => ({
  ...row,
  state: { ...row.state, closed_at: row.state.closed_at ?? now },
})

/** Left in place of a grant closed before its code came: the code is then refused. Seconds it stays. */
const TOMBSTONE = 1800

export const tombstone = (now: number, place: number): CellRow => ({
  place,
  expires_at: now + TOMBSTONE,
  state: { claimed_by: '', claim_id: '', idle_expires_at: 0, burnt: true, closed_at: now },
})

/** Whether a grant is one of those that are meant. */
export const isMeant = (grant: Grant, which: GrantSelection): boolean =>
  (which.id === undefined || grant.id === which.id) &&
  (which.sub === undefined || grant.sub === which.sub) &&
  (which.client_id === undefined || grant.client_id === which.client_id) &&
  (which.created_before === undefined || grant.created_at < which.created_before) &&
  (which.created_since === undefined || grant.created_at >= which.created_since) &&
  // OpenID Connect Core §11: offline access outlives the session
  (which.sid === undefined || (grant.sid === which.sid && !grant.scope.includes('offline_access')))

/** When it was last refreshed, as far as was written down. */
export function usedAt(row: CellRow | undefined): number | undefined {
  const used = Math.max(row?.state.used_at ?? 0, row?.state.rotated_at ?? 0)
  return used === 0 ? undefined : used
}

export const isOpen = (row: CellRow | undefined): row is CellRow & { grant: Grant } =>
  row?.grant !== undefined && row.state.closed_at === undefined

/** Grants begin behind the numbers that belong to clients. */
export const FIRST_PLACE = LIST_SIZE
