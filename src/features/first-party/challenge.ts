import { checkRequest, understand } from '../../flow/authorize.ts'
import { authenticateClient } from '../../flow/client.ts'
import type { Context } from '../../flow/context.ts'
import type { ClientContext } from '../../flow/feature.ts'
import { whatIsMissing } from '../../flow/interaction.ts'
import { issueCode } from '../../flow/issue-code.ts'
import { beginSession, factorDue } from '../../flow/proven.ts'
import { onlyOne } from '../../flow/registry.ts'
import { json } from '../../flow/render.ts'
import { invalidRequest, throttled, unauthorizedClient } from '../../protocol/errors.ts'
import { type Parameters, parametersOf, printable, readForm } from '../../protocol/parameters.ts'
import { matchesRegistered } from '../../protocol/redirect-uri.ts'
import type { Client } from '../../store/port.ts'
import {
  type AuthSession,
  cookiesOf,
  invalidSession,
  newAuthSession,
  openAuthSession,
  sealAuthSession,
  sessionLimit,
  type Unfinished,
} from './auth-session.ts'
import { type NotYet, nextFor, PROOFS, type ProvenHere, prove } from './ways.ts'

/** Where a code goes that no browser carries. */
const TO_THE_APP = 'native:'

/** POST /authorization_challenge. draft-ietf-oauth-first-party-apps-03 §5. */
export async function authorizationChallenge(context: Context): Promise<Response> {
  const sent = parametersOf(await readForm(context.request))
  const known = await openAuthSession(sent['auth_session'], context)
  // §5.1: an auth_session says whose it is
  const client = await authenticateClient({ client_id: known?.client_id, ...sent }, context)
  requireFirstParty(client)
  const session = known ?? newAuthSession(client.client_id)
  if (session.client_id !== client.client_id) throw invalidSession('it is of another client')
  const mine = { ...context, client, cookies: cookiesOf(session, context) }
  const cnf = await keyOf(known, mine)
  const unfinished = await requestOf(sent, session, mine)
  // an app that waits for a mail to be answered looks again and again
  const limits = PROOFS.some((name) => sent[name]) ? [await sessionLimit(session)] : []
  const wait = await context.store.throttle.attempt(limits, context.now)
  if (wait > 0) throw throttled('too many tries with this auth_session', wait)
  const begun: AuthSession = { ...session, ...(cnf && { cnf }), unfinished }
  const outcome = await prove(sent, begun, mine)
  if ('user' in outcome) return goOn(outcome, begun, mine)
  return 'toWeb' in outcome
    ? redirectToWeb(outcome.toWeb, outcome.session, mine)
    : ask(outcome, mine)
}

/** §9.1: the operator vouches for the app, and for its being an app. */
function requireFirstParty({ trust, application_type, grant_types }: Client): void {
  if (trust !== 'first-party' || application_type !== 'native') {
    throw unauthorizedClient(
      'only our own apps may ask people by themselves: trust first-party and application_type native; send others to /authorize',
    )
  }
  if (!grant_types.includes('authorization_code'))
    throw unauthorizedClient('add authorization_code to the grant_types of the client')
}

/** §9.5.1 and §9.6.1: the key the app proves now has to be the one it has begun with. */
async function keyOf(known: AuthSession | undefined, context: ClientContext) {
  const subject = { subject: context.client.client_id }
  const bound = context.registry.senderConstraints.map((bind) => bind(subject, context))
  const cnf = onlyOne('sender constraint', await Promise.all(bound))?.cnf
  const same = JSON.stringify(known?.cnf) === JSON.stringify(cnf)
  if (known !== undefined && !same)
    throw invalidSession('it is bound to a key; send a proof of the same key with it')
  return cnf
}

/** The request as it was first sent: `response_type` begins one, without it one goes on. */
async function requestOf(
  sent: Parameters,
  { unfinished }: AuthSession,
  context: ClientContext,
): Promise<Unfinished> {
  if (sent['response_type'] === undefined && unfinished !== undefined) return unfinished
  const { auth_session: _, ...rest } = sent
  const asked = Object.entries(rest).filter(([name]) => !PROOFS.includes(name))
  const parameters: Parameters = Object.fromEntries(asked)
  await checkRequest(parameters, context)
  const { redirect_uri } = parameters
  if (redirect_uri !== undefined && !matchesRegistered(redirect_uri, context.client.redirect_uris))
    throw invalidRequest(`redirect_uri ${printable(redirect_uri)} is not registered; leave it out`)
  return { parameters, started_at: context.now }
}

/** The stations of /authorize behind the sign-in; a page that would be shown there is shown in a browser. */
async function goOn(
  { user, amr }: ProvenHere,
  { unfinished, ...session }: AuthSession,
  context: ClientContext,
): Promise<Response> {
  const { store, now } = context
  const { parameters = {}, started_at = now } = unfinished ?? {}
  if ((await factorDue({ user, amr }, context)) !== undefined)
    return redirectToWeb('a second proof is needed', session, context)
  // who wants to be deleted is asked whether they stay
  if (user.deletes_at !== undefined)
    return redirectToWeb('the account is about to go', session, context)
  const { sid } = await beginSession({ user, amr }, context)
  const end = () => store.sessions.end(user.sub, sid)
  try {
    const walk = { parameters, started_at, answers: { signed_in: sid } }
    const request = await understand(walk, returnsTo(parameters, context), context)
    if (await whatIsMissing(request, context)) {
      await end()
      return await redirectToWeb('the person has something to answer first', session, context)
    }
    const authorization_code = await issueCode(request, context, session.cnf)
    return json({ authorization_code, auth_session: await sealAuthSession(session, context) })
  } catch (error) {
    await Promise.allSettled([end()]) // nobody has been signed in
    throw error
  }
}

/** What was agreed to in a browser counts here too, where the app has one address to come back to. */
function returnsTo({ redirect_uri }: Parameters, { client }: ClientContext): string {
  const [only, ...others] = client.redirect_uris
  return redirect_uri ?? (others.length === 0 ? only : undefined) ?? TO_THE_APP
}

/** §5.2.2.1.1: the app opens a browser, and begins there. */
async function redirectToWeb(
  why: string,
  session: AuthSession,
  context: ClientContext,
): Promise<Response> {
  context.event('redirected_to_web', { client_id: session.client_id })
  return json(
    {
      error: 'redirect_to_web',
      error_description: `${why}; send the person to /authorize in a browser`,
      auth_session: await sealAuthSession(session, context),
    },
    400,
  )
}

/** What is needed next; what was wrong with what came. */
async function ask(
  { problem, number, session }: NotYet,
  context: ClientContext,
): Promise<Response> {
  const { session: kept, next, passkey } = await nextFor(session, context)
  if (next.length === 0) return redirectToWeb('no way to sign in works here', session, context)
  return json(
    {
      error: 'insufficient_authorization',
      error_description: `send one of ${next.join(', ')} with this auth_session`,
      auth_session: await sealAuthSession(kept, context),
      ...(problem && { problem }),
      ...(number !== undefined && { number }),
      next,
      ...(passkey && { passkey }),
    },
    400,
  )
}
