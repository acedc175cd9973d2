import { invalidRequest, unsupportedGrantType } from '../protocol/errors.ts'
import { parametersOf, printable, readForm } from '../protocol/parameters.ts'
import { mint, tokenResponse } from '../tokens/mint.ts'
import type { TokenPlan } from '../tokens/plan.ts'
import { noteToken } from './audit.ts'
import { authenticateClient, requireGrantType } from './client.ts'
import type { Context } from './context.ts'
import type { Approval, ClientContext, GrantType } from './feature.ts'
import { decide, facts } from './policy.ts'
import { onlyOne, type Registry } from './registry.ts'
import { json } from './render.ts'

/** The token endpoint, station by station. OAuth 2.1 §3.2. */
export async function token(context: Context): Promise<Response> {
  const parameters = parametersOf(await readForm(context.request))
  const client = await authenticateClient(parameters, context)
  const grant = grantOf(parameters['grant_type'], context.registry)
  requireGrantType(client, grant.grant_type)

  const mine: ClientContext = { ...context, client }
  const approval = await grant.approve(parameters, mine)
  try {
    const constraint = await constraintOf(approval, mine)
    const plan = decide(approval, constraint, await facts(mine))
    return json(await issue(plan, mine))
  } catch (error) {
    await approval.undo?.() // no answer leaves, so what was claimed for it is free again
    throw error
  }
}

function grantOf(grant_type: string | undefined, { grants }: Registry): GrantType {
  if (grant_type === undefined) throw invalidRequest('grant_type is missing')
  const grant = grants.get(grant_type)
  if (grant !== undefined) return grant
  const instead =
    grant_type === 'password'
      ? '; the password grant is gone from OAuth 2.1, use authorization_code'
      : ''
  throw unsupportedGrantType(`there is no grant_type ${printable(grant_type)}${instead}`)
}

async function constraintOf(approval: Approval, context: ClientContext) {
  const { senderConstraints } = context.registry
  if (senderConstraints.length === 0) return undefined
  const constraints = await Promise.all(senderConstraints.map((bind) => bind(approval, context)))
  return onlyOne('sender constraint', constraints)
}

async function issue(plan: TokenPlan, context: ClientContext): Promise<object> {
  const { accessTokenClaims, tokenExtras } = context.registry
  const claims = plan.assertion ? [] : accessTokenClaims.map((claimsOf) => claimsOf(plan))
  const { keys, sealer, now } = context
  const minted = await mint(plan, { keys, sealer, now, claims })
  // what was exchanged comes alone: an ID token beside it would sign the person in where they never were
  const wanted = plan.issued_token_type === undefined ? tokenExtras : []
  const extras = wanted.map((extra) => extra(plan, minted, context))
  const response = tokenResponse(plan, minted, await Promise.all(extras))
  noteToken(plan, minted, context)
  return response
}
