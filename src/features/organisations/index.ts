import { defineFeature, type Endpoint } from '../../flow/feature.ts'
import { organisationClaims } from '../../flow/organisation.ts'

const person = (
  path: string,
  methods: Endpoint['methods'],
  handle: Endpoint['handle'],
): Endpoint => ({ path, methods, audience: 'person', handle })

/** People as members of organisations: which one they go on as, what apps are told of it, and who is invited. */
export const organisations = defineFeature({
  spec: 'Organisations',
  enabled: (settings) => settings.organisations,
  scopes: ['organization', 'roles'],
  metadata: { claims_supported: ['org_id', 'roles'] },
  prompts: [
    {
      name: 'organisation',
      stage: 'organisation',
      async ask(request, context) {
        if (context.client.organisation === undefined) return undefined
        return (await import('./choose.ts')).ask(request, context)
      },
    },
  ],
  async grantDetails(request, _, context) {
    if (context.client.organisation === undefined) return {}
    return (await import('./choose.ts')).chosen(request, context)
  },
  accessTokenClaims: ({ grant, scope }) => organisationClaims(grant, scope),
  signInWays: [
    {
      name: 'organisation',
      begin: async (email, pending, context) =>
        (await import('./way.ts')).begin(email, pending, context),
    },
  ],
  accountSections: [
    {
      name: 'organisations',
      show: async (person, context) => (await import('./account.ts')).section(person, context),
    },
  ],
  endpoints: [
    person('/account/organisations/leave', ['GET'], async (context) =>
      (await import('./account.ts')).ask(context),
    ),
    person('/account/organisations/leave', ['POST'], async (context) =>
      (await import('./account.ts')).leaveOne(context),
    ),
    person('/organisation', ['POST'], async (context) =>
      (await import('./choose.ts')).choose(context),
    ),
    person('/invitation', ['GET'], async (context) =>
      (await import('./invitation.ts')).show(context),
    ),
    person('/invitation', ['POST'], async (context) =>
      (await import('./invitation.ts')).accept(context),
    ),
  ],
})
