import { cellOfClient } from '../protocol/cell-number.ts'
import {
  invalidGrant,
  invalidRequest,
  invalidScope,
  invalidTarget,
  serverError,
  unauthorizedClient,
} from '../protocol/errors.ts'
import { printable } from '../protocol/parameters.ts'
import { isSameResource } from '../protocol/resource.ts'
import { narrow, type Scope } from '../protocol/scope.ts'
import { type SigningAlgorithm, signingAlgorithms } from '../protocol/signing-algorithm.ts'
import { ACCESS_TOKEN_TYPE, ID_JAG_TOKEN_TYPE } from '../protocol/token-type.ts'
import type { Client, Resource } from '../store/port.ts'
import type { KeyRing } from '../tokens/key-ring.ts'
import type { TokenPlan } from '../tokens/plan.ts'
import { isEnoughFor } from './acr.ts'
import type { Approval, ClientContext, Exchanged, SenderConstraint } from './feature.ts'
import type { Registry } from './registry.ts'

/** What the rules are applied to, read beforehand so that they stay pure. */
export interface Facts {
  issuer: string
  client: Client
  resources: readonly Resource[]
  registry: Registry
  cellsPerRegion: number
  /** Algorithms of resources that this runtime does not sign with. */
  unsupported: readonly string[]
  /** Epoch seconds. */
  now: number
}

export async function facts(context: ClientContext): Promise<Facts> {
  const resources = await context.store.resources.list()
  return {
    issuer: context.issuer.identifier,
    client: context.client,
    resources,
    registry: context.registry,
    cellsPerRegion: context.options.cellsPerRegion,
    unsupported: await unsupportedAlgorithms(resources, context.keys),
    now: context.now,
  }
}

/** The algorithms beyond those of every server that resources have their JWTs signed with. */
export const rareAlgorithms = (resources: readonly Resource[]): readonly SigningAlgorithm[] =>
  resources.flatMap(({ token_format, access_token_signing_alg: alg = DEFAULT_ALG }) =>
    token_format === 'opaque' || signingAlgorithms.some((one) => one === alg) ? [] : [alg],
  )

async function unsupportedAlgorithms(resources: readonly Resource[], keys: KeyRing) {
  const rare = [...new Set(rareAlgorithms(resources))]
  if (rare.length === 0) return rare
  const supported = await Promise.all(rare.map((alg) => keys.supports(alg)))
  return rare.filter((_, place) => !supported[place])
}

/** RFC 9068 §2.1 wants RS256 to be possible; ours is shorter and faster. */
const DEFAULT_ALG: SigningAlgorithm = 'ES256'

/**
 * What will be minted for an approval: the one place that narrows. Every grant type passes here.
 * @throws invalid_target, invalid_scope, unauthorized_client, invalid_grant.
 */
export function decide(
  approval: Approval,
  constraint: SenderConstraint | undefined,
  given: Facts,
): TokenPlan {
  requireSameKey(approval.cnf, constraint)
  requireProof(approval, given.client)
  const { assertion } = approval
  if (assertion) return planAssertion({ ...approval, assertion }, constraint, given)
  const { client, issuer } = given
  const { grant, exchanged } = approval
  const resource = targetOf(approval.resource, given)
  if (exchanged) requireExchangeable(exchanged, resource, client)
  const asked = grantable(approval.scope, resource, given)
  // a token nobody granted stands and falls with its client, one that was exchanged with what it came from
  const place = grant || exchanged ? approval.place : client.status_number
  return {
    issuer,
    client,
    subject: approval.subject,
    scope: exchanged ? kept(asked, exchanged, resource) : granted(asked, grant, given),
    audience: resource.identifier,
    lifetime: lifetimeOf(resource, approval, given.now),
    cell: grant?.cell ?? exchanged?.cell ?? cellOfClient(client.client_id, given.cellsPerRegion),
    format: resource.token_format,
    signing_alg: resource.access_token_signing_alg ?? DEFAULT_ALG,
    token_type: constraint?.token_type ?? 'Bearer',
    ...(exchanged && { issued_token_type: ACCESS_TOKEN_TYPE }),
    ...(exchanged?.act && { act: exchanged.act }),
    ...(place !== undefined && { place }),
    ...(grant && { grant }),
    ...(approval.nonce !== undefined && { nonce: approval.nonce }),
    ...(approval.refresh_token !== undefined && { refresh_token: approval.refresh_token }),
    ...(constraint && { cnf: constraint.cnf }),
  }
}

/**
 * What rests on a person's sign-in is worth no more than that sign-in: a client that is registered to need two factors gets
 * nothing of one, by whatever grant. What no person has a part in is left alone.
 */
function requireProof({ assertion, exchanged, grant }: Approval, client: Client): void {
  const proven = assertion ?? grant
  if (proven === undefined || isEnoughFor(client, proven.acr)) return
  const why = `the person has not signed in with ${client.required_acr}, which this client needs`
  // RFC 8693 §2.2.2 has a word of its own for a token that policy does not accept
  throw exchanged || assertion ? invalidRequest(why) : invalidGrant(`${why}; authorize again`)
}

/** RFC 6749 §6: never more than was granted; scopes about a person need a person. */
const granted = (asked: Scope, grant: Approval['grant'], given: Facts): Scope =>
  grant ? narrow(asked, grant.scope) : ofResources(asked, given)

/** Scopes of resources: those of the issuer itself are about a person, who signs in here. */
export const ofResources = (scope: Scope, { registry }: Facts): Scope =>
  scope.filter((name) => !registry.scopes.includes(name))

