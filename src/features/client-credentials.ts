import * as z from 'zod/mini'
import { defineFeature, defineGrant } from '../flow/feature.ts'
import { requireConfidential } from '../flow/policy.ts'
import { parseScope } from '../protocol/scope.ts'

const grant = defineGrant({
  grant_type: 'client_credentials',
  parameters: z.object({ scope: z.optional(z.string()), resource: z.optional(z.string()) }),

  async approve({ scope, resource }, { client }) {
    // OAuth 2.1 §4.2: only confidential clients
    requireConfidential(client, 'client_credentials')
    const asked = parseScope(scope)
    return {
      subject: client.client_id,
      ...(asked && { scope: asked }),
      ...(resource !== undefined && { resource }),
    }
  },
})

export const clientCredentials = defineFeature({ spec: 'OAuth 2.1 §4.2', grants: [grant] })
