import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { type Asked, isNumberChosen, openAsked, sealAsked, tryCode } from '../../flow/mail-code.ts'
import { askForCode, showCode } from '../../flow/mail-code-page.ts'
import { mailProven } from '../../flow/mail-proof.ts'
import { sealPending } from '../../flow/pending.ts'
import { seeOther } from '../../flow/return-address.ts'
import { show } from '../../flow/show.ts'
import { showSignIn } from '../../flow/sign-in.ts'
import { invalidRequest } from '../../protocol/errors.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'

/** Seconds between two looks at whether the number was chosen elsewhere. */
const LOOK_AGAIN = 5

/** The page of a code, answered in the browser that asked for it. */
export async function code(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const asked = await openAsked(fields['request'], context)
  switch (fields['step']) {
    case 'check':
      return check(asked, fields['code'], context)
    case 'chosen':
      return lookForNumber(asked, context)
    case 'resend':
      return resend(asked, context)
    case 'back':
      return back(asked, context)
    default:
      throw invalidRequest('the field step is missing or unknown')
  }
}

/** The page that waits for a number to be chosen elsewhere looks again by itself; only this browser can open it. */
export async function wait(context: Context): Promise<Response> {
  const { request } = parametersOf(readQuery(context.request))
  return lookForNumber(await openAsked(request, context), context)
}

async function check(asked: Asked, typed: string | undefined, context: Context): Promise<Response> {
  if (typed === undefined) return showCode(asked, context, { problem: 'missing' })
  const outcome = await tryCode(asked, typed, context)
  return outcome === 'right' ? goOn(asked, context) : showCode(asked, context, { problem: outcome })
}

const goOn = async (asked: Asked, context: Context): Promise<Response> =>
  (await mailProven(asked, context)) ?? showCode(asked, context, { problem: 'over' })

async function lookForNumber(asked: Asked, context: Context): Promise<Response> {
  const outcome = await isNumberChosen(asked, context)
  if (outcome === 'chosen') return goOn(asked, context)
  if (outcome === 'over') return showCode(asked, context, { problem: 'over' })
  const request = await sealAsked(asked, context)
  const page = { request, number: asked.number }
  const response = await show(
    context,
    (pages, common) => pages.codeWaitPage({ ...common, ...page }),
    { ui_locales: asked.pending.parameters?.['ui_locales'] },
  )
  const again = `${context.issuer.identifier}/code?request=${request}`
  response.headers.set('Refresh', `${LOOK_AGAIN};url=${again}`)
  return response
}

async function resend(asked: Asked, context: Context): Promise<Response> {
  const { email, intent, pending } = asked
  const page = await askForCode({ email, intent }, pending, context)
  if (page instanceof Response) return page
  return showCode(asked, context, { problem: 'throttled', retryAfter: page.wait })
}

/** Another address: back to where this one was given. */
async function back({ intent, pending }: Asked, context: Context): Promise<Response> {
  if (intent === 'sign-in') return showSignIn(pending, context, { step: 'identifier' })
  const path = intent === 'sign-up' ? '/sign-up' : '/recover'
  const request = await sealPending(pending, context)
  return seeOther(`${context.issuer.identifier}${path}?request=${request}`)
}
