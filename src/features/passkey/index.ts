import { asset } from '../../flow/asset.ts'
import { defineFeature } from '../../flow/feature.ts'
import { addresses } from '../../pages/passkeys/addresses.ts'

/** Passkeys: to sign in with, to prove a second factor, and where people look after theirs. */
export const passkey = defineFeature({
  spec: 'Web Authentication Level 3',
  enabled: ({ passkeys }) => passkeys,
  signInWays: [
    {
      name: 'passkey',
      begin: async (email, pending, context) =>
        (await import('./sign-in.ts')).begin(email, pending, context),
      offer: async (_, context) => (await import('./sign-in.ts')).offer(context),
      has: async ({ sub }, { store }) => (await store.passkeys.list(sub)).length > 0,
    },
  ],
  secondFactors: [
    {
      name: 'passkey',
      onlyWhenDue: true,
      has: async (user, context, amr) =>
        (await import('./second-factor.ts')).has(user, context, amr),
      ask: async (pending, context, view) =>
        (await import('./second-factor.ts')).ask(pending, context, view),
    },
  ],
  afterSignIn: async (pending, context) =>
    // known before anything is read: most browsers have nothing to be told
    context.cookies.get('passkeys') === 'able'
      ? (await import('./add.ts')).suggest(pending, context)
      : undefined,
  accountSections: [
    {
      name: 'passkeys',
      show: async (person, context) => (await import('./section.ts')).show(person, context),
    },
  ],
  endpoints: [
    {
      path: '/sign-in/passkey',
      methods: ['POST'],
      audience: 'person',
      handle: async (context) => (await import('./sign-in.ts')).signInWithPasskey(context),
    },
    {
      path: '/sign-in/second/passkey',
      methods: ['POST'],
      audience: 'person',
      handle: async (context) => (await import('./second-factor.ts')).prove(context),
    },
    {
      path: '/account/passkeys/add',
      methods: ['GET', 'POST'],
      audience: 'person',
      handle: async (context) => (await import('./add.ts')).add(context),
    },
    {
      path: '/account/passkeys/rename',
      methods: ['POST'],
      audience: 'person',
      handle: async (context) => (await import('./section.ts')).rename(context),
    },
    {
      path: '/account/passkeys/remove',
      methods: ['GET', 'POST'],
      audience: 'person',
      handle: async (context) => (await import('./remove.ts')).remove(context),
    },
    {
      path: addresses.script,
      methods: ['GET'],
      audience: 'person',
      handle: async () =>
        asset((await import('../../pages/passkeys/assets.ts')).script, 'text/javascript'),
    },
  ],
})
