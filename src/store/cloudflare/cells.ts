import { placeOf, rangeOf } from '../../protocol/status-list.ts'
import type { GrantSelection, Grants } from '../port.ts'
import type { ClosedPage, GrantCell } from './objects/grant-cell.ts'
import { type Remote, remote } from './remote.ts'

/** Hints for where a cell is made, in the order of `protocol/cell-number.ts`: EU NA AS SA OC AF. */
const HINTS: readonly DurableObjectLocationHint[] = ['weur', 'enam', 'apac', 'sam', 'oc', 'afr']

type InCell = Omit<Grants, 'open' | 'list' | 'people' | 'closeAll'> & {
  /** Asks every cell to close what matches; answers how many there were. */
  closeEverywhere(which: GrantSelection, now: number): Promise<number>
  /** Sets the entry of a client, until its tokens have expired. Answers the highest number of one that is set. */
  invalidate(cell: number, place: number, expires_at: number): Promise<number>
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
    behind: (ref, jti, place) => call(ref.cell, (cell) => cell.behind(ref.id, jti, place)),
    revokeToken: (ref, jti, expires_at) =>
      call(ref.cell, (cell) => cell.revokeToken(ref.id, jti, expires_at)),
    holds: (ref, hash, now) => call(ref.cell, (cell) => cell.holds(ref.id, hash, now)),
    async lastUsed(refs) {
      const cells = [...new Set(refs.map(({ cell }) => cell))]
      const asked = cells.map(async (cell) => {
        const ids = refs.filter((ref) => ref.cell === cell).map(({ id }) => id)
        const used = await call(cell, (stub) => stub.lastUsed(ids))
        return ids.map((id, place) => [id, used[place]] as const)
      })
      const byId = new Map((await Promise.all(asked)).flat())
      return refs.map(({ id }) => byId.get(id))
    },
    async invalidIn(list) {
      const { cell, from, to } = rangeOf(list)
      const places = await call(cell, (stub) => stub.invalidPlaces(from, to))
      return places.map((place) => placeOf(cell, place).idx)
    },
    invalidate: (cell, place, expires_at) =>
      call(cell, (stub) => stub.invalidate(place, expires_at)),
    async closeEverywhere(which, now) {
      const cells = Array.from({ length: perRegion * HINTS.length }, (_, cell) => cell)
      const closed = await Promise.all(
        cells.map((cell) =>
          closeIn((after) => call(cell, (one) => one.closeAll(which, now, after))),
        ),
      )
      return closed.reduce((sum, count) => sum + count, 0)
    },
    close: (ref, now, client_id) => call(ref.cell, (cell) => cell.close(ref.id, now, client_id)),
  }
}

/** Page by page, so that no turn of the object takes long. */
async function closeIn(page: (after: string) => Promise<ClosedPage>): Promise<number> {
  let count = 0
  for (let after: string | undefined = ''; after !== undefined; ) {
    const { closed, last }: ClosedPage = await page(after)
    count += closed
    after = last
  }
  return count
}
