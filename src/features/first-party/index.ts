import { defineFeature } from '../../flow/feature.ts'

/** Our own apps ask for what they need by themselves, without a browser. draft-ietf-oauth-first-party-apps-03. */
export const firstParty = defineFeature({
  spec: 'OAuth 2.0 for First-Party Applications',
  endpoints: [
    {
      name: 'authorization_challenge_endpoint',
      path: '/authorization_challenge',
      methods: ['POST'],
      audience: 'program',
      handle: async (context) => (await import('./challenge.ts')).authorizationChallenge(context),
    },
  ],
})
