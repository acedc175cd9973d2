import { whoIsThere } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { proven } from '../../flow/proven.ts'
import { seeOther } from '../../flow/return-address.ts'
import type { Upstream, UpstreamState } from '../../flow/upstream.ts'
import { randomId } from '../../tokens/secret.ts'
import type { Identity } from './identity.ts'
import { showTrouble } from './trouble.ts'
import { linkPage, sealWaiting, unknownPage, type Waiting } from './waiting.ts'

interface Way {
  upstream: Upstream
  state: UpstreamState
}

/**
 * Signs in whose account it is. One that is nobody's makes an account or is linked to one, and neither without a page: an
 * address alone opens nobody's account, whoever vouches for it.
 */
export async function arrive(
  identity: Identity,
  { upstream, state }: Way,
  context: Context,
): Promise<Response> {
  const { id, started_at, pending, linking } = state
  if (!isAdmitted(identity, upstream)) {
    context.event('upstream_refused', { upstream: upstream.id, why: 'domain' })
    return showTrouble('domain', { upstream, pending }, context)
  }
  const waiting = { id, started_at, identity, pending, new_sub: randomId() }
  const sub = await context.store.linkedAccounts.owner(identity)
  if (linking !== undefined) return link({ ...waiting, linking }, { upstream, sub }, context)
  if (sub === undefined)
    return seeOther(context.issuer.identifier + unknownPage(await sealWaiting(waiting, context)))
  const user = await context.store.users.find(sub, { fresh: true })
  if (user === undefined || user.disabled_at !== undefined) {
    context.event('sign_in_failed', { sub, upstream: upstream.id })
    return showTrouble('closed', { upstream, pending }, context)
  }
  await context.store.linkedAccounts.used(sub, identity, context.now)
  return proven({ user, amr: amrOf(identity) }, pending, context)
}

/** How somebody has signed in, whose word an upstream gave: RFC 8176 has no word for it, `fed` is a common one. */
export const amrOf = ({ two_factors }: Identity): readonly string[] =>
  two_factors ? ['fed', 'mfa'] : ['fed']

const domainOf = (email = '') => email.slice(email.lastIndexOf('@') + 1)

/** Where the operator has named domains: a verified address of one. */
const isAdmitted = ({ email, email_verified }: Identity, { email_domains }: Upstream): boolean =>
  email_domains === undefined || (email_verified && email_domains.includes(domainOf(email)))

/** Of who is signed in and wants to link it: asked once more, now that it is known which account it is. */
async function link(
  waiting: Waiting,
  { upstream, sub }: { upstream: Upstream; sub: string | undefined },
  context: Context,
): Promise<Response> {
  const { pending, linking } = waiting
  const person = await whoIsThere(context)
  if (person?.user.sub !== linking)
    return showTrouble('other-person', { upstream, pending }, context)
  if (sub === linking) return seeOther(`${context.issuer.identifier}/account`)
  if (sub !== undefined) return showTrouble('taken', { upstream, pending }, context)
  const sealed = await sealWaiting(waiting, context)
  return seeOther(context.issuer.identifier + linkPage(sealed))
}
