import type { Client } from '../../src/store/port.ts'
import { PASSWORD } from './fixtures.ts'
import { createPkce } from './house.ts'
import type { TestServer } from './test-server.ts'

/** draft-ietf-oauth-first-party-apps-03 §5.2. */
export interface ChallengeAnswer {
  authorization_code?: string
  auth_session?: string
  error?: string
  problem?: string
  next?: string[]
  number?: number
  /** PublicKeyCredentialRequestOptionsJSON. */
  passkey?: { challenge: string }
}

/** An app of our own: what is registered of it, and what it sends. */
export function nativeApp(house: TestServer, changes: Partial<Client> = {}) {
  const client_id = changes.client_id ?? 'app'
  house.addClient({
    trust: 'first-party',
    consent: 'skip',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    client_secrets: [],
    client_name: 'Harbour app',
    ...changes,
    client_id,
  })
  const pkce = createPkce()
  const request = {
    client_id,
    response_type: 'code',
    scope: 'openid notes:read',
    code_challenge: pkce.code_challenge,
    code_challenge_method: 'S256',
  }
  const challenge = async (form: Record<string, string>, headers: Record<string, string> = {}) => {
    const response = await house.post('/authorization_challenge', form, headers)
    const body = (await response.json()) as ChallengeAnswer
    return { ...body, status: response.status, headers: response.headers }
  }
  const redeem = (code = '', headers: Record<string, string> = {}) =>
    house.post(
      '/token',
      { grant_type: 'authorization_code', client_id, code, code_verifier: pkce.code_verifier },
      headers,
    )
  const ada = { username: 'ada@example.com', password: PASSWORD }
  return { request, challenge, redeem, ada }
}
