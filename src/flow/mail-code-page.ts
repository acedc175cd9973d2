import type { Context } from './context.ts'
import { type Asked, mailCode, sealAsked } from './mail-code.ts'
import type { Pending } from './pending.ts'
import { show } from './show.ts'

/** What the page of a code is shown with; see `pages/code.tsx`. */
export interface CodeView {
  problem?: 'wrong' | 'over' | 'missing' | 'throttled'
  /** Seconds. */
  retryAfter?: number
  isResent?: true
}

/** The page that asks for the code that was mailed; the same for known and unknown addresses. */
export async function showCode(
  asked: Asked,
  context: Context,
  view: CodeView = {},
): Promise<Response> {
  const request = await sealAsked(asked, context)
  const { email, number, pending } = asked
  const form = { ...view, request, email, number }
  return show(context, (pages, common) => pages.codePage({ ...common, ...form }), {
    status: view.problem === 'throttled' ? 429 : view.problem ? 400 : 200,
    ui_locales: pending.parameters?.['ui_locales'],
    ...(view.retryAfter !== undefined && { retryAfter: view.retryAfter }),
  })
}

/** Mails a code and shows the page that asks for it; answers the seconds to wait when there were too many mails. */
export async function askForCode(
  asked: Pick<Asked, 'email' | 'intent'>,
  pending: Pending,
  context: Context,
): Promise<Response | { wait: number }> {
  const sent = await mailCode(asked, pending, context)
  return 'wait' in sent ? sent : showCode(sent, context)
}
