import { readOwnForm, whoIsThere } from '../flow/browser.ts'
import type { Context } from '../flow/context.ts'
import {
  type AuthorizationRequest,
  type ClientContext,
  defineFeature,
  type Question,
} from '../flow/feature.ts'
import { consentRequired } from '../flow/interaction.ts'
import { notice } from '../flow/notice.ts'
import { openPending, sealPending } from '../flow/pending.ts'
import { clientFacts, show } from '../flow/show.ts'
import { goOn, pendingOf } from '../flow/sign-in.ts'
import { accessDenied, invalidRequest } from '../protocol/errors.ts'
import { redirectOrigin } from '../protocol/redirect-uri.ts'
import { isWithin, narrow } from '../protocol/scope.ts'
import { showUserCode } from '../protocol/user-code.ts'
import type { Client } from '../store/port.ts'

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
    page: () => consentPage(request, context),
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

async function consentPage(
  request: AuthorizationRequest,
  context: ClientContext,
): Promise<Response> {
  const { person, parameters, redirect_uri, initiator, walk } = request
  const resource = (await context.store.resources.list()).find(
    (one) => one.identifier === request.resource,
  )
  // a fact about clients that nobody here has looked at
  const people =
    context.client.source && (await context.store.grants.people(context.client.client_id))
  const sealed = await sealPending({ ...pendingOf(request), offered: request.asks }, context)
  const { email, claims } = person?.user ?? { email: '', claims: {} as Record<string, unknown> }
  const name = typeof claims['name'] === 'string' ? claims['name'] : undefined
  return show(
    context,
    (pages, common) =>
      pages.consentPage({
        ...common,
        request: sealed,
        user: { email, name },
        client: { ...clientFacts(context.client, walk ? undefined : redirect_uri), people },
        initiator: initiator && {
          ...initiator,
          user_code: showUserCode(initiator.user_code),
          age: context.now - initiator.started_at,
        },
        resource: resource && { name: resource.name, identifier: resource.identifier },
        scopes: request.asks.map((scope) => ({
          ...(resource?.scopes.find(({ name }) => name === scope) ??
            pages.scopeOfIssuer(common.lang, scope)),
          granted: person?.consented?.includes(scope),
        })),
      }),
    { ui_locales: parameters['ui_locales'] },
  )
}

/** POST /consent: the answer counts only from the person, in the browser, and for the scopes the page was shown with. */
async function answer(context: Context): Promise<Response> {
  const { fields, scope } = await readOwnForm(context)
  const pending = await openPending(fields['request'], context)
  const person = await whoIsThere(context)
  const isSame = person !== undefined && person.user.sub === pending.sub
  // somebody else has signed in since: the page of that person is shown instead
  if (!isSame || pending.offered === undefined) return goOn(pending, {}, context)
  switch (fields['decision']) {
    case 'allow':
      return goOn(pending, { consent: narrow(pending.offered, scope) }, context)
    case 'deny':
      return goOn(pending, { denied: true }, context)
    default:
      throw invalidRequest('the field decision is neither allow nor deny')
  }
}

export const consent = defineFeature({
  spec: 'OpenID Connect Core §3.1.2.4',
  prompts: [{ name: 'consent', stage: 'consent', ask }],
  endpoints: [{ path: '/consent', methods: ['POST'], audience: 'person', handle: answer }],
})
