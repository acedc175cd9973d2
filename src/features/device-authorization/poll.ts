import type { Approval, ClientContext } from '../../flow/feature.ts'
import { redeemGrant } from '../../flow/redeem.ts'
import { defineError, invalidGrant, invalidTarget } from '../../protocol/errors.ts'
import { isSameResource } from '../../protocol/resource.ts'
import type { DeviceOutcome, Grant } from '../../store/port.ts'
import { readDeviceCode } from '../../tokens/handle.ts'
import { randomId } from '../../tokens/secret.ts'

// RFC 8628 §3.5
const authorizationPending = defineError('authorization_pending')
const slowDown = defineError('slow_down')
const accessDenied = defineError('access_denied')
const expiredToken = defineError('expired_token')

/** One poll of a device. RFC 8628 §3.4 and §3.5: of any number at once, one has the tokens. */
export async function poll(
  { device_code, resource }: { device_code: string; resource?: string | undefined },
  context: ClientContext,
): Promise<Approval> {
  const { client, now, sealer, store } = context
  const handle = await readDeviceCode(sealer, client.client_id, device_code)
  if (handle === undefined)
    throw invalidGrant('the device code is not one this issuer made for this client')
  const { user_code, expires_at, secret_hash } = handle
  if (expires_at <= now) throw expired()
  const take_id = randomId()
  // a take whose answer was lost, or that no tokens came of, is given back
  const release = () => store.deviceCodes.release(user_code, take_id)
  const polled = store.deviceCodes.poll(user_code, { secret_hash, take_id }, now)
  const outcome = await polled.catch(givingBack(release))
  // RFC 9700 §4.5, as with codes: either the tokens never arrived, or somebody else has them
  if (outcome.outcome === 'used' && outcome.grant) await store.grants.close(outcome.grant, now)
  const grant = granted(outcome, context)
  // RFC 8707 §2.2: the resource that was authorized, and no other; a slip of the client's costs it nothing
  if (resource !== undefined && !isSameResource(resource, grant.resource)) {
    await release()
    throw invalidTarget('the device asked for another resource; leave it out or send the same')
  }
  const approval = await redeemGrant({ grant, proven: true }, context).catch(givingBack(release))
  return {
    ...approval,
    async undo() {
      await approval.undo?.()
      await release()
    },
  }
}

const givingBack = (release: () => Promise<void>) => async (fault: unknown) => {
  await Promise.allSettled([release()])
  throw fault
}

function granted(polled: DeviceOutcome, { client, event }: ClientContext): Grant {
  switch (polled.outcome) {
    case 'approved':
      return polled.grant
    case 'pending':
      throw authorizationPending('the person has not answered yet; ask again after the interval')
    case 'slow_down':
      throw slowDown(`polled too early; wait ${polled.interval} seconds from now on`)
    case 'denied':
      throw accessDenied('the person has not allowed it')
    case 'expired':
      throw expired()
    case 'used':
      event('device_code_replayed', { client_id: client.client_id })
      throw invalidGrant('the device code was used before; ask for another')
    case 'unknown':
      throw invalidGrant('the device code is not known here any more; ask for another')
  }
}

const expired = () => expiredToken('the person has not answered in time; ask for another code')
