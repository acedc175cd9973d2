import type { Context } from '../../flow/context.ts'
import { defineFeature, type Endpoint } from '../../flow/feature.ts'

const person = (
  path: string,
  methods: Endpoint['methods'],
  handle: Endpoint['handle'],
): Endpoint => ({ path, methods, audience: 'person', handle })

/** Signing in with an account elsewhere, and linking one. What an operator has configured is in `upstream-options.ts`. */
export const upstreamSignIn = defineFeature({
  spec: 'OpenID Connect Core §3.1, as a client',
  enabled: ({ upstreams }) => upstreams.length > 0,
  signInWays: [
    {
      name: 'upstream',
      async offer(_, context) {
        const { upstreamsHere } = await import('../../flow/upstream.ts')
        return { upstreams: upstreamsHere(context).map(({ id, name }) => ({ id, name })) }
      },
      has: async ({ sub }, { store }) => (await store.linkedAccounts.list(sub)).length > 0,
    },
  ],
  accountSections: [
    {
      name: 'linked-accounts',
      show: async (...given) => (await import('./account.ts')).section(...given),
    },
  ],
  endpoints: [
    person('/sign-in/upstream', ['POST'], async (context) =>
      (await import('./begin.ts')).begin(context),
    ),
    person('/sign-in/upstream/:id/callback', ['GET', 'POST'], async (context) =>
      (await import('./callback.ts')).callback(context),
    ),
    person('/sign-in/upstream/unknown', ['GET', 'POST'], async (context) =>
      (await import('./unknown.ts')).unknown(context),
    ),
    person('/sign-in/upstream/link', ['GET', 'POST'], async (context) =>
      (await import('./link.ts')).link(context),
    ),
    person('/account/linked-accounts/link', ['POST'], async (context: Context) =>
      (await import('./account.ts')).beginLink(context),
    ),
    person('/account/linked-accounts/unlink', ['POST'], async (context: Context) =>
      (await import('./account.ts')).unlink(context),
    ),
  ],
})
