import type { MemoryData } from './memory.ts'
import type { LinkedAccount, Store, UpstreamAccount } from './port.ts'

/** By upstream and subject: whose it is. */
export type KeptLinks = Map<string, LinkedAccount & { sub: string }>

const keyOf = ({ upstream, subject }: UpstreamAccount) => JSON.stringify([upstream, subject])

/** Linked accounts in this process. */
export function memoryLinkedAccounts({ links, users }: MemoryData): Store['linkedAccounts'] {
  const ownerOf = (account: UpstreamAccount) => {
    const sub = links.get(keyOf(account))?.sub
    return sub !== undefined && users.has(sub) ? sub : undefined
  }
  return {
    owner: async (account) => ownerOf(account),
    async link(sub, account, now) {
      const owner = ownerOf(account)
      if (owner === undefined) links.set(keyOf(account), { ...account, sub, linked_at: now })
      return owner === undefined || owner === sub
    },
    async used(sub, account, now) {
      const link = links.get(keyOf(account))
      if (link?.sub === sub) links.set(keyOf(account), { ...link, last_used_at: now })
    },
    list: async (sub) =>
      [...links.values()].filter((one) => one.sub === sub).map(({ sub: _, ...link }) => link),
    async unlink(sub, account) {
      if (links.get(keyOf(account))?.sub === sub) links.delete(keyOf(account))
    },
  }
}
