import * as z from 'zod/mini'
import { defineFeature, defineGrant } from '../../flow/feature.ts'
import { requireConfidential } from '../../flow/policy.ts'
import { invalidRequest, unauthorizedClient } from '../../protocol/errors.ts'
import { printable } from '../../protocol/parameters.ts'
import { ACCESS_TOKEN_TYPE, ID_JAG_TOKEN_TYPE } from '../../protocol/token-type.ts'

const parameters = z.object({
  subject_token: z.string(),
  subject_token_type: z.string(),
  actor_token: z.optional(z.string()),
  actor_token_type: z.optional(z.string()),
  requested_token_type: z.optional(z.string()),
  audience: z.optional(z.string()),
  resource: z.optional(z.string()),
  scope: z.optional(z.string()),
})

const grant = defineGrant({
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  parameters,

  async approve(request, context) {
    const { client } = context
    // RFC 8693 §5: who may trade tokens has to be known
    requireConfidential(client, 'token exchange')
    if (client.token_exchange === undefined) {
      throw unauthorizedClient('the client may not exchange tokens; give it a token_exchange')
    }
    // §2.1: together or not at all
    if ((request.actor_token === undefined) !== (request.actor_token_type === undefined)) {
      throw invalidRequest('actor_token and actor_token_type go together; send both or neither')
    }
    const { requested_token_type = ACCESS_TOKEN_TYPE } = request
    if (requested_token_type === ACCESS_TOKEN_TYPE) {
      return (await import('./access-token.ts')).exchangeAccessToken(request, context)
    }
    if (requested_token_type === ID_JAG_TOKEN_TYPE) {
      return (await import('./id-jag.ts')).exchangeForIdJag(request, context)
    }
    throw invalidRequest(
      `requested_token_type is ${printable(requested_token_type)}, expected ${ACCESS_TOKEN_TYPE} or ${ID_JAG_TOKEN_TYPE}`,
    )
  },
})

export const tokenExchange = defineFeature({
  spec: 'RFC 8693',
  grants: [grant],
  // draft-ietf-oauth-identity-assertion-authz-grant-04 §7.1
  metadata: { identity_chaining_requested_token_types_supported: [ID_JAG_TOKEN_TYPE] },
})
