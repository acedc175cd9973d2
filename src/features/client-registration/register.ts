import type { Context } from '../../flow/context.ts'
import { json } from '../../flow/render.ts'
import { strangerOf } from '../../flow/stranger.ts'
import { readBearer } from '../../protocol/bearer.ts'
import { canonicalJson } from '../../protocol/canonical-json.ts'
import type { ClientMetadata } from '../../protocol/client-metadata.ts'
import { accessDenied, invalidToken, throttled } from '../../protocol/errors.ts'
import { withoutLoopbackPort } from '../../protocol/redirect-uri.ts'
import type { Client } from '../../store/port.ts'
import { randomId, sameHash, sha256 } from '../../tokens/secret.ts'
import { readDescription } from './description.ts'
import { credentialsFor, makeManagementToken, recordOf } from './record.ts'

/** RFC 7591 §3: a client makes itself known. */
export async function register(context: Context): Promise<Response> {
  await requireInitialAccess(context)
  const { metadata, software_statement } = await readDescription(context)
  const more = { scope: metadata.scope, software_statement }
  if (metadata.token_endpoint_auth_method === 'none') {
    const client = await publicClient(metadata, context)
    // told as this registration said it: the addresses of another may have other ports
    return json(recordOf(strangerOf(metadata, client), more, context), 201)
  }
  const { client, ...credentials } = await confidentialClient(metadata, context)
  return json(recordOf(client, { ...more, ...credentials }, context), 201)
}

/** RFC 7591 §1.2: where registration is not open, a token that the operator has given out opens it. */
async function requireInitialAccess({ now, options, request }: Context): Promise<void> {
  if (options.clientRegistration !== 'token') return
  const token = readBearer(request.headers.get('authorization'))
  if (token === undefined) {
    throw invalidToken('no initial access token was sent; send Authorization: Bearer', {
      headers: { 'WWW-Authenticate': 'Bearer' },
    })
  }
  const hash = await sha256(token)
  const live = options.initialAccessTokens.filter(({ expires_at = now + 1 }) => expires_at > now)
  if (live.map((one) => sameHash(one.hash, hash)).includes(true)) return
  throw invalidToken('the initial access token is not one of this server, or it has expired', {
    headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  })
}

/** Of a public client there is one for the same metadata, and nobody in particular manages it: docs/decisions/0018. */
async function publicClient(metadata: ClientMetadata, context: Context): Promise<Client> {
  const { now, store } = context
  const registration_hash = await identityOf(metadata)
  const known = await store.registrations.find(registration_hash)
  if (known?.disabled_at !== undefined) throw accessDenied('the operator has disabled this client')
  if (known !== undefined && isFresh(known, now)) return known
  if (known === undefined) await countNew(context)
  const client = strangerOf(metadata, identified(`reg_${registration_hash}`, now))
  const added = await store.registrations.add({ ...client, registration_hash })
  if (known === undefined) context.event('client_registered', { client_id: added.client_id })
  return added
}

async function confidentialClient(metadata: ClientMetadata, context: Context) {
  await countNew(context)
  const client = strangerOf(metadata, identified(`reg_${randomId()}`, context.now))
  const { client_secrets, client_secret } = await credentialsFor(client, context)
  const { token, hash } = await makeManagementToken()
  const made = { ...client, client_secrets, registration_token_hash: hash }
  await context.store.registrations.add(made)
  context.event('client_registered', { client_id: made.client_id })
  return { client: made, client_secret, registration_access_token: token }
}

const identified = (client_id: string, created_at: number) =>
  ({ client_id, created_at, source: 'registered', trust: 'unidentified' }) as const

/** Seconds in which an unused registration is not written down anew when it comes again. */
const FRESH = 3600

const isFresh = ({ used_at, created_at }: Client, now: number) =>
  used_at !== undefined || created_at > now - FRESH

/**
 * What makes two public registrations the same: all they say, but for what changes nothing here: the order of addresses,
 * the port of a loopback address (RFC 8252 §7.3), and the scope.
 */
function identityOf({ scope: _, ...metadata }: ClientMetadata): Promise<string> {
  const redirect_uris = [...new Set(metadata.redirect_uris.map(withoutLoopbackPort))].sort()
  return sha256(canonicalJson({ ...metadata, redirect_uris }))
}

/** For everybody together: hosted clients share addresses, so an address says nothing of who asks. */
async function countNew({ now, options, store }: Context): Promise<void> {
  const { registrationsPerMinute, registrationsPerDay } = options
  const limits = [
    { key: 'registrations/minute', attempts: registrationsPerMinute, window: 60, longest: 60 },
    { key: 'registrations/day', attempts: registrationsPerDay, window: 86_400, longest: 600 },
  ]
  // one after the other: what the minute refuses is not counted for the day
  for (const limit of limits) {
    const wait = await store.throttle.attempt([limit], now)
    if (wait > 0) throw throttled(`too many new registrations; try again in ${wait} seconds`, wait)
  }
}
