import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { openPending } from '../../flow/pending.ts'
import { beginUpstream, upstreamOf, type Wish } from '../../flow/upstream.ts'
import { UpstreamAway } from '../../flow/upstream-server.ts'
import { invalidRequest } from '../../protocol/errors.ts'
import { showTrouble } from './trouble.ts'

/** "Continue with …" on the sign-in page. */
export async function begin(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const pending = await openPending(fields['request'], context)
  const login_hint = pending.parameters?.['login_hint']
  return sendTo(fields['upstream'], { pending, login_hint }, context)
}

/** Sends the browser to an upstream, or says that it does not answer. */
export async function sendTo(
  id: string | undefined,
  wish: Wish,
  context: Context,
): Promise<Response> {
  const upstream = upstreamOf(id, context)
  if (upstream === undefined) throw invalidRequest('the field upstream names none that is offered')
  try {
    return await beginUpstream(upstream, wish, context)
  } catch (error) {
    if (!(error instanceof UpstreamAway)) throw error
    context.event('upstream_failed', { upstream: upstream.id, why: error.message })
    return showTrouble('unreachable', { upstream, pending: wish.pending }, context)
  }
}