/** What is left of a token's scope at a resource: a token that opens nothing would still be taken for a sign-in. */
function kept(asked: Scope, exchanged: Exchanged, resource: Resource): Scope {
  const offered = resource.scopes.map(({ name }) => name)
  const scope = narrow(narrow(asked, exchanged.scope), offered)
  const isAsItWas = exchanged.scope.length === 0 && exchanged.audience === resource.identifier
  if (scope.length > 0 || isAsItWas) return scope
  throw invalidScope(
    `nothing of the scope asked for is both in the subject token and at ${resource.identifier}`,
  )
}

const lifetimeOf = (resource: Resource, { grant, exchanged }: Approval, now: number) =>
  Math.min(
    resource.access_token_lifetime,
    (grant?.expires_at ?? Infinity) - now,
    (exchanged?.expires_at ?? Infinity) - now,
  )

/** What the operator lets a client exchange; who does not act for the person keeps to what the person allowed. */
function requireExchangeable(exchanged: Exchanged, resource: Resource, client: Client): void {
  const { resources = [], delegation } = client.token_exchange ?? {}
  if (!resources.includes(resource.identifier)) {
    throw invalidTarget(
      `the client may not exchange tokens for ${resource.identifier}; add it to token_exchange.resources`,
    )
  }
  if (exchanged.delegates && !delegation) {
    throw invalidTarget(
      'the client may only narrow its own tokens; token_exchange.delegation would let it act for others',
    )
  }
}

/** Seconds an assertion for another server is good for: it is presented at once. */
const ASSERTION_LIFETIME = 300

/** draft-ietf-oauth-identity-assertion-authz-grant-04 §4.3.3: who may have an assertion, and for whom. */
function planAssertion(
  { subject, scope = [], assertion }: Approval & Required<Pick<Approval, 'assertion'>>,
  constraint: SenderConstraint | undefined,
  { client, issuer }: Facts,
): TokenPlan {
  const { audience, ...said } = assertion
  if (audience === issuer || !client.token_exchange?.id_jag_audiences?.includes(audience)) {
    throw invalidTarget(
      `the client may not have an ID-JAG for ${printable(audience)}; add it to token_exchange.id_jag_audiences`,
    )
  }
  return {
    issuer,
    client,
    subject,
    scope,
    audience,
    assertion: said,
    lifetime: ASSERTION_LIFETIME,
    cell: 0, // it is in none: it cannot be taken back
    format: 'jwt',
    signing_alg: DEFAULT_ALG,
    token_type: 'N_A', // RFC 8693 §2.2.1: it is no access token
    issued_token_type: ID_JAG_TOKEN_TYPE,
    ...(constraint && { cnf: constraint.cnf }),
  }
}

/** What was bound to a key is of use to who proves that key. RFC 9449 §6, RFC 7800 §3. */
function requireSameKey(cnf: Approval['cnf'], constraint: SenderConstraint | undefined): void {
  if (cnf === undefined) return
  const names = Object.keys(cnf)
  if (names.length > 0 && names.every((name) => constraint?.cnf[name] === cnf[name])) return
  throw invalidGrant('what was presented is bound to a key; send a proof of the same key with it')
}

/**
 * The one resource a token is for, spelled as registered. Not named: the client's first, the only one there is, or the
 * issuer itself. RFC 8707 §2.
 * @throws invalid_target when it is unknown or not for this client; server_error, which names it and says what to change,
 * when its tokens cannot be signed here.
 */
export function targetOf(requested: string | undefined, given: Facts): Resource {
  const resource = resourceOf(requested, given)
  const { access_token_signing_alg: alg = DEFAULT_ALG, identifier, token_format } = resource
  if (token_format === 'opaque' || !given.unsupported.includes(alg)) return resource
  const why = `tokens for ${identifier} are to be signed with ${alg}, which this runtime does not have; set its access_token_signing_alg to one of ${signingAlgorithms.join(', ')}`
  throw serverError(why, { cause: new Error(why) })
}

function resourceOf(requested: string | undefined, { client, resources, issuer }: Facts): Resource {
  const named = requested ?? client.resources?.[0]
  const [only, ...others] = client.resources === undefined ? resources : []
  if (named === undefined) return only && others.length === 0 ? only : issuerItself(issuer)
  const found = resources.find(({ identifier }) => isSameResource(named, identifier))
  const target = found ?? (isSameResource(named, issuer) ? issuerItself(issuer) : undefined)
  if (target === undefined)
    throw invalidTarget(`there is no resource ${printable(named)}; register it first`)
  if (
    client.resources &&
    !client.resources.includes(target.identifier) &&
    target.identifier !== issuer
  ) {
    throw invalidTarget(
      `the client may not ask for ${target.identifier}; add it to the client's resources`,
    )
  }
  return target
}

/** For sign-in alone: a token that is good at userinfo and nowhere else. */
const issuerItself = (identifier: string): Resource => ({
  identifier,
  name: 'Account',
  scopes: [],
  default_scopes: [],
  access_token_lifetime: 900,
  token_format: 'jwt',
})

/** Scopes that exist and that this client may have; unknown ones are dropped. OAuth 2.1 §1.4.1. */
export function grantable(
  requested: readonly string[] | undefined,
  resource: Resource,
  { client, registry }: Facts,
) {
  const offered = [...registry.scopes, ...resource.scopes.map(({ name }) => name)]
  const known = narrow(requested ?? resource.default_scopes, offered)
  return client.scope ? narrow(known, client.scope) : known
}

/** @throws unauthorized_client when a public client asks for what needs a secret. */
export function requireConfidential(client: Client, what: string): void {
  if (client.token_endpoint_auth_method === 'none') {
    throw unauthorizedClient(
      `a public client cannot use ${what}; register the client with a secret`,
    )
  }
}
