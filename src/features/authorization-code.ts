import * as z from 'zod/mini'
import { authorize } from '../flow/authorize.ts'
import type { Context } from '../flow/context.ts'
import { defineFeature, defineGrant } from '../flow/feature.ts'
import { redeemGrant } from '../flow/redeem.ts'
import { seeOther } from '../flow/return-address.ts'
import { invalidGrant, invalidTarget } from '../protocol/errors.ts'
import { readForm, readQuery, sortOut } from '../protocol/parameters.ts'
import { provesChallenge, verifierRefused } from '../protocol/pkce.ts'
import { withParameters } from '../protocol/redirect-uri.ts'
import { isSameResource } from '../protocol/resource.ts'
import { openCode } from '../tokens/handle.ts'

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
    const proven = isMine && isProven && isSamePlace
    const approval = await redeemGrant({ grant: payload.grant, proven }, context)

    if (!isMine) throw invalidGrant('the code was issued to another client; it is used up now')
    if (!isProven) throw verifierRefused()
    if (!isSamePlace) throw invalidGrant('redirect_uri is not the one of the authorization request')
    const { nonce, cnf } = payload
    return { ...approval, ...(nonce !== undefined && { nonce }), ...(cnf && { cnf }) }
  },
})

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
