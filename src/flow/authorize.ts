import {
  defineError,
  invalidRequest,
  type OAuthError,
  unsupportedResponseType,
} from '../protocol/errors.ts'
import { type Parameters, printable } from '../protocol/parameters.ts'
import { requireCodeChallenge } from '../protocol/pkce.ts'
import { redirectOrigin } from '../protocol/redirect-uri.ts'
import { parseScope, union } from '../protocol/scope.ts'
import { whoIsThere } from './browser.ts'
import { findClient, requireGrantType } from './client.ts'
import type { Context } from './context.ts'
import type { Answers, AuthorizationRequest, ClientContext } from './feature.ts'
import { parsePrompt, whatIsMissing } from './interaction.ts'
import { issueCode } from './issue-code.ts'
import { facts, grantable, targetOf } from './policy.ts'
import { onlyOne } from './registry.ts'
import { ReturnAddress } from './return-address.ts'

const unknownClient = defineError('invalid_client', { page: 'unknown-client' })

/** A request on its walk; `answers` is what pages have answered since it began. */
export interface AuthorizeWalk {
  parameters: Parameters
  /** What is wrong with the parameters as they were sent; told to the client once it is known where. */
  refused?: OAuthError
  started_at: number
  answers: Answers
}

/**
 * The authorization endpoint, station by station. OAuth 2.1 §4.1.1. Until the return address is known, errors are shown
 * here; after it, they are sent back. A page's answer comes back in here and walks the same way again.
 */
export async function authorize(walk: AuthorizeWalk, context: Context): Promise<Response> {
  const parameters = await requestOf(walk.parameters, context)
  const client = await clientOf(parameters, context)
  const address = await ReturnAddress.check(parameters, client, context)
  const mine: ClientContext = { ...context, client }
  try {
    if (walk.refused !== undefined) throw walk.refused
    await checkRequest(parameters, mine)
    const request = await understand({ ...walk, parameters }, address.redirect_uri, mine)
    const question = await whatIsMissing(request, mine)
    if (question !== undefined) return await question.page()
    return await address.deliver({ code: await issueCode(request, mine) }, context)
  } catch (error) {
    return address.deliverError(error, context)
  }
}

async function requestOf(parameters: Parameters, context: Context): Promise<Parameters> {
  const sources = context.registry.requestSources.map((source) => source(parameters, context))
  return onlyOne('authorization request', await Promise.all(sources)) ?? parameters
}

async function clientOf({ client_id }: Parameters, context: Context) {
  if (client_id === undefined) throw unknownClient('client_id is missing')
  const client = await findClient(client_id, context)
  if (client === undefined) throw unknownClient(`there is no client ${printable(client_id)}`)
  if (client.disabled_at !== undefined) throw unknownClient(`the client ${client_id} is disabled`)
  return client
}

/** Refuses by throwing what no code is issued for. */
export async function checkRequest(parameters: Parameters, context: ClientContext): Promise<void> {
  const { response_type, response_mode } = parameters
  if (response_type === undefined) throw invalidRequest('response_type is missing; send code')
  if (response_type !== 'code') {
    throw unsupportedResponseType(
      `response_type ${printable(response_type)} does not exist here; use code with PKCE, which replaces the implicit flow`,
    )
  }
  if (response_mode !== undefined && !context.registry.responseModes.has(response_mode)) {
    throw invalidRequest(`response_mode ${printable(response_mode)} is not supported; leave it out`)
  }
  requireGrantType(context.client, 'authorization_code')
  requireCodeChallenge(parameters)
  for (const checkOf of context.registry.authorizationChecks) await checkOf(parameters, context)
}

/** What is asked for, of whom, and what they have said to it before. `redirect_uri` is where access goes. */
export async function understand(
  walk: AuthorizeWalk,
  redirect_uri: string,
  context: ClientContext,
): Promise<AuthorizationRequest> {
  const { parameters } = walk
  const given = await facts(context)
  const resource = targetOf(parameters['resource'], given)
  const agreed = {
    client_id: context.client.client_id,
    resource: resource.identifier,
    redirect_origin: redirectOrigin(redirect_uri),
  }
  const person = await whoIsThere(context, agreed)
  const scope = grantable(parseScope(parameters['scope']), resource, given)
  const implied = context.registry.impliedScopes.flatMap((scopes) => scopes(parameters))
  return {
    ...walk,
    prompt: parsePrompt(parameters['prompt']),
    scope,
    asks: union(scope, grantable(implied, resource, given)),
    resource: resource.identifier,
    redirect_uri,
    ...(person && { person }),
  }
}
