import type { Context } from '../../flow/context.ts'
import type { Pending } from '../../flow/pending.ts'
import { beginUpstream, upstreamOf } from '../../flow/upstream.ts'
import { UpstreamAway } from '../../flow/upstream-server.ts'

/** Sends somebody whose address is of an organisation's domain to its own identity provider; others are asked here. */
export async function begin(
  email: string,
  pending: Pending,
  context: Context,
): Promise<Response | undefined> {
  const domain = email.slice(email.lastIndexOf('@') + 1)
  const organisation = await context.store.organisations.byDomain(domain)
  if (organisation?.upstream === undefined || organisation.disabled_at !== undefined)
    return undefined
  const upstream = upstreamOf(organisation.upstream, context)
  if (upstream === undefined) return undefined
  try {
    return await beginUpstream(upstream, { pending, login_hint: email }, context)
  } catch (error) {
    if (!(error instanceof UpstreamAway)) throw error
    // who has another way in need not wait for it
    context.event('upstream_failed', { upstream: upstream.id, why: error.message })
    return undefined
  }
}
