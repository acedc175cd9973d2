import type { Context } from '../flow/context.ts'
import { defineFeature } from '../flow/feature.ts'
import { show } from '../flow/show.ts'
import { defineError } from '../protocol/errors.ts'
import { parametersOf, readQuery } from '../protocol/parameters.ts'
import { hostOf } from '../protocol/redirect-uri.ts'

const expired = defineError('invalid_request', { page: 'expired' })

/**
 * The last hop after a form of ours: a page, because `form-action 'self'` makes browsers block a redirect that follows a
 * form to another site, and because a phone wants a gesture before it opens an app. It goes only where it was sealed to go.
 */
async function returnPage(context: Context): Promise<Response> {
  const { to } = parametersOf(readQuery(context.request))
  const opened = await context.sealer.open<{ to: string; client_name?: string; upstream?: string }>(
    'return',
    to ?? '',
    context.now,
  )
  if (opened === undefined || opened.expired) {
    throw expired(
      'this page leads on for a minute only; go back to the application and start again',
    )
  }
  const { host } = hostOf(opened.value.to)
  return show(context, (pages, common) => pages.returnPage({ ...common, ...opened.value, host }))
}

export const returnPageFeature = defineFeature({
  spec: 'RFC 9700 §4.12',
  endpoints: [{ path: '/return', methods: ['GET'], audience: 'person', handle: returnPage }],
})
