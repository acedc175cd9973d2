import { defineFeature, type Endpoint } from '../../flow/feature.ts'

const at = (path: string, handle: Endpoint['handle']): Endpoint => ({
  path,
  methods: ['GET', 'POST'],
  audience: 'person',
  handle,
})

/** Making an account: with an address that is proven first, wherever mail is sent. */
export const signUp = defineFeature({
  spec: 'Sign-up pages',
  endpoints: [
    at('/sign-up', async (context) => (await import('./pages.ts')).signUp(context)),
    at('/sign-up/details', async (context) => (await import('./details.ts')).details(context)),
  ],
})
