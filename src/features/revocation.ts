import { authenticateClient } from '../flow/client.ts'
import type { Context } from '../flow/context.ts'
import { endToken } from '../flow/ending.ts'
import { defineFeature } from '../flow/feature.ts'
import { json } from '../flow/render.ts'
import { invalidRequest } from '../protocol/errors.ts'
import { parametersOf, readForm } from '../protocol/parameters.ts'

/** RFC 7009 §2: takes back a client's own token; 200 whatever it was, for there is nothing left to do with it. */
async function revoke(context: Context): Promise<Response> {
  const parameters = parametersOf(await readForm(context.request))
  const client = await authenticateClient(parameters, context)
  const { token } = parameters
  if (token === undefined) throw invalidRequest('token is missing; send the token to take back')
  const { client_id } = client
  const ended = await endToken(token, context, client_id)
  if (ended === undefined) return json({})
  if ('jti' in ended) context.event('token_revoked', { client_id, jti: ended.jti })
  else context.event('grant_revoked', { client_id, grant: ended.grant.id })
  return json({})
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
