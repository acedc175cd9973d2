import type { MemoryData } from './memory.ts'
import type { Grant, Store, User, UserChanges } from './port.ts'

type CloseWhere = (mine: (grant: Grant) => boolean, now: number) => void

/** The people of one tenant, in this process. */
export function memoryUsers(data: MemoryData, closeWhere: CloseWhere): Store['users'] {
  return {
    find: async (sub) => data.users.get(sub),
    findByEmail: async (email) => [...data.users.values()].find((user) => user.email === email),
    async create(user) {
      if ([...data.users.values()].some(({ email }) => email === user.email)) return false
      data.users.set(user.sub, user)
      return true
    },
    async update(sub, changes, now) {
      const user = data.users.get(sub)
      if (user) data.users.set(sub, { ...changed(user, changes), updated_at: now })
    },
    async disable(sub, now) {
      const user = data.users.get(sub)
      if (user) data.users.set(sub, { ...user, disabled_at: now })
      for (const [key, session] of data.sessions) if (session.sub === sub) data.sessions.delete(key)
      closeWhere((grant) => grant.sub === sub, now)
    },
  }
}

const changed = (user: User, changes: UserChanges): User =>
  Object.fromEntries(
    Object.entries({ ...user, ...changes }).filter(([, value]) => value !== null),
  ) as unknown as User // what is taken away may be absent
