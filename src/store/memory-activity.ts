import type { Activity, ActivityEntry } from './port.ts'

export type KeptActivity = Map<string, readonly ActivityEntry[]>

/** What happened to the accounts of one tenant, in this process. */
export const memoryActivity = (kept: KeptActivity): Activity => ({
  async append(sub, entry) {
    kept.set(sub, [...(kept.get(sub) ?? []), entry])
  },
  list: async (sub, limit) =>
    [...(kept.get(sub) ?? [])].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit),
})

export function forgetActivity(kept: KeptActivity, before: number): void {
  for (const [sub, entries] of kept)
    kept.set(
      sub,
      entries.filter(({ at }) => at > before),
    )
}
