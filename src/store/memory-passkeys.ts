import type { Passkey, Passkeys } from './port.ts'

/** Passkeys in this process. */
export function memoryPasskeys(rows: Map<string, Passkey>): Passkeys {
  const key = (sub: string, credential_id: string) => JSON.stringify([sub, credential_id])
  const mine = (sub: string) => [...rows.values()].filter((one) => one.sub === sub)
  const change = (sub: string, credential_id: string, changes: Partial<Passkey>) => {
    const row = rows.get(key(sub, credential_id))
    if (row) rows.set(key(sub, credential_id), { ...row, ...changes })
  }
  return {
    list: async (sub) => mine(sub).sort((a, b) => a.created_at - b.created_at),
    find: async (sub, credential_id) => rows.get(key(sub, credential_id)),
    async add(passkey, most) {
      const place = key(passkey.sub, passkey.credential_id)
      if (rows.has(place) || mine(passkey.sub).length >= most) return false
      rows.set(place, passkey)
      return true
    },
    used: async (sub, credential_id, use) => change(sub, credential_id, use),
    rename: async (sub, credential_id, name) => change(sub, credential_id, { name }),
    async remove(sub, credential_id, { keepLast }) {
      if (keepLast && mine(sub).length < 2) return false
      return rows.delete(key(sub, credential_id))
    },
  }
}
