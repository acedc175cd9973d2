import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import type { Person } from '../../flow/feature.ts'
import { freshPerson } from '../../flow/fresh.ts'
import { notice } from '../../flow/notice.ts'
import { show } from '../../flow/show.ts'
import { goOn } from '../../flow/sign-in.ts'
import { upstreamOf } from '../../flow/upstream.ts'
import { notFound } from '../../protocol/errors.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'
import { identityKey } from './sign-up.ts'
import { showTrouble } from './trouble.ts'
import {
  finishWaiting,
  linkPage,
  localesOf,
  openWaiting,
  sealWaiting,
  tryWaiting,
  type Waiting,
} from './waiting.ts'

/** "Link it to this account?": GET asks, POST has the answer. Both accounts are proven by now. */
export async function link(context: Context): Promise<Response> {
  const isAnswer = context.request.method === 'POST'
  const fields = isAnswer
    ? (await readOwnForm(context)).fields
    : parametersOf(readQuery(context.request))
  const { request = '', decision } = fields
  const waiting = await openWaiting(request, context)
  const upstream = upstreamOf(waiting.identity.upstream, context)
  if (upstream === undefined) throw notFound('this upstream is not offered here any more')
  const { pending } = waiting
  if (isAnswer && decision !== 'link') return goOn(pending, {}, context)

  const fresh = await freshPerson(linkPage(request), context)
  if ('ask' in fresh) return fresh.ask
  const { person } = fresh
  if (person.user.sub !== (waiting.linking ?? person.user.sub))
    return showTrouble('other-person', { upstream, pending }, context)
  if (!isAnswer) return ask(waiting, { person, upstream: upstream.name }, context)
  if (!(await tryWaiting(waiting, context)))
    return showTrouble('used', { upstream, pending }, context)
  if (!(await linkTo(person, waiting, context)))
    return showTrouble('taken', { upstream, pending }, context)
  await finishWaiting(waiting, context)
  return goOn(pending, answersOf(person, pending.started_at), context)
}

async function ask(
  waiting: Waiting,
  { person: { user }, upstream }: { person: Person; upstream: string },
  context: Context,
): Promise<Response> {
  const request = await sealWaiting(waiting, context)
  const names = { upstream, there: waiting.identity.email, here: user.email }
  return show(
    context,
    (pages, common) => pages.upstreamLinkPage({ ...common, ...names, request }),
    localesOf(waiting.pending),
  )
}

async function linkTo({ user }: Person, { identity }: Waiting, context: Context): Promise<boolean> {
  const { store, now } = context
  const { email } = identity
  const account = { ...identityKey(identity), ...(email !== undefined && { email }) }
  const isLinked = await store.linkedAccounts.link(user.sub, account, now)
  if (isLinked) notice('account_linked', { user, upstream: identity.upstream }, context)
  return isLinked
}

/** A sign-in that happened on the way is the one a client has asked for. */
const answersOf = ({ session }: Person, started_at: number) =>
  session.auth_time >= started_at ? { signed_in: session.sid } : {}
