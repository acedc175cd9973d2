import type { MemoryData } from './memory.ts'
import type { Agreement, ConsentKey, Session, Store } from './port.ts'

export const consentKey = (key: ConsentKey) =>
  JSON.stringify([key.sub, key.client_id, key.resource, key.redirect_origin])

export const agreementsOf = ({ consents }: MemoryData, of: string): readonly Agreement[] =>
  [...consents].flatMap(([key, scope]) => {
    const [sub, client_id = '', resource = '', redirect_origin = ''] = JSON.parse(key) as string[] // of consentKey
    return sub === of ? [{ client_id, resource, redirect_origin, scope }] : []
  })

/** Who is signed in, in this process. */
export function memorySessions(data: MemoryData): Store['sessions'] {
  const endWhere = (mine: (session: Session) => boolean) => {
    for (const [key, session] of data.sessions) if (mine(session)) data.sessions.delete(key)
  }
  return {
    async start(session, secret_hash) {
      data.sessions.set(secret_hash, session)
    },
    async find({ secret_hash }, now, agreed) {
      const session = data.sessions.get(secret_hash)
      const user = session && data.users.get(session.sub)
      if (!session || !user || session.expires_at <= now || user.disabled_at !== undefined)
        return undefined
      const consented = agreed && data.consents.get(consentKey({ sub: user.sub, ...agreed }))
      return { session, user, ...(consented && { consented }) }
    },
    async stepUp({ secret_hash: former }, proven, secret_hash) {
      const session = data.sessions.get(former)
      if (session === undefined) return false
      data.sessions.delete(former)
      data.sessions.set(secret_hash, { ...session, ...proven })
      return true
    },
    async touch(sid, now) {
      for (const [key, session] of data.sessions) {
        if (session.sid === sid) data.sessions.set(key, { ...session, last_seen_at: now })
      }
    },
    list: async (sub, now) =>
      [...data.sessions.values()].filter((one) => one.sub === sub && one.expires_at > now),
    started: async ({ sub, created_before, created_since = 0 }) =>
      [...data.sessions.values()].filter(
        (one) =>
          one.sub === (sub ?? one.sub) &&
          one.created_at < created_before &&
          one.created_at >= created_since,
      ),
    end: async (sub, sid) => endWhere((one) => one.sub === sub && one.sid === sid),
  }
}

export const memoryLogouts = ({ clients, grants, logouts }: MemoryData): Store['logouts'] => ({
  async announce(sub, sid, now) {
    for (const grant of grants.values()) {
      const { client_id } = grant
      const { backchannel_logout_uri } = clients.get(client_id) ?? {}
      const id = `${sid}/${client_id}`
      if (grant.sub !== sub || grant.sid !== sid || !backchannel_logout_uri || logouts.has(id))
        continue
      logouts.set(id, { id, client_id, backchannel_logout_uri, sub, sid, attempts: 0, due_at: now })
    }
  },
  async take(now, again_at, sub) {
    const due = [...logouts.values()].filter(
      (one) => one.due_at <= now && (sub === undefined || one.sub === sub),
    )
    const taken = due.map((one) => ({ ...one, attempts: one.attempts + 1, due_at: again_at }))
    for (const one of taken) logouts.set(one.id, one)
    return taken
  },
  async delivered(id) {
    logouts.delete(id)
  },
  async failed(id, error, due_at = Number.POSITIVE_INFINITY) {
    const one = logouts.get(id)
    if (one) logouts.set(id, { ...one, error, due_at })
  },
  list: async () => [...logouts.values()],
})
