import { defineError } from '../protocol/errors.ts'
import type { AcrWish } from './acr.ts'
import type { AuthorizationRequest, ClientContext, Question } from './feature.ts'
import { isFresh } from './fresh.ts'
import { loginRequired } from './interaction.ts'
import { askForMore, factorsOf, isWaived } from './second-factors.ts'
import { pendingOf, signInQuestion } from './sign-in.ts'

// OpenID Connect Core Unmet Authentication Requirements 1.0 §2
export const unmet = defineError('unmet_authentication_requirements')

/** A request of somebody who has signed in. */
type Theirs = AuthorizationRequest & Required<Pick<AuthorizationRequest, 'person'>>

/**
 * Asks who has given one factor for a second; who has none sets one up when it is needed. `undefined`: it can be done
 * without. RFC 9470 §5.
 * @throws unmet_authentication_requirements when there is no way to have a second factor here.
 */
export async function secondProofQuestion(
  request: Theirs,
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
function setUpQuestion(request: Theirs, context: ClientContext): Question {
  const setUp = context.registry.secondFactors.find((factor) => factor.setUp)?.setUp
  const error = unmet(
    'two factors are needed here, and the person has none yet; leave prompt=none out',
  )
  if (setUp === undefined) throw error
  if (!isFresh(request.person, context))
    return { ...signInQuestion(request, context, 'dangerous'), error }
  return { error, page: () => setUp(pendingOf(request), request.person, context) }
}
