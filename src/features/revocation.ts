import { authenticateClient } from '../flow/client.ts'
import type { Context } from '../flow/context.ts'
import { defineFeature } from '../flow/feature.ts'
import { json } from '../flow/render.ts'
import { invalidRequest } from '../protocol/errors.ts'
import { parametersOf, readForm } from '../protocol/parameters.ts'
import type { Client } from '../store/port.ts'
import { grantOfJti, readRefreshToken } from '../tokens/handle.ts'
import { ownAccessToken } from '../tokens/live-token.ts'

/** RFC 7009 §2: takes back a client's own token; 200 whatever it was, for there is nothing left to do with it. */
async function revoke(context: Context): Promise<Response> {
  const parameters = parametersOf(await readForm(context.request))
  const client = await authenticateClient(parameters, context)
  const { token } = parameters
  if (token === undefined) throw invalidRequest('token is missing; send the token to take back')
  await takeBack(token, client, context)
  return json({})
}

async function takeBack(token: string, client: Client, context: Context): Promise<void> {
  const { event, now, sealer, store } = context
  const refresh = await readRefreshToken(sealer, token)
  if (refresh !== undefined) {
    // §2.1: a refresh token takes its access tokens along; only that grant, and only one's own
    const isClosed = await store.grants.close(refresh.ref, now, client.client_id)
    if (isClosed) event('grant_revoked', { client_id: client.client_id, grant: refresh.ref.id })
    return
  }
  const claims = await ownAccessToken(token, context)
  const ref = claims && grantOfJti(claims.jti)
  if (ref === undefined || claims?.client_id !== client.client_id) return
  await store.grants.revokeToken(ref, claims.jti, claims.exp)
  event('token_revoked', { client_id: client.client_id, jti: claims.jti })
}

export const revocation = defineFeature({
  spec: 'RFC 7009',
  endpoints: [
    {
      name: 'revocation_endpoint',
      path: '/revoke',
      methods: ['POST'],
      audience: 'program',
      cors: true,
      clients: 'all',
      handle: revoke,
    },
  ],
})
