import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { freshPerson } from '../../flow/fresh.ts'
import { notice } from '../../flow/notice.ts'
import { seeOther } from '../../flow/return-address.ts'
import { show } from '../../flow/show.ts'
import { type AccountSection, hasAnotherWay } from '../../flow/sign-in-ways.ts'
import { upstreamsHere } from '../../flow/upstream.ts'
import { invalidRequest } from '../../protocol/errors.ts'
import type { User } from '../../store/port.ts'
import { sendTo } from './begin.ts'

/** Which accounts elsewhere a person signs in with, and which they could. */
export const section: AccountSection['show'] = async ({ user }, context) => {
  const accounts = await context.store.linkedAccounts.list(user.sub)
  const offered = upstreamsHere(context)
  const nameOf = (id: string) => offered.find((one) => one.id === id)?.name ?? id
  const linked = accounts.map((one) => ({ ...one, name: nameOf(one.upstream) }))
  const others = offered.filter(({ id }) => !accounts.some(({ upstream }) => upstream === id))
  return (pages, common) => pages.linkedAccounts({ ...common, linked, others })
}

/** Sends a person to the account they want to link. */
export async function beginLink(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const fresh = await freshPerson('/account', context)
  if ('ask' in fresh) return fresh.ask
  const pending = { page: '/account', started_at: context.now, answers: {} }
  return sendTo(fields['upstream'], { pending, linking: fresh.person.user.sub }, context)
}

/** Unlinks an account, unless it is the last way to sign in. */
export async function unlink(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const fresh = await freshPerson('/account', context)
  if ('ask' in fresh) return fresh.ask
  const { user } = fresh.person
  const { upstream, subject } = fields
  if (upstream === undefined || subject === undefined)
    throw invalidRequest('the fields upstream and subject say which account; one is missing')
  const account = { upstream, subject }
  if (await isLastWay(user, account, context)) {
    return show(context, (pages, common) => pages.upstreamLastPage({ ...common }), { status: 409 })
  }
  await context.store.linkedAccounts.unlink(user.sub, account)
  notice('account_unlinked', { user, upstream }, context)
  return seeOther(`${context.issuer.identifier}/account`)
}

/** Whether a person could not sign in any more without this account. */
async function isLastWay(
  user: User,
  { upstream, subject }: { upstream: string; subject: string },
  context: Context,
): Promise<boolean> {
  const offered = upstreamsHere(context)
  const others = (await context.store.linkedAccounts.list(user.sub)).filter(
    (one) =>
      (one.upstream !== upstream || one.subject !== subject) &&
      offered.some(({ id }) => id === one.upstream),
  )
  return others.length === 0 && !(await hasAnotherWay('upstream', user, context))
}
