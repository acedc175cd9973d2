import { defineFeature } from '../../flow/feature.ts'
import { canRecover } from '../../flow/mail-switches.ts'
import { showSignIn } from '../../flow/sign-in.ts'

/** Passwords: to sign in with, and to change. */
export const password = defineFeature({
  spec: 'NIST SP 800-63B-4',
  signInWays: [
    {
      name: 'password',
      begin: async (email, pending, context) =>
        context.options.passwords
          ? showSignIn(pending, context, { step: 'password', email })
          : undefined,
      offer: async (_, { options }) => ({
        ...(options.passwords && { password: true }),
        ...(canRecover(options) && { recovery: true }),
      }),
      has: async ({ password_hash }, { options }) =>
        options.passwords && password_hash !== undefined,
    },
  ],
  accountSections: [
    {
      name: 'password',
      show: async ({ user }, { options }) => {
        const has = user.password_hash !== undefined
        const shown = { has, changed_at: user.password_changed_at }
        return (pages, common) =>
          options.passwords ? pages.PasswordSection({ ...common, ...shown }) : null
      },
    },
  ],
  endpoints: [
    {
      path: '/account/password',
      methods: ['GET', 'POST'],
      audience: 'person',
      handle: async (context) => (await import('./change.ts')).changePassword(context),
    },
    {
      path: '/sign-in/password',
      methods: ['POST'],
      audience: 'person',
      handle: async (context) => (await import('./sign-in.ts')).checkPassword(context),
    },
  ],
})
