import { understand } from '../../flow/authorize.ts'
import { findClient } from '../../flow/client.ts'
import type { Context } from '../../flow/context.ts'
import type { AuthorizationRequest, ClientContext, Initiator } from '../../flow/feature.ts'
import { whatIsMissing } from '../../flow/interaction.ts'
import { openGrant } from '../../flow/issue-code.ts'
import type { Pending } from '../../flow/pending.ts'
import { seeOther } from '../../flow/return-address.ts'
import { OAuthError } from '../../protocol/errors.ts'
import type { DeviceRequest } from '../../store/port.ts'
import { showEntry } from './pages.ts'

/** Where access goes that no browser is sent to: what is agreed to for a device is agreed to for devices alone. */
const TO_A_DEVICE = 'device:'

/** What a person is asked about: the device's request, and always whether they mean it. RFC 8628 §3.3.1. */
export const pendingFor = (
  user_code: string,
  { client_id, scope, resource }: DeviceRequest,
  { now }: Context,
): Pending => ({
  parameters: {
    client_id,
    prompt: 'consent',
    ...(scope !== undefined && { scope }),
    ...(resource !== undefined && { resource }),
  },
  walk: { name: 'device', about: user_code },
  started_at: now,
  answers: {},
})

/** The stations of `/authorize` for a device: whatever a code is refused for is refused here. RFC 8628 §3.3. */
export async function walk(pending: Pending, context: Context): Promise<Response> {
  const { parameters = {}, walk, started_at, answers } = pending
  const user_code = walk?.about ?? ''
  const waiting = await context.store.deviceCodes.find(user_code, context.now)
  const client = waiting && (await findClient(waiting.client_id, context))
  if (waiting === undefined || client === undefined || client.disabled_at !== undefined)
    return showEntry(context, { problem: 'over' })
  const mine: ClientContext = { ...context, client }
  const understood = await understand({ parameters, started_at, answers }, TO_A_DEVICE, mine)
  const request: AuthorizationRequest = {
    ...understood,
    ...(walk && { walk }),
    initiator: initiatorOf(user_code, waiting),
  }
  const sub = request.person?.user.sub
  // whoever is asked first answers: nobody else is shown this request any more
  if (sub !== undefined && !(await context.store.deviceCodes.claim(user_code, sub, context.now)))
    return showEntry(context, { problem: 'over' })
  return decided(request, user_code, mine)
}

async function decided(
  request: AuthorizationRequest,
  user_code: string,
  context: ClientContext,
): Promise<Response> {
  try {
    const question = await whatIsMissing(request, context)
    if (question !== undefined) return await question.page()
  } catch (error) {
    if (!(error instanceof OAuthError) || !REFUSALS.includes(error.error)) throw error
    return answer({ isAllowed: false }, request, { user_code, context })
  }
  return answer({ isAllowed: true }, request, { user_code, context })
}

/** What the person has said no to: the question itself, or the second factor it takes. */
const REFUSALS = ['access_denied', 'unmet_authentication_requirements']

/** One answer counts, and once. A grant that came too late for its device is closed again. */
async function answer(
  { isAllowed }: { isAllowed: boolean },
  request: AuthorizationRequest,
  { user_code, context }: { user_code: string; context: ClientContext },
): Promise<Response> {
  const { store, now, issuer, client, event } = context
  const sub = request.person?.user.sub ?? ''
  const grant = isAllowed ? await openGrant(request, context) : undefined
  const isCounted = await store.deviceCodes.answer(user_code, { sub, ...(grant && { grant }) }, now)
  if (!isCounted) {
    if (grant) await store.grants.close(grant, now)
    return showEntry(context, { problem: 'over' })
  }
  event(isAllowed ? 'device_approved' : 'device_denied', { sub, client_id: client.client_id })
  return seeOther(`${issuer.identifier}/device/done${isAllowed ? '' : '?answer=denied'}`)
}

const initiatorOf = (
  user_code: string,
  { started_at, city, country, user_agent }: DeviceRequest,
): Initiator => ({
  user_code,
  started_at,
  ...(city !== undefined && { city }),
  ...(country !== undefined && { country }),
  ...(user_agent !== undefined && { user_agent }),
})
