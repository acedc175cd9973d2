import type { Context } from '../../flow/context.ts'
import { codesAreOn } from '../../flow/mail-switches.ts'
import { minimumLength } from '../../flow/new-password.ts'
import { type Pending, sealPending } from '../../flow/pending.ts'
import { show } from '../../flow/show.ts'
import { waitingClient } from '../../flow/sign-in.ts'
import type { Parameters } from '../../protocol/parameters.ts'

export type Problem = 'email' | 'short' | 'common' | 'taken' | 'missing' | 'throttled'

/** What the pages of making an account are shown with; see `pages/sign-up.tsx`. */
export interface View {
  step: 'plain' | 'address' | 'details'
  fields?: Parameters
  problem?: Problem
  /** Seconds. */
  retryAfter?: number | undefined
  /** What the page carries in place of what waits. */
  request?: string
}

export async function ask(
  pending: Pending,
  context: Context,
  { step, fields = {}, problem, retryAfter, ...given }: View,
): Promise<Response> {
  const { options } = context
  const form = {
    step,
    request: given.request ?? (await sealPending(pending, context)),
    client: await waitingClient(pending, context),
    ...{ email: fields['email'], name: fields['name'], problem, retryAfter },
    minimumLength: await minimumLength(undefined, context),
    password: passwordOf(options.passwords, step === 'details' && codesAreOn(options)),
  }
  return show(context, (pages, common) => pages.signUpPage({ ...common, ...form }), {
    status: problem === 'throttled' ? 429 : problem ? 400 : 200,
    ui_locales: pending.parameters?.['ui_locales'],
    ...(retryAfter !== undefined && { retryAfter }),
  })
}

const passwordOf = (isOn: boolean, isOptional: boolean) =>
  isOn ? (isOptional ? ('optional' as const) : ('required' as const)) : undefined
