import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { askForCode } from '../../flow/mail-code-page.ts'
import { canRecover } from '../../flow/mail-switches.ts'
import { openPending, type Pending, pendingOrAccount, sealPending } from '../../flow/pending.ts'
import { show } from '../../flow/show.ts'
import { normaliseEmail } from '../../protocol/email.ts'
import { notFound } from '../../protocol/errors.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'

interface View {
  email?: string | undefined
  problem?: 'email' | 'missing' | 'throttled'
  /** Seconds. */
  retryAfter?: number
}

/** GET asks for the address; POST mails a code to it, or that there is no account. */
export async function recover(context: Context): Promise<Response> {
  if (!canRecover(context.options)) throw notFound('no password can be recovered here')
  if (context.request.method !== 'POST') {
    const { request } = parametersOf(readQuery(context.request))
    return ask(await pendingOrAccount(request, context), context, {})
  }
  const { fields } = await readOwnForm(context)
  const pending = await openPending(fields['request'], context)
  const { email } = fields
  const normal = normaliseEmail(email)
  if (normal === undefined) {
    return ask(pending, context, { email, problem: email === undefined ? 'missing' : 'email' })
  }
  const page = await askForCode({ email: normal, intent: 'recovery' }, pending, context)
  if (page instanceof Response) return page
  return ask(pending, context, { email, problem: 'throttled', retryAfter: page.wait })
}

async function ask(pending: Pending, context: Context, view: View): Promise<Response> {
  const form = { ...view, request: await sealPending(pending, context) }
  return show(context, (pages, common) => pages.recoverPage({ ...common, ...form }), {
    status: view.problem === 'throttled' ? 429 : view.problem ? 400 : 200,
    ui_locales: pending.parameters?.['ui_locales'],
    ...(view.retryAfter !== undefined && { retryAfter: view.retryAfter }),
  })
}
