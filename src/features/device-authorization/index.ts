import * as z from 'zod/mini'
import { defineFeature, defineGrant } from '../../flow/feature.ts'

const grant = defineGrant({
  grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
  parameters: z.object({ device_code: z.string(), resource: z.optional(z.string()) }),
  approve: async (asked, context) => (await import('./poll.ts')).poll(asked, context),
})

/** Signing in on what has no keyboard: the device shows a code, its person answers on their phone. RFC 8628, RFC 10027. */
export const deviceAuthorization = defineFeature({
  spec: 'RFC 8628',
  grants: [grant],
  walks: [
    {
      name: 'device',
      goOn: async (pending, context) => (await import('./walk.ts')).walk(pending, context),
    },
  ],
  endpoints: [
    {
      name: 'device_authorization_endpoint',
      path: '/device_authorization',
      methods: ['POST'],
      audience: 'program',
      cors: true,
      handle: async (context) => (await import('./request.ts')).deviceAuthorizationRequest(context),
    },
    {
      path: '/device',
      methods: ['GET', 'POST'],
      audience: 'person',
      handle: async (context) => (await import('./pages.ts')).enterCode(context),
    },
    {
      path: '/device/done',
      methods: ['GET'],
      audience: 'person',
      handle: async (context) => (await import('./pages.ts')).done(context),
    },
  ],
})
