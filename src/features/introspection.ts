import { authenticateClient } from '../flow/client.ts'
import type { Context } from '../flow/context.ts'
import { defineFeature } from '../flow/feature.ts'
import { requireConfidential } from '../flow/policy.ts'
import { json } from '../flow/render.ts'
import { invalidRequest } from '../protocol/errors.ts'
import { parametersOf, readForm } from '../protocol/parameters.ts'
import { formatScope } from '../protocol/scope.ts'
import type { Client } from '../store/port.ts'
import { readRefreshToken } from '../tokens/handle.ts'
import { liveAccessToken } from '../tokens/live-token.ts'

/** RFC 7662 §2: what a token is worth now, for the client it was issued to and for the API it is meant for. */
async function introspect(context: Context): Promise<Response> {
  const parameters = parametersOf(await readForm(context.request))
  const client = await authenticateClient(parameters, context)
  requireConfidential(client, 'introspection')
  const { token } = parameters
  if (token === undefined) throw invalidRequest('token is missing; send the token to look at')
  const found = token.startsWith('spr_')
    ? await refreshToken(token, client, context)
    : await accessToken(token, client, context)
  // §2.2: nothing more is said of a token that is dead, or that is none of the asker's business
  const answer = found ?? { active: false }
  return asksForJwt(context.request) ? signed(answer, client, context) : json(answer)
}

const MEDIA_TYPE = 'application/token-introspection+jwt'

/** RFC 9701 §4: asked for by its media type. */
const asksForJwt = ({ headers }: Request): boolean =>
  (headers.get('accept') ?? '').split(',').some((type) => type.trim().split(';')[0] === MEDIA_TYPE)

/** RFC 9701 §5: the same answer, signed for who asked; `typ` keeps it apart from every other token. */
async function signed(answer: object, client: Client, context: Context): Promise<Response> {
  const { issuer, keys, now } = context
  const claims = {
    iss: issuer.identifier,
    aud: client.client_id,
    iat: now,
    token_introspection: answer,
  }
  const token = await keys.sign('ES256', 'token-introspection+jwt', claims)
  return new Response(token, {
    headers: { 'Content-Type': MEDIA_TYPE, 'Cache-Control': 'no-store' },
  })
}

async function accessToken(token: string, client: Client, context: Context) {
  const live = await liveAccessToken(token, context)
  if (live === undefined) return undefined
  const { claims } = live
  const isTheirs = claims.client_id === client.client_id || client.serves?.includes(claims.aud)
  return isTheirs
    ? { active: true, token_type: claims['cnf'] ? 'DPoP' : 'Bearer', ...claims }
    : undefined
}

async function refreshToken(
  token: string,
  client: Client,
  { issuer, now, sealer, store }: Context,
) {
  const handle = await readRefreshToken(sealer, token)
  const grant = handle && (await store.grants.holds(handle.ref, handle.hash, now))
  if (grant?.client_id !== client.client_id) return undefined
  return {
    active: true,
    iss: issuer.identifier,
    client_id: grant.client_id,
    sub: grant.sub,
    scope: formatScope(grant.scope),
    exp: grant.expires_at,
    iat: grant.created_at,
  }
}

export const introspection = defineFeature({
  spec: 'RFC 7662',
  metadata: { introspection_signing_alg_values_supported: ['ES256'] }, // RFC 9701 §7
  endpoints: [
    {
      name: 'introspection_endpoint',
      path: '/introspect',
      methods: ['POST'],
      audience: 'program',
      clients: 'confidential',
      handle: introspect,
    },
  ],
})
