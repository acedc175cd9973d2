import { authenticateClient, requireGrantType } from '../../flow/client.ts'
import type { Context } from '../../flow/context.ts'
import { addressOf } from '../../flow/guessing.ts'
import { facts, grantable, targetOf } from '../../flow/policy.ts'
import { json } from '../../flow/render.ts'
import { serverError, throttled } from '../../protocol/errors.ts'
import { type Parameters, parametersOf, readForm } from '../../protocol/parameters.ts'
import { parseScope } from '../../protocol/scope.ts'
import { makeUserCode, showUserCode } from '../../protocol/user-code.ts'
import type { DeviceRequest } from '../../store/port.ts'
import { INTERVAL } from '../../store/port-device-codes.ts'
import { makeDeviceCode } from '../../tokens/handle.ts'

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:device_code'

/** Codes one address may ask for in ten minutes before it has to wait: a shop full of televisions, not a flood. */
const FROM_ONE_ADDRESS = { attempts: 300, window: 600, longest: 60 }

/**
 * POST /device_authorization. RFC 8628 §3.1 and §3.2.
 * @throws invalid_client, unauthorized_client, invalid_target; 429 for a flood.
 */
export async function deviceAuthorizationRequest(context: Context): Promise<Response> {
  const parameters = parametersOf(await readForm(context.request))
  // §3.1: the client authenticates as at the token endpoint
  const client = await authenticateClient(parameters, context)
  requireGrantType(client, GRANT_TYPE)
  const mine = { ...context, client }
  const given = await facts(mine)
  grantable(parseScope(parameters['scope']), targetOf(parameters['resource'], given), given)

  const { now, options, store, issuer } = context
  const flood = { ...FROM_ONE_ADDRESS, key: `device/asked/${addressOf(context.request)}` }
  const wait = await store.throttle.attempt([flood], now)
  if (wait > 0) throw throttled('too many device codes were asked for from this address', wait)
  const { user_code, device_code } = await codesFor(client.client_id, parameters, context)
  context.event('device_authorization', { client_id: client.client_id })
  const verification_uri = `${issuer.identifier}/device`
  return json({
    device_code,
    user_code: showUserCode(user_code),
    verification_uri,
    verification_uri_complete: `${verification_uri}?user_code=${showUserCode(user_code)}`,
    expires_in: options.deviceCodeLifetime,
    interval: INTERVAL,
  })
}

/** A user code may be in use: of a million that wait, one in 25,000 tries meets one of them. */
const TRIES = 5

async function codesFor(client_id: string, parameters: Parameters, context: Context) {
  const { now, options, sealer, store } = context
  const expires_at = now + options.deviceCodeLifetime
  for (let tries = 0; tries < TRIES; tries++) {
    const user_code = makeUserCode()
    const made = await makeDeviceCode(sealer, client_id, { user_code, expires_at })
    const { secret_hash, device_code } = made
    const request = { ...requestOf(client_id, parameters, context), expires_at, secret_hash }
    if (await store.deviceCodes.create(user_code, request, now)) return { user_code, device_code }
  }
  throw serverError('no user code is free; try again')
}

/** Who began it, and where: what the person is shown to tell their own device from a stranger's. RFC 10027. */
function requestOf(client_id: string, { scope, resource }: Parameters, { request, now }: Context) {
  const { city, country } = (request.cf ?? {}) as { city?: string; country?: string }
  const user_agent = request.headers.get('user-agent')?.slice(0, 300)
  return {
    client_id,
    started_at: now,
    ...(scope !== undefined && { scope }),
    ...(resource !== undefined && { resource }),
    ...(city && { city }),
    ...(country && { country }),
    ...(user_agent && { user_agent }),
  } satisfies Partial<DeviceRequest>
}
