import { forgetSession, readOwnForm, whoIsThere } from '../../flow/browser.ts'
import { findClient } from '../../flow/client.ts'
import type { Context } from '../../flow/context.ts'
import { endSessions } from '../../flow/ending.ts'
import type { Person } from '../../flow/feature.ts'
import { openFromBrowser, sealForBrowser } from '../../flow/pending.ts'
import { seeOther } from '../../flow/return-address.ts'
import { show } from '../../flow/show.ts'
import { defineError, invalidRequest } from '../../protocol/errors.ts'
import { type Parameters, parametersOf, readForm, readQuery } from '../../protocol/parameters.ts'
import { withParameters } from '../../protocol/redirect-uri.ts'
import { type IdTokenHint, readIdTokenHint } from '../../tokens/id-token-hint.ts'

const redirectMismatch = defineError('invalid_request', { page: 'redirect-mismatch' })

/**
 * RP-Initiated Logout §2. With an ID token of the session that is here, it ends at once; otherwise the person is asked,
 * because anybody can link to this address. A form of another site is taken up by GET, where it comes with its cookies.
 */
export async function logout(context: Context): Promise<Response> {
  if (context.request.method === 'POST') {
    const form = await readForm(context.request)
    return seeOther(`${context.issuer.identifier}/logout?${form}`)
  }
  const parameters = parametersOf(readQuery(context.request))
  const hint = await readIdTokenHint(parameters['id_token_hint'], context)
  if (parameters['id_token_hint'] !== undefined && hint === undefined) {
    throw invalidRequest('id_token_hint is not an ID token of this issuer')
  }
  const to = await whereTo(parameters, hint, context)
  const person = await whoIsThere(context)
  if (person === undefined) return leave(to, context)
  const isTheirs =
    hint?.sid === person.session.sid || (hint?.sid === undefined && hint?.sub === person.user.sub)
  return isTheirs ? end(person, to, context) : confirm(person, to, context)
}

interface Destination {
  to: string
  client_name: string | undefined
}

/** §3: only to an address the client has registered for this; shown here, never sent, when it has not. */
async function whereTo(parameters: Parameters, hint: IdTokenHint | undefined, context: Context) {
  const { post_logout_redirect_uri, client_id, state } = parameters
  if (post_logout_redirect_uri === undefined) return undefined
  if (client_id !== undefined && hint !== undefined && hint.aud !== client_id) {
    throw invalidRequest('client_id is not the client the ID token was made for')
  }
  const client = await findClient(client_id ?? hint?.aud ?? '', context)
  if (!client?.post_logout_redirect_uris.includes(post_logout_redirect_uri)) {
    throw redirectMismatch(
      'post_logout_redirect_uri is not registered for this client; it is compared exactly',
    )
  }
  const to =
    state === undefined
      ? post_logout_redirect_uri
      : withParameters(post_logout_redirect_uri, { state })
  return { to, client_name: client.client_name }
}

/** What the confirming page was shown for. */
interface Question {
  started_at: number
  to?: Destination
}

async function confirm(
  { user }: Person,
  to: Destination | undefined,
  context: Context,
): Promise<Response> {
  const question: Question = { started_at: context.now, ...(to && { to }) }
  const request = await sealForBrowser('logout', question, context)
  return show(context, (pages, common) =>
    pages.logoutPage({ ...common, request, client_name: to?.client_name, email: user.email }),
  )
}

export async function answer(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const { to } = await openFromBrowser<Question>('logout', fields['request'], context)
  if (fields['decision'] !== 'logout') return seeOther(`${context.issuer.identifier}/account`)
  const person = await whoIsThere(context)
  return person ? end(person, to, context) : leave(to, context)
}

async function end(
  { session, user }: Person,
  to: Destination | undefined,
  context: Context,
): Promise<Response> {
  await endSessions(user.sub, [session.sid], context)
  forgetSession(context)
  return leave(to, context)
}

/** After a form the last hop is a page with a link, as at sign-in. */
function leave(to: Destination | undefined, context: Context): Promise<Response> {
  if (to !== undefined && context.request.method === 'GET') return Promise.resolve(seeOther(to.to))
  return show(context, (pages, common) => pages.signedOutPage({ ...common, ...to }))
}
