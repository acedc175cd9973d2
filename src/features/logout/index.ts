import { defineFeature } from '../../flow/feature.ts'

export const logoutEndpoint = defineFeature({
  spec: 'OpenID Connect RP-Initiated Logout',
  endpoints: [
    {
      name: 'end_session_endpoint',
      path: '/logout',
      methods: ['GET', 'POST'],
      audience: 'person',
      handle: async (context) => (await import('./pages.ts')).logout(context),
    },
    {
      path: '/logout/confirm',
      methods: ['POST'],
      audience: 'person',
      handle: async (context) => (await import('./pages.ts')).answer(context),
    },
  ],
})
