import { type AcrWish, wishedAcr } from '../../flow/acr.ts'
import type { AuthorizationRequest, ClientContext, Question } from '../../flow/feature.ts'
import { isFresh } from '../../flow/fresh.ts'
import { loginRequired } from '../../flow/interaction.ts'
import { askForMore, factorsOf, isEverybodyAsked, isWaived } from '../../flow/second-factors.ts'
import { pendingOf, signInQuestion } from '../../flow/sign-in.ts'
import { ACR_TWO_FACTORS } from '../../flow/sign-in-ways.ts'
import { defineError } from '../../protocol/errors.ts'

// OpenID Connect Core Unmet Authentication Requirements 1.0 §2
const unmet = defineError('unmet_authentication_requirements')

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
  return question({ ...request, person }, { wish, isEverybody }, context)
}

async function question(
  request: AuthorizationRequest & Required<Pick<AuthorizationRequest, 'person'>>,
  { wish, isEverybody }: { wish: AcrWish; isEverybody: boolean },
  context: ClientContext,
): Promise<Question | undefined> {
  const { person, prompt } = request
  // a browser that is remembered will do for the house, and never for a client that wants an acr
  if (wish === 'none' && (await isWaived(person.user, context))) return undefined
  const has = (await factorsOf(person.user, context)).length > 0
  if (wish === 'preferred' && !isEverybody && (!has || prompt.includes('none'))) return undefined
  if (!has) return setUpQuestion(request, context)
  const pending = pendingOf(request)
  return {
    error: loginRequired('two factors are wanted, and the person has given one'),
    page: async () =>
      (await askForMore(person, { pending, reason: 'step-up' }, context)) ??
      Promise.reject(unmet('the second factor of the person is gone')),
  }
}

/** Whoever could set one up in another's name would have taken the account over: signing in afresh comes first. */
function setUpQuestion(
  request: AuthorizationRequest & Required<Pick<AuthorizationRequest, 'person'>>,
  context: ClientContext,
): Question {
  const setUp = context.registry.secondFactors.find((factor) => factor.setUp)?.setUp
  const error = unmet(
    'two factors are needed here, and the person has none yet; leave prompt=none out',
  )
  if (setUp === undefined) throw error
  if (!isFresh(request.person, context))
    return { ...signInQuestion(request, context, 'dangerous'), error }
  return { error, page: () => setUp(pendingOf(request), request.person, context) }
}
