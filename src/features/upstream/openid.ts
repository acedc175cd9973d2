import * as base64url from 'jose/base64url'
import {
  authorizationCodeGrantRequest,
  getValidatedIdTokenClaims,
  type IDToken,
  nopkce,
  processAuthorizationCodeResponse,
  processUserInfoResponse,
  type TokenEndpointResponse,
  userInfoRequest,
} from 'oauth4webapi'
import { isSignedBy } from '../../flow/client-keys.ts'
import type { Context } from '../../flow/context.ts'
import { callbackOf, type Upstream, type UpstreamState } from '../../flow/upstream.ts'
import { CONSUMERS, microsoft, type UpstreamServer } from '../../flow/upstream-server.ts'
import { CLOCK_SKEW, readJwt, said, whyNotHeader } from '../../protocol/signed-jwt.ts'
import { through } from './ask.ts'
import { clientAuthentication, clientOf } from './client.ts'
import type { Said } from './identity.ts'
import { UpstreamRefused } from './refused.ts'

/** One sign-in at an upstream that has come back with a code. */
export interface Arrival {
  upstream: Upstream
  server: UpstreamServer
  state: UpstreamState
  /** Checked against state and issuer. */
  answer: URLSearchParams
}

/** Redeems the code. RFC 6749 §4.1.3. */
export async function redeem(arrival: Arrival, context: Context): Promise<Response> {
  const { upstream, server, state, answer } = arrival
  const sent = await authorizationCodeGrantRequest(
    server,
    clientOf(upstream),
    await clientAuthentication(upstream, server, context),
    answer,
    callbackOf(upstream, context),
    upstream.kind === 'apple' ? nopkce : state.code_verifier,
    through(context),
  )
  if (sent.status === 200) return sent
  throw new UpstreamRefused('unsound', `its token endpoint answered ${sent.status}, expected 200`)
}

/**
 * Whom an OpenID provider speaks of: issuer, audience, times, nonce, signature and `at_hash` are checked, whatever way the
 * ID token came. OpenID Connect Core §3.1.3.7.
 * @throws UpstreamRefused, or what oauth4webapi says of it.
 */
export async function askOpenId(arrival: Arrival, context: Context): Promise<Said> {
  const { upstream, server, state } = arrival
  const response = await redeem(arrival, context)
  const { id_token } = (await response.clone().json()) as Partial<TokenEndpointResponse>
  const jwt = readJwt(String(id_token))
  if (jwt === undefined) throw new UpstreamRefused('unsound', 'its answer has no ID token')
  const issuer = issuerFor(upstream, server, jwt.claims)
  const options = { expectedNonce: state.nonce, requireIdToken: true }
  const client = clientOf(upstream)
  const tokens = await processAuthorizationCodeResponse(
    { ...server, issuer },
    client,
    response,
    options,
  )
  const claims = getValidatedIdTokenClaims(tokens)
  if (claims === undefined) throw new UpstreamRefused('unsound', 'its ID token was not read')
  await requireSigned(String(id_token), server, context)
  await requireHashOf(tokens.access_token, claims, String(jwt.header['alg']))
  requireAnew(claims, state)
  return claims.email === undefined ? withUserinfo(claims, tokens, { arrival, context }) : claims
}

/** Of an authority for several directories each has an issuer of its own, which its `tid` names. */
function issuerFor(
  { kind, directory = 'common' }: Upstream,
  { issuer }: UpstreamServer,
  { tid }: Readonly<Record<string, unknown>>,
): string {
  if (kind !== 'microsoft') return issuer
  if (typeof tid !== 'string' || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(tid))
    throw new UpstreamRefused('unsound', 'the tid of its ID token is no directory')
  const isConsumers = tid === CONSUMERS
  const fits = { common: true, organizations: !isConsumers, consumers: isConsumers }
  if (fits[directory as keyof typeof fits] ?? tid === directory) return microsoft(tid)
  throw new UpstreamRefused('refused', `its ID token is of another directory than ${directory}`)
}

/** With a key it publishes, by the algorithm of that key; its keys are read again for one that is not known. */
async function requireSigned(id_token: string, { jwks_uri = '' }: UpstreamServer, house: Context) {
  const jwt = readJwt(id_token)
  const why = jwt === undefined ? 'it is no JWT' : whyNotHeader(jwt)
  if (why !== undefined) throw new UpstreamRefused('unsound', `of its ID token, ${why}`)
  if (await isSignedBy({ jwks_uri }, id_token, house)) return
  throw new UpstreamRefused('unsound', 'its ID token is signed with none of its keys')
}

/** The access token is the one that came with the ID token. OpenID Connect Core §3.1.3.8. */
async function requireHashOf(access_token: string, { at_hash }: IDToken, alg: string) {
  if (at_hash === undefined) return
  // the hash of EdDSA is SHA-512; many take SHA-256 for it all the same
  const names = alg === 'EdDSA' || alg === 'Ed25519' ? ['SHA-512', 'SHA-256'] : ['SHA-256']
  for (const name of names) if (at_hash === (await leftHalf(name, access_token))) return
  throw new UpstreamRefused('unsound', `its at_hash is ${said(at_hash)}, and not of its token`)
}

async function leftHalf(name: string, text: string): Promise<string> {
  const digest = await crypto.subtle.digest(name, new TextEncoder().encode(text))
  return base64url.encode(new Uint8Array(digest).subarray(0, digest.byteLength / 2))
}

/** Who was to prove themself anew has done so, where the upstream says when. OpenID Connect Core §3.1.2.1. */
function requireAnew({ auth_time }: IDToken, { anew, sent_at }: UpstreamState): void {
  if (!anew || auth_time === undefined || auth_time >= sent_at - CLOCK_SKEW) return
  throw new UpstreamRefused(
    'unsound',
    'it was asked for a sign-in anew, and its auth_time is older',
  )
}

interface Around {
  arrival: Arrival
  context: Context
}

/** Many give the address there only. OpenID Connect Core §5.3.2: it is of the same person, or it does not count. */
async function withUserinfo(
  claims: IDToken,
  { access_token }: TokenEndpointResponse,
  { arrival: { upstream, server }, context }: Around,
): Promise<Said> {
  if (server.userinfo_endpoint === undefined) return claims
  const client = clientOf(upstream)
  const response = await userInfoRequest(server, client, access_token, through(context))
  const {
    acr: _,
    amr: __,
    ...more
  } = await processUserInfoResponse(server, client, claims.sub, response)
  return { ...more, ...claims }
}
