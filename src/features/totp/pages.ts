import { readOwnForm, stepUpSession } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import type { Person } from '../../flow/feature.ts'
import { freshPerson } from '../../flow/fresh.ts'
import { notice } from '../../flow/notice.ts'
import {
  openFromBrowser,
  openPending,
  type Pending,
  sealForBrowser,
  sealPending,
} from '../../flow/pending.ts'
import { makeRecoveryCodes, showRecoveryCodes } from '../../flow/recovery-codes.ts'
import { forgetBrowsers } from '../../flow/remembered-devices.ts'
import { seeOther } from '../../flow/return-address.ts'
import { dueFactorsOf } from '../../flow/second-factors.ts'
import { answerWithCode } from '../../flow/second-proof.ts'
import { show } from '../../flow/show.ts'
import { goOn, waitingClient } from '../../flow/sign-in.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { addressOf, makeSecret, sealSecret, spendCode, stepOf } from './code.ts'
import { qrCode } from './qr.ts'

export const SET_UP = '/account/authenticator'
export const REMOVE = '/account/authenticator/remove'

/** POST /sign-in/second/totp: the code of an app, as the second proof. */
export const answer = (context: Context): Promise<Response> =>
  answerWithCode(
    'totp',
    async (code, user) => {
      const { totp } = await context.store.factors.of(user.sub)
      return totp !== undefined && spendCode(code, { user, totp }, context)
    },
    context,
  )

/** A secret on its way into an app; nothing is stored before a first code has come of it. */
interface SetUp {
  secret: string
  sub: string
  started_at: number
}

/** GET shows the secret, POST takes the first code of it. Dangerous in other hands: asks for a fresh sign-in. */
export async function setUpApp(context: Context): Promise<Response> {
  const isPost = context.request.method === 'POST'
  const fields = isPost ? (await readOwnForm(context)).fields : {}
  const fresh = await freshPerson(SET_UP, context)
  if ('ask' in fresh) return fresh.ask
  const pending: Pending = fields['request']
    ? await openPending(fields['request'], context)
    : { page: '/account', started_at: context.now, answers: {} }
  const { totp } = await context.store.factors.of(fresh.person.user.sub)
  if (totp !== undefined) return goOn(pending, {}, context)
  return isPost
    ? confirm(fields, { pending, person: fresh.person }, context)
    : showSetUp({ pending, person: fresh.person }, context)
}

interface SettingUp {
  pending: Pending
  person: Person
  setUp?: SetUp
  problem?: 'wrong' | 'missing'
}

export async function showSetUp(
  { pending, person, setUp, problem }: SettingUp,
  context: Context,
): Promise<Response> {
  const { options, now } = context
  const { user } = person
  const made = setUp ?? { secret: await makeSecret(), sub: user.sub, started_at: now }
  const address = await addressOf(made.secret, user, options.name)
  const props = {
    ...(problem && { problem }),
    address,
    qr: await qrCode(address),
    key: made.secret.replace(/(.{4})(?=.)/g, '$1 '),
    request: await sealPending(pending, context),
    setUp: await sealForBrowser('totp-setup', made, context),
    client: await waitingClient(pending, context),
    isWaiting: pending.parameters !== undefined,
  }
  return show(context, (pages, common) => pages.totpSetUpPage({ ...common, ...props }), {
    status: problem ? 400 : 200,
    ui_locales: pending.parameters?.['ui_locales'],
  })
}

/** The first code shows that the secret has arrived; from then on it counts, and this one does not count again. */
async function confirm(
  fields: Parameters,
  { pending, person }: { pending: Pending; person: Person },
  context: Context,
): Promise<Response> {
  const { now, store } = context
  const { user, session } = person
  const setUp = await openFromBrowser<SetUp>('totp-setup', fields['setup'], context)
  if (setUp.sub !== user.sub) return showSetUp({ pending, person }, context)
  const again = (problem: 'wrong' | 'missing') =>
    showSetUp({ pending, person, setUp, problem }, context)
  if (fields['code'] === undefined) return again('missing')
  const last_step = await stepOf(fields['code'], setUp.secret, now)
  if (last_step === undefined) return again('wrong')
  const secret = await sealSecret(setUp.secret, user, context)
  if (!(await store.factors.addTotp(user.sub, { secret, created_at: now, last_step }))) {
    return goOn(pending, {}, context) // another window of theirs was faster
  }
  await forgetBrowsers(user, context)
  notice('factor_added', { user, factor: 'totp' }, context)
  await stepUpSession(session, [...new Set([...session.amr, 'otp', 'mfa'])], context)
  const { recovery_codes } = await store.factors.of(user.sub)
  if (recovery_codes > 0) return goOn(pending, {}, context)
  return showRecoveryCodes(await makeRecoveryCodes(user, context), pending, context)
}

/** GET asks whether they mean it, POST takes the app away; and the recovery codes, when they stand in for nothing else. */
export async function removeApp(context: Context): Promise<Response> {
  const isPost = context.request.method === 'POST'
  if (isPost) await readOwnForm(context)
  const fresh = await freshPerson(REMOVE, context)
  if ('ask' in fresh) return fresh.ask
  const { user } = fresh.person
  if (!isPost) return show(context, (pages, common) => pages.totpRemovePage(common))
  const { factors } = context.store
  if (await factors.removeTotp(user.sub)) {
    if ((await dueFactorsOf(user, context)).length === 0)
      await factors.replaceRecoveryCodes(user.sub, [], context.now)
    await forgetBrowsers(user, context)
    notice('factor_removed', { user, factor: 'totp' }, context)
  }
  return seeOther(`${context.issuer.identifier}/account`)
}
