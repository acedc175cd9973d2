import * as z from 'zod/mini'
import { defineFeature, defineGrant } from '../../flow/feature.ts'
import { requireConfidential } from '../../flow/policy.ts'
import { ID_JAG_PROFILE } from '../../protocol/token-type.ts'

const grant = defineGrant({
  grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  parameters: z.object({
    assertion: z.string(),
    scope: z.optional(z.string()),
    resource: z.optional(z.string()),
  }),

  async approve(request, context) {
    // draft-ietf-oauth-identity-assertion-authz-grant-04 §8.1: a public client would ask the person
    requireConfidential(context.client, 'an identity assertion')
    const { acceptAssertion } = await import('./accept.ts')
    return acceptAssertion(request, context)
  },
})

export const jwtBearer = defineFeature({
  spec: 'RFC 7523 §2.1 (ID-JAG)',
  enabled: ({ trustedIssuers }) => trustedIssuers.length > 0,
  grants: [grant],
  metadata: { authorization_grant_profiles_supported: [ID_JAG_PROFILE] },
})
