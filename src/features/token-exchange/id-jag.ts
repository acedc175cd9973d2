import type { Approval, ClientContext } from '../../flow/feature.ts'
import { isActive } from '../../flow/user-claims.ts'
import { invalidRequest, invalidTarget } from '../../protocol/errors.ts'
import { printable } from '../../protocol/parameters.ts'
import { parseScope } from '../../protocol/scope.ts'
import { ID_TOKEN_TYPE, REFRESH_TOKEN_TYPE } from '../../protocol/token-type.ts'
import { readRefreshToken } from '../../tokens/handle.ts'
import { readIdTokenHint } from '../../tokens/id-token-hint.ts'
import type { ExchangeRequest } from './request.ts'

const refused = (why: string) => invalidRequest(`the subject_token is refused: ${why}`)

/** Who signed in to the client, and how. */
interface SignedIn {
  sub: string
  auth_time?: number
  acr?: string
  amr?: readonly string[]
}

/**
 * An assertion for another authorization server about somebody who is signed in to the client here.
 * draft-ietf-oauth-identity-assertion-authz-grant-04 §4.3.
 */
export async function exchangeForIdJag(
  request: ExchangeRequest,
  context: ClientContext,
): Promise<Approval> {
  const { client, store } = context
  const { audience, resource } = request
  if (audience === undefined)
    throw invalidRequest('audience is missing; send the issuer the ID-JAG is for')
  if (request.actor_token !== undefined)
    throw invalidRequest('an ID-JAG names no actor; leave actor_token out') // §4.3
  requireResourceForm(resource)
  const { sub, ...authentication } = await signedIn(request, context)
  const user = await store.users.find(sub)
  if (!isActive(user)) throw refused('the person is no longer known here')
  return {
    subject: sub,
    scope: parseScope(request.scope) ?? [],
    assertion: {
      audience,
      client_id: client.token_exchange?.id_jag_client_ids?.[audience] ?? client.client_id,
      ...authentication,
      ...(resource !== undefined && { resource }),
      // §3.1: by which the other side finds the person; an address nobody has proven would find another
      ...(user.email_verified && { email: user.email, email_verified: true }),
    },
  }
}

/** RFC 8707 §2: an absolute URI without a fragment. Which ones there are, the audience knows. */
function requireResourceForm(resource: string | undefined): void {
  if (resource === undefined || (URL.canParse(resource) && !resource.includes('#'))) return
  throw invalidTarget(`resource is ${printable(resource)}, expected an absolute URI, no fragment`)
}

async function signedIn(request: ExchangeRequest, context: ClientContext): Promise<SignedIn> {
  const { subject_token, subject_token_type } = request
  if (subject_token_type === ID_TOKEN_TYPE) return byIdToken(subject_token, context)
  if (subject_token_type === REFRESH_TOKEN_TYPE) return byRefreshToken(subject_token, context)
  throw refused(
    `its type is ${printable(subject_token_type)}, expected ${ID_TOKEN_TYPE} or ${REFRESH_TOKEN_TYPE}`,
  )
}

/** §4.3.3: made for this client, and good now: while the client has any access of the person's at all. */
async function byIdToken(id_token: string, context: ClientContext): Promise<SignedIn> {
  const { client, now, store } = context
  const claims = await readIdTokenHint(id_token, context)
  if (claims === undefined) throw refused('it is no ID token of this issuer')
  if (claims.aud !== client.client_id) throw refused('it was made for another client')
  if (claims.exp <= now) throw refused('it has expired; get a new one by refreshing')
  const grants = await store.grants.list(claims.sub, now)
  if (!grants.some(({ client_id }) => client_id === client.client_id))
    throw refused('the access it came with was ended')
  const { sub, auth_time, acr, amr } = claims
  return {
    sub,
    ...(auth_time !== undefined && { auth_time }),
    ...(acr !== undefined && { acr }),
    ...(amr && { amr }),
  }
}

/** §4.3.3: looked at as a refresh would, and left as it is: it is not used up. */
async function byRefreshToken(refresh_token: string, context: ClientContext): Promise<SignedIn> {
  const { client, now, sealer, store } = context
  const handle = await readRefreshToken(sealer, refresh_token)
  const grant = handle && (await store.grants.holds(handle.ref, handle.hash, now))
  if (grant?.client_id !== client.client_id)
    throw refused('it is no live refresh token of this client')
  if (!grant.scope.includes('openid'))
    throw refused('it was granted without the scope openid, so nobody has signed in with it')
  const { sub, auth_time, acr, amr } = grant
  return { sub, auth_time, acr, amr }
}
