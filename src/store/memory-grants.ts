import { placeOf, rangeOf } from '../protocol/status-list.ts'
import {
  type CellRow,
  closed,
  isMeant,
  isOpen,
  isReleasable,
  redeem,
  rotate,
  type Step,
  tombstone,
  usedAt,
} from './cell.ts'
import type { MemoryData } from './memory.ts'
import { isMember } from './memory-organisations.ts'
import type { Client, Grants, User } from './port.ts'
import { PEOPLE_COUNTED } from './port-grants.ts'

export const closeIn = (data: MemoryData, id: string, now: number) => {
  const row = data.cell.get(id)
  write(data, id, {
    row: row ? closed(row, now) : tombstone(now, data.nextPlace),
    outcome: 'closed',
  })
}

/** As the Durable Object does: the entry of a grant that is closed is set in the same step. */
function write<Outcome>(data: MemoryData, id: string, { row, outcome }: Step<Outcome>): Outcome {
  if (row === undefined) return outcome
  if (row.place === data.nextPlace) data.nextPlace++
  if (row.state.closed_at !== undefined) data.invalid.add(row.place)
  data.cell.set(id, row)
  return outcome
}

/** The grants of one tenant in memory: one cell for all numbers, by the rules of `cell.ts`. */
export function memoryGrants(data: MemoryData): Grants {
  return {
    async open(grant, isFirst) {
      const user = data.users.get(grant.sub)
      const client = data.clients.get(grant.client_id)
      const { organisation } = grant
      if (organisation && !isMember(data.organisations, grant.sub, organisation)) return false
      if (!user || isShutOut(user) || client?.disabled_at !== undefined) return false
      if (isFirst) {
        if (client === undefined) return false
        data.clients.set(grant.client_id, { used_at: grant.created_at, ...client })
      }
      data.grants.set(grant.id, grant)
      return true
    },
    async redeem(redemption) {
      const { id } = redemption.grant
      return write(data, id, redeem(data.cell.get(id), redemption, data.nextPlace))
    },
    async release({ id }, claim_id) {
      if (isReleasable(data.cell.get(id), claim_id)) data.cell.delete(id)
    },
    async rotate(rotation) {
      const { id } = rotation.ref
      return write(data, id, rotate(data.cell.get(id), rotation))
    },
    async behind({ id }, jti, place) {
      if (data.revoked.has(jti)) return undefined
      const row = data.cell.get(id)
      if (id === '') return place !== undefined && data.invalid.has(place) ? undefined : {}
      return isOpen(row) ? { grant: row.grant } : undefined
    },
    async revokeToken({ id }, jti, expires_at) {
      const row = data.cell.get(id)
      if (isOpen(row) && !data.revoked.has(jti)) {
        data.invalid.add(row.place)
        data.cell.set(id, { ...row, place: data.nextPlace++ })
      }
      data.revoked.set(jti, expires_at)
    },
    ...memoryLists(data),
    ...memoryClosing(data),
    async holds({ id }, refresh_hash, now) {
      const row = data.cell.get(id)
      if (!isOpen(row) || row.state.current !== refresh_hash) return undefined
      return row.grant.expires_at > now && row.state.idle_expires_at > now ? row.grant : undefined
    },
  }
}

const memoryClosing = (data: MemoryData): Pick<Grants, 'close' | 'closeAll'> => ({
  async close({ id }, now, client_id) {
    const row = data.cell.get(id)
    if (client_id !== undefined && row?.grant?.client_id !== client_id) return false
    closeIn(data, id, now)
    return true
  },
  async closeAll(which, now) {
    // by a moment also those that only the cell knows, as with the real parts
    const rows = which.created_before === undefined ? [] : [...data.cell.values()]
    const known = [...data.grants.values(), ...rows.flatMap(({ grant }) => grant ?? [])]
    const matching = known.filter(
      (grant) => isMeant(grant, which) && isOpenOrNew(data.cell.get(grant.id)),
    )
    const ids = new Set(matching.map(({ id }) => id))
    for (const id of ids) closeIn(data, id, now)
    return ids.size
  },
})

const memoryLists = (
  data: MemoryData,
): Pick<Grants, 'invalidIn' | 'lastUsed' | 'list' | 'people'> => ({
  async invalidIn(list) {
    const { cell, from, to } = rangeOf(list)
    const places = [...data.invalid].filter((place) => place >= from && place < to)
    return places.map((place) => placeOf(cell, place).idx)
  },
  async people(client_id) {
    const mine = [...data.grants.values()].filter((grant) => grant.client_id === client_id)
    return Math.min(new Set(mine.map(({ sub }) => sub)).size, PEOPLE_COUNTED)
  },
  async lastUsed(refs) {
    return refs.map(({ id }) => usedAt(data.cell.get(id)))
  },
  async list(sub, now) {
    return [...data.grants.values()]
      .filter((grant) => grant.sub === sub && grant.expires_at > now)
      .filter(({ id }) => !data.cell.has(id) || isOpen(data.cell.get(id)))
      .map((grant) => ({ ...grant, ...nameOf(data.clients.get(grant.client_id)) }))
  },
})

const isShutOut = ({ deletes_at, disabled_at }: User) =>
  disabled_at !== undefined || deletes_at !== undefined

const isOpenOrNew = (row: CellRow | undefined) => row === undefined || isOpen(row)

const nameOf = (client: Client | undefined) =>
  client?.client_name === undefined ? {} : { client_name: client.client_name }
