import { placeOf, rangeOf } from '../../protocol/status-list.ts'
import type { Grants } from '../port.ts'
import type { GrantCell } from './objects/grant-cell.ts'
import { type Remote, remote } from './remote.ts'

/** Hints for where a cell is made, in the order of `protocol/cell-number.ts`: EU NA AS SA OC AF. */
const HINTS: readonly DurableObjectLocationHint[] = ['weur', 'enam', 'apac', 'sam', 'oc', 'afr']

type InCell = Omit<Grants, 'open' | 'list' | 'people' | 'closeAll'> & {
  /** Sets the entry of a client, until its tokens have expired. */
  invalidate(cell: number, place: number, expires_at: number): Promise<void>
}

/** The grant cells of one tenant: the tenant is in the name of every object. */
export function createCells(
  namespace: DurableObjectNamespace<GrantCell>,
  tenant: string,
  perRegion: number,
): InCell {
  const stub = (cell: number) => {
    const hint = HINTS[Math.floor(cell / perRegion)]
    return remote(namespace, `${tenant}/${cell}`, hint === undefined ? {} : { locationHint: hint })
  }
  const call = async <T>(cell: number, ask: (stub: Remote<GrantCell>) => Promise<T>) => {
    try {
      return await ask(stub(cell))
    } catch (error) {
      // safe to ask again: the platform says so, and every method of a cell answers a repetition with the same state
      if ((error as { retryable?: boolean }).retryable !== true) throw error
      return ask(stub(cell))
    }
  }
  return {
    // not asked twice: a claim whose answer is lost is released by who made it
    redeem: (redemption) => stub(redemption.grant.cell).redeem(redemption),
    release: (ref, claim_id) => call(ref.cell, (cell) => cell.release(ref.id, claim_id)),
    rotate: (rotation) => call(rotation.ref.cell, (cell) => cell.rotate(rotation)),
    behind: (ref, jti) => call(ref.cell, (cell) => cell.behind(ref.id, jti)),
    revokeToken: (ref, jti, expires_at) =>
      call(ref.cell, (cell) => cell.revokeToken(ref.id, jti, expires_at)),
    holds: (ref, hash, now) => call(ref.cell, (cell) => cell.holds(ref.id, hash, now)),
    async invalidIn(list) {
      const { cell, from, to } = rangeOf(list)
      const places = await call(cell, (stub) => stub.invalidPlaces(from, to))
      return places.map((place) => placeOf(cell, place).idx)
    },
    invalidate: (cell, place, expires_at) =>
      call(cell, (stub) => stub.invalidate(place, expires_at)),
    close: (ref, now, client_id) => call(ref.cell, (cell) => cell.close(ref.id, now, client_id)),
  }
}
