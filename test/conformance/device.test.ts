import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerDevice } from '../support/device.ts'
import { API } from '../support/fixtures.ts'
import { type RunningWorker, startWorker } from '../support/running-worker.ts'
import { discover, http } from './libraries.ts'

let worker: RunningWorker
beforeAll(async () => {
  worker = await startWorker()
})
afterAll(() => worker?.stop())

const asked = { scope: 'openid notes:read', resource: API }
const client = { client_id: 'tv' }
const refused = (answer: Promise<unknown>) =>
  answer.catch((error) => (error instanceof oauth.ResponseBodyError ? error.error : error))

describe('RFC 8628', () => {
  it('§3.4 openid-client shows a code, polls, and has validated tokens once somebody has allowed it', async () => {
    const config = await openid.discovery(
      new URL(worker.issuer),
      'tv',
      { id_token_signed_response_alg: 'ES256' },
      openid.None(),
      { execute: [openid.allowInsecureRequests] },
    )
    const device = await openid.initiateDeviceAuthorization(config, asked)
    const polling = openid.pollDeviceAuthorizationGrant(config, device)
    await answerDevice(worker.browser(), device.user_code)
    const tokens = await polling
    expect(tokens.claims()?.sub).toBe('ada')
    expect(tokens.scope).toBe('openid notes:read')
  })

  it('§3.5 oauth4webapi reads each refusal for what it is', async () => {
    const as = await discover(worker)
    const ask = async () => {
      const sent = oauth.deviceAuthorizationRequest(as, client, oauth.None(), asked, http)
      return oauth.processDeviceAuthorizationResponse(as, client, await sent)
    }
    const poll = async (code: string) => {
      const sent = oauth.deviceCodeGrantRequest(as, client, oauth.None(), code, http)
      return oauth.processDeviceCodeResponse(as, client, await sent)
    }
    const { device_code, user_code } = await ask()
    expect(await refused(poll(device_code))).toBe('authorization_pending')
    expect(await refused(poll(device_code))).toBe('slow_down')
    await answerDevice(worker.browser(), user_code, 'deny')
    expect(await refused(poll(device_code))).toBe('access_denied')
    const allowed = await ask()
    await answerDevice(worker.browser(), allowed.user_code)
    const tokens = await poll(allowed.device_code)
    expect(oauth.getValidatedIdTokenClaims(tokens)?.sub).toBe('ada')
    expect(await refused(poll(allowed.device_code))).toBe('invalid_grant')
  })
})
