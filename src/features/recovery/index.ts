import { defineFeature, type Endpoint } from '../../flow/feature.ts'

const at = (path: string, handle: Endpoint['handle']): Endpoint => ({
  path,
  methods: ['GET', 'POST'],
  audience: 'person',
  handle,
})

/** A new password for who has forgotten theirs: the mailbox is proven, the second factor too, and everybody else is out. */
export const recovery = defineFeature({
  spec: 'Recovery pages',
  endpoints: [
    at('/recover', async (context) => (await import('./pages.ts')).recover(context)),
    at('/recover/password', async (context) => (await import('./password.ts')).choose(context)),
  ],
})
