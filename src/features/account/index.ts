import { defineFeature, type Endpoint } from '../../flow/feature.ts'

/** What a person can do on the account page, by the path of its form. */
export const accountActions = [
  'sessions/end',
  'sessions/end-others',
  'apps/disconnect',
  'sign-out',
] as const
export type AccountAction = (typeof accountActions)[number]

export const accountPages = defineFeature({
  spec: 'Account pages',
  endpoints: [
    {
      path: '/account',
      methods: ['GET'],
      audience: 'person',
      handle: async (context) => (await import('./pages.ts')).account(context),
    },
    ...accountActions.map(
      (action): Endpoint => ({
        path: `/account/${action}`,
        methods: ['POST'],
        audience: 'person',
        handle: async (context) => (await import('./pages.ts')).act(action, context),
      }),
    ),
  ],
})
