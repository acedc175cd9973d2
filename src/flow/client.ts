import { invalidClient, invalidRequest, unauthorizedClient } from '../protocol/errors.ts'
import { type Parameters, printable } from '../protocol/parameters.ts'
import type { Client } from '../store/port.ts'
import type { Context } from './context.ts'
import type { ClientAuthentication, Presented } from './feature.ts'
import { onlyOne } from './registry.ts'

/**
 * Which client a request is from, proven by the method it is registered for. RFC 6749 §2.3.
 * @throws invalid_client (401) when there is none, it is unknown or disabled, or the proof does not hold; invalid_request
 * when it proves itself in two ways at once.
 */
export async function authenticateClient(
  parameters: Parameters,
  context: Context,
): Promise<Client> {
  const { method, presented } = presentedBy(parameters, context)
  const challenge =
    presented.challenge === undefined ? {} : { 'WWW-Authenticate': presented.challenge }
  const refuse = (why: string) => invalidClient(why, { headers: challenge })

  if (presented.candidates.some(({ client_id }) => differs(parameters['client_id'], client_id))) {
    throw invalidRequest(
      'client_id in the body is not the client that authenticates; send one of them',
    )
  }
  for (const { client_id, proof } of presented.candidates) {
    const found = await findClient(client_id, context)
    if (found === undefined) continue
    if (await isProven(found, { method, presented, proof }, context)) return found
    // asked again of the source of truth: a secret may have been added a moment ago
    const current = await findClient(client_id, context, { fresh: true })
    if (current && (await isProven(current, { method, presented, proof }, context))) return current
  }
  throw refuse(await whyRefused(presented, method, context))
}

interface Proof {
  method: ClientAuthentication
  presented: Presented
  proof: string | undefined
}

async function isProven(client: Client, { method, presented, proof }: Proof, context: Context) {
  if (client.disabled_at !== undefined || !serves(method, client)) return false
  return presented.proves(client, proof, context)
}

const serves = (method: ClientAuthentication, client: Client) =>
  method.method === client.token_endpoint_auth_method ||
  (method.alsoFor ?? []).includes(client.token_endpoint_auth_method) ||
  (client.token_endpoint_auth_methods_supported ?? []).includes(method.method)

async function whyRefused(
  { candidates, refusal }: Presented,
  method: ClientAuthentication,
  context: Context,
) {
  const client_id = candidates[0]?.client_id ?? ''
  const client = await findClient(client_id, context)
  if (client === undefined) return `there is no client ${printable(client_id)}`
  if (client.disabled_at !== undefined) return 'the client is disabled'
  return serves(method, client)
    ? refusal
    : `the client is registered for ${client.token_endpoint_auth_method}, received ${method.method}`
}

const differs = (sent: string | undefined, client_id: string) =>
  sent !== undefined && sent !== client_id

function presentedBy(parameters: Parameters, { registry, request }: Context) {
  const given = [...registry.clientAuthentication.values()].flatMap((method) => {
    const presented = method.presented(parameters, request)
    return presented === undefined ? [] : [{ method, presented }]
  })
  if (given.length > 1) {
    const methods = given.map(({ method }) => method.method).join(' and ')
    throw invalidRequest(`the client authenticates by ${methods} at once; use one of them`)
  }
  if (given[0] === undefined) {
    throw invalidClient('no client authentication was sent; send at least client_id')
  }
  return given[0]
}

/**
 * A client, from storage or from a feature that knows its kind. `fresh` asks the source of truth, for what did not fit what
 * was known; otherwise an answer from storage is at most 30 s old.
 */
export async function findClient(
  client_id: string,
  context: Context,
  options = { fresh: false },
): Promise<Client | undefined> {
  const { clientSources } = context.registry
  if (clientSources.length === 0) return context.store.clients.find(client_id, options)
  const found = await Promise.all(
    clientSources.map((source) => source(client_id, context, options)),
  )
  return onlyOne('client', found) ?? context.store.clients.find(client_id, options)
}

/** @throws unauthorized_client when the client is not registered for the grant type. RFC 6749 §5.2. */
export function requireGrantType(client: Client, grant_type: string): void {
  if (client.grant_types.includes(grant_type)) return
  throw unauthorizedClient(
    `the client is registered for ${client.grant_types.join(', ')}; add ${printable(grant_type)} to its grant_types`,
  )
}
