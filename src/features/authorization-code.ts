import * as z from 'zod/mini'
import { authorize } from '../flow/authorize.ts'
import type { Context } from '../flow/context.ts'
import { type ClientContext, defineFeature, defineGrant } from '../flow/feature.ts'
import { seeOther } from '../flow/return-address.ts'
import { invalidGrant, invalidTarget } from '../protocol/errors.ts'
import { readForm, readQuery, sortOut } from '../protocol/parameters.ts'
import { provesChallenge, verifierRefused } from '../protocol/pkce.ts'
import { withParameters } from '../protocol/redirect-uri.ts'
import { isSameResource } from '../protocol/resource.ts'
import type { Redemption } from '../store/port.ts'
import { type CodePayload, makeRefreshToken, openCode } from '../tokens/handle.ts'
import { randomId } from '../tokens/secret.ts'

/** A grant without a refresh token is remembered for as long as its access token may live. Seconds. */
const KEEP = 86_400

const grant = defineGrant({
  grant_type: 'authorization_code',
  parameters: z.object({
    code: z.string(),
    redirect_uri: z.optional(z.string()),
    code_verifier: z.optional(z.string()),
    resource: z.optional(z.string()),
  }),

  async approve({ code, redirect_uri, code_verifier, resource }, context) {
    const opened = await openCode(context.sealer, code, context.now)
    if (opened === undefined) throw invalidGrant('the code is not one this issuer made')
    if (opened.expired)
      throw invalidGrant(`the code has expired; codes live ${context.options.codeLifetime} seconds`)
    const payload = opened.value

    const isMine = payload.grant.client_id === context.client.client_id
    // RFC 8707 §2.2: the resource that was authorized, and no other; a slip of the client's costs it nothing
    if (isMine && resource !== undefined && !isSameResource(resource, payload.grant.resource)) {
      throw invalidTarget(
        'the code was issued for another resource; leave resource out or send the same',
      )
    }
    const isProven = await provesChallenge(code_verifier, payload.code_challenge)
    // RFC 6749 §4.1.3: the URI of the authorization request again, if it is sent (OAuth 2.1 needs it no more)
    const isSamePlace = redirect_uri === undefined || redirect_uri === payload.redirect_uri
    const refresh = await firstRefreshToken(payload, context)
    const proven = isMine && isProven && isSamePlace
    const claim = await claimCode({ payload, proven, refresh }, context)

    if (!isMine) throw invalidGrant('the code was issued to another client; it is used up now')
    if (!isProven) throw verifierRefused()
    if (!isSamePlace) throw invalidGrant('redirect_uri is not the one of the authorization request')
    return {
      subject: payload.grant.sub,
      scope: payload.grant.scope,
      resource: payload.grant.resource,
      grant: payload.grant,
      undo: () => context.store.grants.release(payload.grant, claim.claim_id),
      ...(claim.place !== undefined && { place: claim.place }),
      ...(payload.nonce !== undefined && { nonce: payload.nonce }),
      ...(refresh && { refresh_token: refresh.token }),
    }
  },
})

async function firstRefreshToken({ grant }: CodePayload, { client, sealer }: ClientContext) {
  return client.grant_types.includes('refresh_token') ? makeRefreshToken(sealer, grant) : undefined
}

interface Attempt {
  payload: CodePayload
  proven: boolean
  refresh: { hash: string } | undefined
}

/** The one call that makes a code single-use: OAuth 2.1 §4.1.3, RFC 9700 §4.5. */
async function claimCode(
  { payload, proven, refresh }: Attempt,
  context: ClientContext,
): Promise<{ claim_id: string; place?: number }> {
  const { client, event, now, options, store } = context
  const redemption: Redemption = {
    grant: payload.grant,
    claim_id: randomId(),
    client_id: client.client_id,
    proven,
    idle_expires_at: now + options.refreshIdleLifetime,
    keep_until: refresh ? payload.grant.expires_at : now + KEEP,
    now,
    ...(refresh && { refresh_hash: refresh.hash }),
  }
  const outcome = await store.grants.redeem(redemption).catch(async (fault: unknown) => {
    // whether the claim was written is unknown: a proven one is taken back, so that the client may try again
    if (proven) await Promise.allSettled([store.grants.release(payload.grant, redemption.claim_id)])
    throw fault
  })
  const { claim_id } = redemption
  if (outcome.outcome === 'redeemed') return { claim_id, place: outcome.place }
  if (outcome.outcome === 'burnt') return { claim_id }
  if (outcome.outcome === 'replayed')
    event('code_replayed', { client_id: client.client_id, grant: payload.grant.id })
  throw invalidGrant(
    outcome.outcome === 'closed'
      ? 'the access this code stands for was ended'
      : 'the code was used before; start again at /authorize',
  )
}

/** A form from another site comes without cookies that are SameSite=Lax; asked again by GET, it comes with them. */
async function authorizationEndpoint(context: Context): Promise<Response> {
  if (context.request.method === 'POST') {
    const form = await readForm(context.request)
    return seeOther(`${context.issuer.identifier}/authorize?${form}`)
  }
  const sent = sortOut(readQuery(context.request))
  // without these two there is nobody to send a refusal to
  const isAddressed = sent.parameters['client_id'] && sent.parameters['redirect_uri']
  if (sent.refused && !isAddressed) throw sent.refused
  return authorize({ ...sent, started_at: context.now, answers: {} }, context)
}

export const authorizationCode = defineFeature({
  spec: 'OAuth 2.1 §4.1',
  grants: [grant],
  endpoints: [
    {
      name: 'authorization_endpoint',
      path: '/authorize',
      methods: ['GET', 'POST'],
      audience: 'person',
      handle: authorizationEndpoint,
    },
  ],
  responseModes: [
    { name: 'query', deliver: (uri, parameters) => seeOther(withParameters(uri, parameters)) },
  ],
  metadata: {
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'], // RFC 7636
    authorization_response_iss_parameter_supported: true, // RFC 9207 §3
  },
})
