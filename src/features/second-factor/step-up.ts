import { wishedAcr } from '../../flow/acr.ts'
import type { AuthorizationRequest, ClientContext, Question } from '../../flow/feature.ts'
import { isEverybodyAsked } from '../../flow/second-factors.ts'
import { ACR_TWO_FACTORS } from '../../flow/sign-in-ways.ts'
import { secondProofQuestion, unmet } from '../../flow/step-up.ts'

/**
 * Whether two factors are wanted, and there was one. Who has a second is asked for it; who has none is led through setting
 * one up when it is needed. RFC 9470 §5, OpenID Connect Core §3.1.2.1.
 */
export async function askForTwo(
  request: AuthorizationRequest,
  context: ClientContext,
): Promise<Question | undefined> {
  const { person, answers } = request
  if (person === undefined) return undefined // signing in comes first
  const wish = wishedAcr(request.parameters, context.client)
  if (wish === 'impossible')
    throw unmet(
      'the acr that is asked for as essential does not exist here; see acr_values_supported',
    )
  const isEverybody = isEverybodyAsked(context)
  if (wish === 'none' && !isEverybody) return undefined
  if (person.session.acr === ACR_TWO_FACTORS) return undefined
  if (answers.declined && (wish === 'needed' || isEverybody))
    throw unmet('two factors are needed here, and the person did not give a second one')
  if (answers.declined) return undefined
  return secondProofQuestion({ ...request, person }, { wish, isEverybody }, context)
}
