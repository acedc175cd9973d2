import { defineFeature } from '../../flow/feature.ts'

/** Codes of an authenticator app, as a second factor. */
export const totp = defineFeature({
  spec: 'RFC 6238',
  secondFactors: [
    {
      name: 'totp',
      has: async ({ sub }, { store }) => (await store.factors.of(sub)).totp !== undefined,
      async ask(pending, context, view) {
        const { askForCode } = await import('../../flow/second-proof.ts')
        return askForCode('totp', { pending, view }, context)
      },
      setUp: async (pending, person, context) =>
        (await import('./pages.ts')).showSetUp({ pending, person }, context),
    },
  ],
  endpoints: [
    {
      path: '/sign-in/second/totp',
      methods: ['POST'],
      audience: 'person',
      handle: async (context) => (await import('./pages.ts')).answer(context),
    },
    {
      path: '/account/authenticator',
      methods: ['GET', 'POST'],
      audience: 'person',
      handle: async (context) => (await import('./pages.ts')).setUpApp(context),
    },
    {
      path: '/account/authenticator/remove',
      methods: ['GET', 'POST'],
      audience: 'person',
      handle: async (context) => (await import('./pages.ts')).removeApp(context),
    },
  ],
})
