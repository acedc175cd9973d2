import { readOwnForm, whoIsThere } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import type { AuthorizationRequest, ClientContext } from '../../flow/feature.ts'
import { openPending, sealPending } from '../../flow/pending.ts'
import { clientFacts, show } from '../../flow/show.ts'
import { goOn, pendingOf } from '../../flow/sign-in.ts'
import { invalidRequest } from '../../protocol/errors.ts'
import { narrow } from '../../protocol/scope.ts'
import { showUserCode } from '../../protocol/user-code.ts'

/** What the person is asked. */
export async function consentPage(
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
export async function answer(context: Context): Promise<Response> {
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
