import { defineFeature, type Endpoint } from '../../flow/feature.ts'

/** What a person can do on the account page, by the path of its form. */
export const accountActions = [
  'sessions/end',
  'sessions/end-others',
  'apps/disconnect',
  'sign-out',
] as const
export type AccountAction = (typeof accountActions)[number]

const place = (path: string, method: 'GET' | 'POST', handle: Endpoint['handle']): Endpoint => ({
  path: `/account${path}`,
  methods: [method],
  audience: 'person',
  handle,
})

export const accountPages = defineFeature({
  spec: 'Account pages',
  endpoints: [
    place('', 'GET', async (context) => (await import('./pages.ts')).account(context)),
    ...accountActions.map((action) =>
      place(`/${action}`, 'POST', async (context) =>
        (await import('./pages.ts')).act(action, context),
      ),
    ),
    place('/profile', 'GET', async (context) => (await import('./profile.ts')).show(context)),
    place('/profile', 'POST', async (context) => (await import('./profile.ts')).save(context)),
    place('/email', 'GET', async (context) => (await import('./email.ts')).ask(context)),
    place('/email', 'POST', async (context) => (await import('./email.ts')).begin(context)),
    place('/email/confirm', 'GET', async (context) =>
      (await import('./email.ts')).askToConfirm(context),
    ),
    place('/email/confirm', 'POST', async (context) =>
      (await import('./email.ts')).confirm(context),
    ),
    place('/email/undo', 'GET', async (context) =>
      (await import('./email-undo.ts')).askToUndo(context),
    ),
    place('/email/undo', 'POST', async (context) =>
      (await import('./email-undo.ts')).undo(context),
    ),
    place('/activity', 'GET', async (context) => (await import('./activity.ts')).show(context)),
    place('/lock-down', 'GET', async (context) =>
      (await import('./activity.ts')).showLockDown(context),
    ),
    place('/lock-down', 'POST', async (context) =>
      (await import('./activity.ts')).lockDown(context),
    ),
    place('/data', 'GET', async (context) => (await import('./data.ts')).show(context)),
    place('/export', 'POST', async (context) => (await import('./data.ts')).take(context)),
    place('/delete', 'GET', async (context) => (await import('./leaving.ts')).ask(context)),
    place('/delete', 'POST', async (context) => (await import('./leaving.ts')).leave(context)),
    place('/leaving', 'GET', async (context) => (await import('./leaving.ts')).show(context)),
    place('/keep', 'POST', async (context) => (await import('./leaving.ts')).stay(context)),
  ],
})
