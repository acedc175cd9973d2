import { defineError, invalidRequest, unauthorizedClient } from '../protocol/errors.ts'
import type { AuthorizationRequest, ClientContext, Question } from './feature.ts'

// OpenID Connect Core §3.1.2.6
export const loginRequired = defineError('login_required')
export const consentRequired = defineError('consent_required')
export const accountSelectionRequired = defineError('account_selection_required')

/**
 * The first thing a person has still to do, stage by stage; `undefined` when nothing is missing.
 * @throws the question's error instead when the client asked for `prompt=none`. OpenID Connect Core §3.1.2.1.
 */
export async function whatIsMissing(
  request: AuthorizationRequest,
  context: ClientContext,
): Promise<Question | undefined> {
  requireMembers(context)
  for (const prompt of context.registry.prompts) {
    const question = await prompt.ask(request, context)
    if (question === undefined) continue
    if (request.prompt.includes('none')) throw question.error
    const step = prompt.stage === 'consent' ? 'consent' : 'sign_in'
    context.note({ step, outcome: 'waiting', received: `the page ${prompt.name} is shown` })
    return question
  }
  return undefined
}

/** A client for members is not entered without them being asked as members of what. */
function requireMembers({ client, registry }: ClientContext): void {
  const isAsked = registry.prompts.some(({ stage }) => stage === 'organisation')
  if (client.organisation !== 'required' || isAsked) return
  throw unauthorizedClient(
    'the client is for members of an organization (organisation: "required"), and organizations are turned off here; the operator turns them on with organisations: true',
  )
}

const PROMPTS = ['none', 'login', 'consent', 'select_account']

/** The `prompt` parameter. OpenID Connect Core §3.1.2.1; unknown values are ignored. */
export function parsePrompt(prompt: string | undefined): readonly string[] {
  const values = (prompt ?? '').split(' ').filter((value) => PROMPTS.includes(value))
  if (values.includes('none') && values.length > 1) {
    throw invalidRequest('prompt has none beside another value; send none alone')
  }
  return values
}
