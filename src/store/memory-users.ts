import type { MemoryData } from './memory.ts'
import type { Grant, Store, User, UserChanges } from './port.ts'
import { ADDRESS_HELD } from './port-people.ts'

/** Whose an address was, and until when it is kept for them. */
export interface HeldAddress {
  sub: string
  until: number
}

type CloseWhere = (mine: (grant: Grant) => boolean, now: number) => void

/** The people of one tenant, in this process. */
export function memoryUsers(data: MemoryData, closeWhere: CloseWhere): Store['users'] {
  const isFree = (email: string, sub: string, now: number) => {
    const held = data.held.get(email)
    const isHeld = held !== undefined && held.sub !== sub && held.until > now
    return !(isHeld && data.users.has(held.sub)) && ownerIn(data, email) === undefined
  }
  const shutOut = (sub: string, now: number) => {
    for (const [key, session] of data.sessions) if (session.sub === sub) data.sessions.delete(key)
    closeWhere((grant) => grant.sub === sub, now)
  }
  return {
    find: async (sub) => data.users.get(sub),
    findByEmail: async (email) => ownerIn(data, email),
    async create(user) {
      if (!isFree(user.email, user.sub, user.created_at)) return false
      data.users.set(user.sub, user)
      return true
    },
    async update(sub, changes, now) {
      const user = data.users.get(sub)
      if (user) data.users.set(sub, { ...changed(user, changes), updated_at: now })
    },
    async rehash(sub, { from, to }) {
      const user = data.users.get(sub)
      if (user?.password_hash === from) data.users.set(sub, { ...user, password_hash: to })
    },
    async disable(sub, now) {
      const user = data.users.get(sub)
      if (user) data.users.set(sub, { ...user, disabled_at: now })
      shutOut(sub, now)
    },
    async changeEmail(sub, { from, to }, now) {
      const user = data.users.get(sub)
      if (user?.email !== from || !isFree(to, sub, now)) return false
      data.held.set(from, { sub, until: now + ADDRESS_HELD })
      data.users.set(sub, { ...user, email: to, email_verified: true, updated_at: now })
      return true
    },
    async close(sub, deletes_at, now) {
      const user = data.users.get(sub)
      if (user) data.users.set(sub, { ...user, deletes_at })
      shutOut(sub, now)
    },
  }
}

const ownerIn = ({ users }: MemoryData, email: string): User | undefined =>
  [...users.values()].find((user) => user.email === email)

/** Removes whatever there is of people whose time has come. */
export function forgetPeople(data: MemoryData, now: number): void {
  const gone = [...data.users.values()].filter(({ deletes_at }) => (deletes_at ?? now + 1) <= now)
  for (const { sub } of gone) {
    const isTheirs = (one: unknown) => (one as { sub?: unknown } | undefined)?.sub === sub
    for (const kept of mapsIn(data)) {
      if (kept === data.cell) continue // what decides about tokens stays until they have expired
      for (const [key, one] of kept) if (key === sub || isTheirs(one)) kept.delete(key)
    }
    for (const key of data.consents.keys())
      if ((JSON.parse(key) as string[])[0] === sub) data.consents.delete(key)
  }
}

const changed = (user: User, changes: UserChanges): User =>
  Object.fromEntries(
    Object.entries({ ...user, ...changes }).filter(([, value]) => value !== null),
  ) as unknown as User // what is taken away may be absent

/** What is kept, and what is kept within it. */
const mapsIn = (kept: object): readonly Map<unknown, unknown>[] =>
  Object.values(kept).flatMap((one) => {
    if (one instanceof Map) return [one]
    const isGroup = Object.getPrototypeOf(one ?? '') === Object.prototype
    return isGroup ? mapsIn(one) : []
  })
