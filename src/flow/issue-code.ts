import { chooseCell } from '../protocol/cell-number.ts'
import { accessDenied } from '../protocol/errors.ts'
import { redirectOrigin } from '../protocol/redirect-uri.ts'
import { narrow } from '../protocol/scope.ts'
import type { Grant, GrantRef } from '../store/port.ts'
import { sealCode } from '../tokens/handle.ts'
import { personalId } from '../tokens/secret.ts'
import type { AuthorizationRequest, ClientContext, Person } from './feature.ts'

/**
 * The authorization code for a request nothing is missing of; with `cnf`, of use to the holder of that key alone. The grant is written down before the code leaves, so that
 * ending a person's or a client's access finds it; no Durable Object is called.
 */
export async function issueCode(
  request: AuthorizationRequest,
  context: ClientContext,
  cnf?: Readonly<Record<string, string>>,
): Promise<string> {
  const { now, options, sealer } = context
  const { nonce, code_challenge = '' } = request.parameters
  const payload = {
    grant: await openGrant(request, context),
    redirect_uri: request.redirect_uri,
    code_challenge,
    ...(nonce !== undefined && { nonce }),
    ...(cnf && { cnf }),
  }
  return sealCode(sealer, payload, now + options.codeLifetime)
}

/**
 * The grant of a request nothing is missing of, written down.
 * @throws access_denied when the person or the client was disabled meanwhile.
 */
export async function openGrant(
  request: AuthorizationRequest,
  context: ClientContext,
): Promise<Grant> {
  if (request.person === undefined)
    throw new Error('access is being granted by nobody: no feature signs people in')
  const grant = await grantOf(request, request.person, context)
  const { source, used_at } = context.client
  const isFirst = source === 'registered' && used_at === undefined
  if (await context.store.grants.open(grant, isFirst)) return grant
  throw accessDenied('the person or the client is no longer enabled')
}

/** One grant per authorization: a second device is a second grant. */
async function grantOf(
  request: AuthorizationRequest,
  { session }: Person,
  context: ClientContext,
): Promise<Grant> {
  const { client, now, options, registry } = context
  const allowed = request.answers.consent ?? request.asks
  return Object.assign(
    {
      ...newGrantRef(session.sub, context),
      client_id: client.client_id,
      sub: session.sub,
      scope: narrow(request.scope, allowed),
      resource: request.resource,
      auth_time: session.auth_time,
      acr: session.acr,
      amr: session.amr,
      sid: session.sid,
      redirect_origin: redirectOrigin(request.redirect_uri),
      created_at: now,
      expires_at: now + options.grantLifetime,
    },
    ...(await Promise.all(
      registry.grantDetails.map((details) => details(request, allowed, context)),
    )),
  )
}

/** Where a new grant lies: near where its refreshes come from. */
export function newGrantRef(sub: string, { client, options, request }: ClientContext): GrantRef {
  const continent = (request.cf as { continent?: string } | undefined)?.continent
  return {
    cell: chooseCell(client.region ?? continent, options.cellsPerRegion),
    id: personalId(sub),
  }
}
