import { isEnoughFor } from '../../flow/acr.ts'
import { findClient } from '../../flow/client.ts'
import type { Approval, ClientContext } from '../../flow/feature.ts'
import { type Actor, actingFor, LONGEST_CHAIN, lengthOf, mayAct } from '../../protocol/actor.ts'
import { invalidRequest, invalidTarget } from '../../protocol/errors.ts'
import { printable } from '../../protocol/parameters.ts'
import { isSameResource } from '../../protocol/resource.ts'
import { parseScope } from '../../protocol/scope.ts'
import { placeNamed, runningOf } from '../../protocol/status-list.ts'
import { ACCESS_TOKEN_TYPE } from '../../protocol/token-type.ts'
import type { Client } from '../../store/port.ts'
import { grantOfJti } from '../../tokens/handle.ts'
import { type LiveToken, liveAccessToken } from '../../tokens/live-token.ts'
import type { ExchangeRequest } from './request.ts'

/** RFC 8693 §2.2.2: a token that is not accepted, for whatever reason, is an invalid request. */
const refused = (which: string, why: string) => invalidRequest(`the ${which} is refused: ${why}`)

/** An access token in place of one of ours, with no more in it. RFC 8693 §2. */
export async function exchangeAccessToken(
  request: ExchangeRequest,
  context: ClientContext,
): Promise<Approval> {
  const subject = await liveToken('subject_token', request, context)
  requireBusinessWith(subject, context.client)
  const delegates = !isTrimmed(request, subject, context)
  const act = delegates ? await actorOf(request, subject, context) : actorsIn(subject)
  const { claims, grant } = subject
  const named = placeNamed(claims['status'])
  const cnf = claims['cnf'] as Approval['cnf'] // minted from a plan
  const scope = claims.scope.split(' ').filter((name) => name !== '')
  return {
    subject: claims.sub,
    scope: parseScope(request.scope) ?? scope,
    resource: targetIn(request) ?? claims.aud,
    exchanged: {
      scope,
      audience: claims.aud,
      expires_at: claims.exp,
      cell: grantOfJti(claims.jti)?.cell ?? 0,
      delegates,
      ...(act && { act }),
    },
    ...(grant && { grant }),
    ...(named && { place: runningOf(named) }),
    ...(cnf && { cnf }),
  }
}

type TokenName = 'subject_token' | 'actor_token'

/** An access token of ours that is good now, as far as anybody knows: not expired, taken back, or of a client that is gone. */
async function liveToken(
  which: TokenName,
  request: ExchangeRequest,
  context: ClientContext,
): Promise<LiveToken> {
  const type = request[`${which}_type`] ?? ''
  if (type !== ACCESS_TOKEN_TYPE) {
    throw refused(which, `its type is ${printable(type)}, expected ${ACCESS_TOKEN_TYPE}`)
  }
  const live = await liveAccessToken(request[which] ?? '', context)
  if (live === undefined) {
    throw refused(which, 'it is no access token of this issuer, has expired or was taken back')
  }
  const client = await findClient(live.claims.client_id, context)
  if (client === undefined || client.disabled_at !== undefined)
    throw refused(which, 'the client it was issued to is disabled')
  if (live.grant && !isEnoughFor(client, live.claims['acr']))
    throw refused(which, 'the client it was issued to needs a stronger sign-in by now')
  return live
}

/**
 * Who may exchange a token: the client it was issued to, and the server of the API it was made for, to which it was sent. A
 * token that came into other hands by any other way opens nothing here: docs/decisions/0020.
 */
function requireBusinessWith({ claims }: LiveToken, client: Client): void {
  if (claims.client_id === client.client_id) return
  if (client.serves?.includes(claims.aud)) return
  throw refused(
    'subject_token',
    'it was issued to another client, for an API that this client does not serve',
  )
}

/** §2.1: the target under either name; a token here is for one resource. */
function targetIn({ audience, resource }: ExchangeRequest): string | undefined {
  if (audience !== undefined && resource !== undefined && !isSameResource(audience, resource)) {
    throw invalidTarget('audience and resource name two targets; ask for one token for each')
  }
  return resource ?? audience
}

/** Its own token, for the API it was made for: then nobody comes into it who was not there before. */
const isTrimmed = (
  request: ExchangeRequest,
  { claims }: LiveToken,
  { client }: ClientContext,
): boolean =>
  request.actor_token === undefined &&
  claims.client_id === client.client_id &&
  isSameResource(targetIn(request) ?? claims.aud, claims.aud)

const actorsIn = ({ claims }: LiveToken) => claims['act'] as Actor | undefined // minted from a plan

/** Who will act for the subject, in front of those who did: the client itself, unless an actor token names somebody. */
async function actorOf(
  request: ExchangeRequest,
  subject: LiveToken,
  context: ClientContext,
): Promise<Actor> {
  const may_act = subject.claims['may_act']
  const before = actorsIn(subject)
  const actor = await namedActor(request, may_act, context)
  if (!mayAct(may_act, actor, context.issuer.identifier)) {
    throw refused('subject_token', 'its may_act names another actor')
  }
  if (lengthOf(before) >= LONGEST_CHAIN) {
    throw refused('subject_token', `${LONGEST_CHAIN} actors are in it already, and no more fit`)
  }
  return actingFor(actor, before)
}

/**
 * The actor of the actor token. It is the client's own: with somebody else's, two tokens that were caught would make a third.
 * It stands for the client itself, unless the subject token has said who else may act.
 */
async function namedActor(
  request: ExchangeRequest,
  may_act: unknown,
  context: ClientContext,
): Promise<Actor> {
  const { client_id } = context.client
  if (request.actor_token === undefined) return { sub: client_id, client_id }
  const { claims, grant } = await liveToken('actor_token', request, context)
  if (claims.client_id !== client_id)
    throw refused('actor_token', 'it was issued to another client')
  const isTheClient = grant === undefined && claims.sub === client_id
  if (!isTheClient && may_act === undefined) {
    throw refused('actor_token', 'it is somebody else’s, and the subject token has no may_act')
  }
  return { sub: claims.sub, client_id }
}
