import { defineFeature } from '../../flow/feature.ts'
import { showSignIn } from '../../flow/sign-in.ts'

/** Passwords: to sign in with, and to make an account with. */
export const password = defineFeature({
  spec: 'NIST SP 800-63B-4',
  signInWays: [
    {
      name: 'password',
      begin: async (email, pending, context) =>
        context.options.passwords
          ? showSignIn(pending, context, { step: 'password', email })
          : undefined,
      offer: async (_, { options }) => (options.passwords ? { password: true } : {}),
      has: async ({ password_hash }, { options }) =>
        options.passwords && password_hash !== undefined,
    },
  ],
  endpoints: [
    {
      path: '/sign-in/password',
      methods: ['POST'],
      audience: 'person',
      handle: async (context) => (await import('./sign-in.ts')).checkPassword(context),
    },
    {
      path: '/sign-up',
      methods: ['GET', 'POST'],
      audience: 'person',
      handle: async (context) => (await import('./sign-up.ts')).signUp(context),
    },
  ],
})
