import { defineFeature } from '../../flow/feature.ts'

/** Codes on paper that stand in for a second factor, each once. */
export const recoveryCodes = defineFeature({
  spec: 'NIST SP 800-63B-4 §3.1.2',
  secondFactors: [
    {
      name: 'recovery-code',
      has: async ({ sub }, { store }) => (await store.factors.of(sub)).recovery_codes > 0,
      async ask(pending, context, view) {
        const { askForCode } = await import('../../flow/second-proof.ts')
        return askForCode('recovery-code', { pending, view }, context)
      },
    },
  ],
  endpoints: [
    {
      path: '/sign-in/second/recovery-code',
      methods: ['POST'],
      audience: 'person',
      handle: async (context) => (await import('./pages.ts')).answer(context),
    },
    {
      path: '/account/recovery-codes',
      methods: ['GET', 'POST'],
      audience: 'person',
      handle: async (context) => (await import('./pages.ts')).remake(context),
    },
  ],
})
