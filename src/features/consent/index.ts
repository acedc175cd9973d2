import {
  type AuthorizationRequest,
  type ClientContext,
  defineFeature,
  type Question,
} from '../../flow/feature.ts'
import { consentRequired } from '../../flow/interaction.ts'
import { notice } from '../../flow/notice.ts'
import { accessDenied } from '../../protocol/errors.ts'
import { redirectOrigin } from '../../protocol/redirect-uri.ts'
import { isWithin } from '../../protocol/scope.ts'
import type { Client } from '../../store/port.ts'

/**
 * A person decides what an application may do. What was allowed is remembered by person, client, resource and the place
 * access goes; whoever asks for more, or for somewhere else, asks again. OpenID Connect Core §3.1.2.4, RFC 9700 §4.
 */
async function ask(
  request: AuthorizationRequest,
  context: ClientContext,
): Promise<Question | undefined> {
  const { answers, person, asks } = request
  if (person === undefined) return undefined
  if (answers.denied) throw accessDenied('the person has not allowed it')
  if (answers.consent !== undefined) {
    await remember(request, answers.consent, context)
    return undefined
  }
  // remembered of a client that is always asked too, but only to show what is new
  const isKnown = person.consented !== undefined && isWithin(asks, person.consented)
  if (!mustAsk(request, context) && (isKnown || mayUnasked(context))) return undefined
  return {
    error: consentRequired('the person has to be asked first; leave prompt=none out'),
    page: async () => (await import('./page.ts')).consentPage(request, context),
  }
}

const mustAsk = ({ prompt }: AuthorizationRequest, { client }: ClientContext) =>
  prompt.includes('consent') || client.consent === 'always'

const mayUnasked = ({ client }: ClientContext) =>
  client.consent === 'skip' && client.trust === 'first-party'

async function remember(
  request: AuthorizationRequest,
  allowed: readonly string[],
  context: ClientContext,
) {
  const { client, event, now, store } = context
  const sub = request.person?.user.sub ?? ''
  event('consent_given', { sub, client_id: client.client_id, scope: allowed })
  const key = {
    sub,
    client_id: client.client_id,
    resource: request.resource,
    redirect_origin: redirectOrigin(request.redirect_uri),
  }
  await store.consents.remember(key, allowed, now)
  const { user, consented } = request.person ?? {}
  if (user !== undefined && consented === undefined && client.trust !== 'first-party') {
    const about = nameOf(client)
    notice('app_connected', { user, about, client_id: client.client_id }, context)
  }
}

/** What is certain of a client beside what it calls itself. */
function nameOf({ client_id, client_name, source }: Client): string {
  const domain = source === 'document' ? new URL(client_id).hostname : undefined
  return [client_name ?? client_id, ...(domain ? [`(${domain})`] : [])].join(' ')
}

export const consent = defineFeature({
  spec: 'OpenID Connect Core §3.1.2.4',
  prompts: [{ name: 'consent', stage: 'consent', ask }],
  endpoints: [
    {
      path: '/consent',
      methods: ['POST'],
      audience: 'person',
      handle: async (context) => (await import('./page.ts')).answer(context),
    },
  ],
})
