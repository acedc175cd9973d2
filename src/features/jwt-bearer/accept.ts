import type { Approval, ClientContext } from '../../flow/feature.ts'
import { newGrantRef } from '../../flow/issue-code.ts'
import { facts, grantable, ofResources, targetOf } from '../../flow/policy.ts'
import { addressedBy, isSignedByIssuer, trustedIssuer } from '../../flow/trusted-issuer.ts'
import { isActive } from '../../flow/user-claims.ts'
import { invalidGrant, invalidTarget } from '../../protocol/errors.ts'
import { type IdJag, readIdJag } from '../../protocol/id-jag.ts'
import { isSameResource } from '../../protocol/resource.ts'
import { narrow, parseScope } from '../../protocol/scope.ts'
import { CLOCK_SKEW, readJwt, said } from '../../protocol/signed-jwt.ts'
import type { Grant, Resource, User } from '../../store/port.ts'
import { randomId, sha256 } from '../../tokens/secret.ts'

const refused = (why: string) => invalidGrant(`the assertion is refused: ${why}`)

/** The parameters of RFC 7523 §2.1, and of RFC 8707. */
export interface AssertionRequest {
  assertion: string
  scope?: string | undefined
  resource?: string | undefined
}

/** Access for whom a trusted issuer's assertion is about, through the client it was made for. */
export async function acceptAssertion(
  { assertion, scope, resource }: AssertionRequest,
  context: ClientContext,
): Promise<Approval> {
  const { idJag, email } = await verified(assertion, context)
  const given = await facts(context)
  const target = targetOf(resourceOf(idJag, resource), given)
  const allowed = parseScope(idJag.scope) ?? target.default_scopes
  const asked = narrow(parseScope(scope) ?? allowed, allowed)
  const granted = ofResources(grantable(asked, target, given), given)
  const user = await personOf(email, context)
  await useOnce(idJag, context)
  return open(idJag, { user, target, scope: granted }, context)
}

/**
 * The claims of an assertion that a trusted issuer has made for this client here, about somebody it has a say about.
 * RFC 7521 §5.2, draft-ietf-oauth-identity-assertion-authz-grant-04 §4.4.1.
 */
async function verified(assertion: string, context: ClientContext) {
  const { client, issuer, now } = context
  const jwt = readJwt(assertion)
  if (jwt === undefined) throw refused('it is not a signed JWT in compact form')
  const meant = { issuer: issuer.identifier, client_id: client.client_id, now }
  const read = readIdJag(jwt, meant)
  if ('why' in read) throw refused(read.why)
  const trusted = trustedIssuer(read.idJag.iss, context)
  if (trusted === undefined) throw refused(`its iss ${said(read.idJag.iss)} is not trusted here`)
  if (!(await isSignedByIssuer(trusted, assertion, context))) {
    throw refused('no key of its issuer has signed it')
  }
  const addressed = addressedBy(trusted, read.idJag)
  if ('why' in addressed) throw refused(addressed.why)
  return { ...read, ...addressed }
}

/** The one resource of several that the request names; without resource in the assertion, the client's own default. */
function resourceOf({ resource }: IdJag, asked: string | undefined): string | undefined {
  if (resource === undefined) return asked
  const [first, ...others] = [resource].flat()
  const named =
    asked === undefined ? first : [resource].flat().find((one) => isSameResource(asked, one))
  if (asked === undefined && others.length > 0) {
    throw invalidTarget('the assertion is for several resources; name one of them as resource')
  }
  if (named === undefined) throw invalidTarget('the assertion was made for another resource')
  return named
}

/** Somebody with an account here whose address is proven on both sides: docs/decisions/0019. */
async function personOf(email: string, { store }: ClientContext): Promise<User> {
  const user = await store.users.findByEmail(email)
  if (isActive(user) && user.email_verified) return user
  throw refused('it is about nobody with a verified account here; sign in here once')
}

/** A `jti` of an issuer counts once: a stolen assertion that was used is worth nothing. */
async function useOnce({ iss, jti, exp }: IdJag, { client, event, now, store }: ClientContext) {
  const id = await sha256(JSON.stringify(['id-jag', iss, jti]))
  if (await store.replays.markUsed(id, Math.ceil(exp) + CLOCK_SKEW, now)) return
  event('id_jag_replayed', { client_id: client.client_id, issuer: iss })
  throw refused('it was used before; ask its issuer for a new one')
}

interface Granted {
  user: User
  target: Resource
  scope: readonly string[]
}

/** A grant like any other, for as long as its one token: whoever ends it ends the token. */
async function open(
  idJag: IdJag,
  { user, target, scope }: Granted,
  context: ClientContext,
): Promise<Approval> {
  const { client, event, now, store } = context
  const expires_at = now + target.access_token_lifetime
  const grant: Grant = {
    ...newGrantRef(user.sub, context),
    client_id: client.client_id,
    sub: user.sub,
    scope,
    resource: target.identifier,
    auth_time: Math.floor(Math.min(idJag.auth_time ?? 0, now)),
    acr: '', // its values are this issuer's own; another's word is none of them
    amr: idJag.amr ?? [],
    sid: '',
    redirect_origin: new URL(idJag.iss).origin,
    created_at: now,
    expires_at,
  }
  if (!(await store.grants.open(grant))) throw refused('the person or the client is not enabled')
  const close = async () => void (await store.grants.close(grant, now))
  const place = await claim(grant, context).catch(async (error: unknown) => {
    await Promise.allSettled([close()])
    throw error
  })
  const details = { client_id: client.client_id, sub: user.sub, grant: grant.id }
  event('id_jag_accepted', { ...details, issuer: idJag.iss, jti: idJag.jti })
  return {
    subject: user.sub,
    scope,
    resource: target.identifier,
    grant,
    place,
    undo: close,
    ...(idJag.cnf && { cnf: idJag.cnf }),
  }
}

/** Puts the grant into its cell, as the redemption of a code does: from then on it can be closed. */
async function claim(grant: Grant, { now, store }: ClientContext): Promise<number> {
  const { client_id, expires_at } = grant
  const outcome = await store.grants.redeem({
    grant,
    client_id,
    claim_id: randomId(),
    proven: true,
    idle_expires_at: expires_at,
    keep_until: expires_at,
    now,
  })
  if (outcome.outcome === 'redeemed') return outcome.place
  throw refused('the access it stands for was ended')
}
