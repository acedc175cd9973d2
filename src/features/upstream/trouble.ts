import type { Context } from '../../flow/context.ts'
import { type Pending, sealPending } from '../../flow/pending.ts'
import { show } from '../../flow/show.ts'
import type { Upstream } from '../../flow/upstream.ts'
import type { Trouble } from './refused.ts'
import { localesOf } from './waiting.ts'

const STATUS: Partial<Record<Trouble, number>> = {
  cancelled: 200,
  unreachable: 503,
  unsound: 502,
  closed: 403,
  domain: 403,
  taken: 409,
}

/** Says calmly that an upstream has signed nobody in, and leads back to what waited. */
export async function showTrouble(
  trouble: Trouble,
  { upstream, pending }: { upstream: Pick<Upstream, 'name'>; pending: Pending },
  context: Context,
): Promise<Response> {
  const { parameters, page } = pending
  const isAccount = parameters === undefined && page === '/account'
  const request = isAccount ? undefined : await sealPending(pending, context)
  return show(
    context,
    (pages, common) =>
      // no choice of a language: asked for again, what came back would be used
      pages.upstreamTroublePage({
        ...{ ...common, languages: undefined },
        ...{ trouble, upstream: upstream.name, request },
      }),
    { status: STATUS[trouble] ?? 400, ...localesOf(pending) },
  )
}
