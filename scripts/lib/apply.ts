import { type Configuration, normalEmail } from './configuration.ts'
import { read, type Target, write } from './d1.ts'
import { type Change, plan } from './plan.ts'

/** Brings a database to what the configuration says: one read, and one write where something differs. */
export async function apply(
  file: Configuration,
  target: Target,
  tenant = file.tenant ?? 'default',
): Promise<readonly Change[]> {
  const existing = await read(target, tenant, {
    client_ids: file.clients.map(({ client_id }) => client_id),
    emails: file.users.map(({ email }) => normalEmail(email)),
    subs: file.users.flatMap(({ sub }) => sub ?? []),
  })
  const now = Math.floor(Date.now() / 1000)
  const { changes, statements } = await plan(file, existing, { tenant, now })
  if (statements.length > 0) await write(target, statements)
  return changes
}
