import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { freshPerson } from '../../flow/fresh.ts'
import { notice } from '../../flow/notice.ts'
import {
  makeRecoveryCodes,
  showRecoveryCodes,
  spendRecoveryCode,
} from '../../flow/recovery-codes.ts'
import { seeOther } from '../../flow/return-address.ts'
import { factorsOf } from '../../flow/second-factors.ts'
import { answerWithCode } from '../../flow/second-proof.ts'
import { show } from '../../flow/show.ts'

/** POST /sign-in/second/recovery-code: one of the codes for who has lost everything else. */
export const answer = (context: Context): Promise<Response> =>
  answerWithCode(
    'recovery-code',
    async (code, user) => {
      const isSpent = await spendRecoveryCode(code, user, context)
      if (isSpent) notice('recovery_code_used', { user }, context)
      return isSpent
    },
    context,
  )

/** GET asks whether they mean it, POST makes the codes anew and shows them once. */
export async function remake(context: Context): Promise<Response> {
  const isPost = context.request.method === 'POST'
  if (isPost) await readOwnForm(context)
  const fresh = await freshPerson('/account/recovery-codes', context)
  if ('ask' in fresh) return fresh.ask
  const { user } = fresh.person
  // they stand in for another factor: without one they would be the only one
  if ((await factorsOf(user, context)).length === 0)
    return seeOther(`${context.issuer.identifier}/account`)
  if (!isPost) return show(context, (pages, common) => pages.recoveryRemakePage(common))
  const codes = await makeRecoveryCodes(user, context)
  const pending = { page: '/account', started_at: context.now, answers: {} }
  return showRecoveryCodes(codes, pending, context)
}
