import type { Context } from '../../flow/context.ts'
import { json } from '../../flow/render.ts'
import { strangerOf } from '../../flow/stranger.ts'
import { readBearer } from '../../protocol/bearer.ts'
import { accessDenied, invalidRequest, invalidToken } from '../../protocol/errors.ts'
import type { Client } from '../../store/port.ts'
import { sameHash, sha256 } from '../../tokens/secret.ts'
import { readDescription, type Sent } from './description.ts'
import { credentialsFor, recordOf } from './record.ts'

/** RFC 7592 §2.1: what is registered, as it is now; the secret is not kept, so it is not told again. */
export async function readRegistration(context: Context): Promise<Response> {
  const { client, token } = await managed(context)
  return json(recordOf(client, { registration_access_token: token }, context))
}

/** RFC 7592 §2.2: replaces what the client says of itself, all of it; what the operator decides stays as it is. */
export async function updateRegistration(context: Context): Promise<Response> {
  const { client, token, hash } = await managed(context)
  const { client_id } = client
  const { members, metadata, software_statement } = await readDescription(context)
  await requireSame(members, client, context)
  const described = { ...strangerOf(metadata, client), client_secrets: client.client_secrets }
  const { client_secrets, client_secret } = await credentialsFor(described, context)
  const description = { ...described, client_secrets }
  if (!(await context.store.registrations.describe(client_id, description, hash))) throw refused()
  context.event('registration_updated', { client_id })
  const current = (await context.store.clients.find(client_id, { fresh: true })) ?? client
  const more = { scope: metadata.scope, software_statement, client_secret }
  return json(recordOf(current, { ...more, registration_access_token: token }, context))
}

/** RFC 7592 §2.3: the client is gone, and with it its secrets, its consents and its grants. */
export async function deleteRegistration(context: Context): Promise<Response> {
  const { client, hash } = await managed(context)
  const { client_id } = client
  if (!(await context.store.registrations.end(client_id, hash, context.now))) throw refused()
  context.event('registration_deleted', { client_id })
  return new Response(null, { status: 204, headers: { 'Cache-Control': 'no-store' } })
}

const refused = () =>
  // RFC 7592 §2: whether there is such a client is not told
  invalidToken('the registration access token is not the one of this client', {
    headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  })

/** The registration whose token was sent, while it is its client's to manage. */
async function managed(context: Context): Promise<{ client: Client; token: string; hash: string }> {
  const token = readBearer(context.request.headers.get('authorization'))
  if (token === undefined) {
    throw invalidToken('no registration access token was sent; send Authorization: Bearer', {
      headers: { 'WWW-Authenticate': 'Bearer' },
    })
  }
  const hash = await sha256(token)
  const client_id = new URL(context.request.url).pathname.split('/').at(-1) ?? ''
  const client = await context.store.clients.find(client_id, { fresh: true })
  if (!sameHash(client?.registration_token_hash ?? '', hash) || client === undefined)
    throw refused()
  if (client.disabled_at !== undefined) throw accessDenied('the operator has disabled this client')
  if (client.trust !== 'unidentified' || client.consent !== 'always') {
    throw accessDenied('the operator looks after this client now, and alone changes it')
  }
  return { client, token, hash }
}

/** RFC 7592 §2.2: `client_id` has to be the client's own; so has `client_secret`, where it is sent. */
async function requireSame(
  { client_id, client_secret }: Sent['members'],
  client: Client,
  { now }: Context,
): Promise<void> {
  if (client_id !== client.client_id)
    throw invalidRequest('the client_id in the body is not that of this registration; send it')
  if (client_secret === undefined || client_secret === null) return
  const hash = await sha256(String(client_secret))
  const live = client.client_secrets.filter(({ expires_at = now + 1 }) => expires_at > now)
  if (!live.some((one) => sameHash(one.hash, hash)))
    throw invalidRequest('client_secret is not the one that was issued; leave it out')
}
