import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import type { Person } from '../../flow/feature.ts'
import { freshPerson } from '../../flow/fresh.ts'
import { show as showPage } from '../../flow/show.ts'
import { withPerson } from './person.ts'

const PAGE = '/account/data'
/** More than anybody has in the time it is kept. */
const ALL = 10_000

export const show = (context: Context): Promise<Response> =>
  withPerson(PAGE, context, async () => {
    const deletes_at = context.now + context.options.deletionGrace
    return showPage(context, (pages, common) => pages.dataPage({ ...common, deletes_at }))
  })

/** Everything held about a person, as a file for them. */
export async function take(context: Context): Promise<Response> {
  await readOwnForm(context)
  const fresh = await freshPerson(PAGE, context)
  if ('ask' in fresh) return fresh.ask
  const data = await everything(fresh.person, context)
  context.event('data_exported', { sub: fresh.person.user.sub })
  return new Response(`${JSON.stringify(data, null, 2)}\n`, {
    headers: {
      'Content-Type': 'application/json',
      'Content-Disposition': 'attachment; filename="account.json"',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}

async function everything(person: Person, context: Context): Promise<Record<string, unknown>> {
  const { store, now, issuer } = context
  const { password_hash, ...user } = person.user
  const { sub } = user
  const [sessions, apps, consents, activity, factors, devices, accounts, memberships, passkeys] =
    await Promise.all([
      store.sessions.list(sub, now),
      store.grants.list(sub, now),
      store.consents.list(sub),
      store.activity.list(sub, ALL),
      store.factors.of(sub),
      store.factors.devices(sub, now),
      store.linkedAccounts.list(sub),
      store.organisations.of(sub),
      store.passkeys.list(sub),
    ])
  return {
    issuer: issuer.identifier,
    exported_at: now,
    user: { ...user, has_password: password_hash !== undefined },
    sessions,
    apps: apps.map(({ id: _, cell: __, ...app }) => app),
    consents,
    second_factors: {
      ...(factors.totp && { authenticator_app: { created_at: factors.totp.created_at } }),
      recovery_codes_left: factors.recovery_codes,
      remembered_devices: devices,
    },
    linked_accounts: accounts,
    organizations: memberships,
    passkeys: passkeys.map(({ sub: _, ...passkey }) => passkey),
    activity,
  }
}
