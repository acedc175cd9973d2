import { type Configuration, normalEmail } from './configuration.ts'
import { read, type Target, write } from './d1.ts'
import type { Layout } from './layout.ts'
import { type Change, type Plan, plan } from './plan.ts'

interface Where {
  target: Target
  layout: Layout
  tenant?: string | undefined
}

/**
 * Brings the databases to what the configuration says: one read, and one write where something differs. With several
 * databases each has its own, in an order in which whatever was interrupted is finished by running it again.
 */
export async function apply(
  file: Configuration,
  { target, layout, tenant = file.tenant ?? 'default' }: Where,
): Promise<readonly Change[]> {
  const names = {
    client_ids: file.clients.map(({ client_id }) => client_id),
    emails: file.users.map(({ email }) => normalEmail(email)),
    subs: file.users.flatMap(({ sub }) => sub ?? []),
    hasOrganisations: file.organisations.length > 0,
  }
  const existing = await read({ target, layout, tenant }, names)
  const now = Math.floor(Date.now() / 1000)
  const { changes, stages } = await plan(file, existing, { tenant, now })
  for (const { database, statements } of writesOf(stages, layout)) {
    await write({ ...target, database }, statements)
  }
  return changes
}

/** What is written, in order; each write is one transaction. */
export function writesOf(stages: Plan['stages'], layout: Layout) {
  const isOne = layout.names.length === 1
  return (isOne ? [stages.flat()] : stages).flatMap((stage) =>
    layout.names.flatMap((database) => {
      const mine = stage.filter(({ at }) => {
        if (at === 'all') return true
        return database === (at === 'first' ? layout.names[0] : layout.at(at))
      })
      return mine.length === 0 ? [] : [{ database, statements: mine.map(({ sql }) => sql) }]
    }),
  )
}
