import { isEnoughFor } from '../../flow/acr.ts'
import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import type { AuthorizationRequest, ClientContext, Question } from '../../flow/feature.ts'
import { type Belonging, belongings } from '../../flow/organisation.ts'
import { openPending, sealPending } from '../../flow/pending.ts'
import { clientFacts, show } from '../../flow/show.ts'
import { goOn, pendingOf } from '../../flow/sign-in.ts'
import { secondProofQuestion, unmet } from '../../flow/step-up.ts'
import { accessDenied, defineError, invalidRequest } from '../../protocol/errors.ts'
import { printable } from '../../protocol/parameters.ts'
import type { Grant } from '../../store/port.ts'

/** OpenID Connect Core §3.1.2.6. */
const interactionRequired = defineError('interaction_required')

/** Who a person goes on as: a member, themselves (`null`), or that is not known yet. */
function resolve(
  { parameters, answers }: AuthorizationRequest,
  known: readonly Belonging[],
  { client }: ClientContext,
): Belonging | null | undefined {
  const one = (org_id: string) => known.find((belonging) => belonging.org_id === org_id)
  const wanted = parameters['organization']
  if (wanted !== undefined) {
    const named = one(wanted)
    if (named !== undefined) return named
    throw accessDenied(`the person is no member of the organization ${printable(wanted)}`)
  }
  if (client.organisation === 'ask') {
    if (known.length === 0 || answers.organisation === '') return null
    return one(answers.organisation ?? '')
  }
  if (known.length === 0)
    throw accessDenied('the client is for members of an organization, and the person is in none')
  return known.length === 1 ? known[0] : one(answers.organisation ?? '')
}

/** Asks which organisation a person goes on as a member of, where there is a choice, and for what it wants proven. */
export async function ask(
  request: AuthorizationRequest,
  context: ClientContext,
): Promise<Question | undefined> {
  const { person, answers } = request
  if (person === undefined) return undefined // signing in comes first
  const known = await belongings(person.user.sub, context)
  const one = resolve(request, known, context)
  if (one === undefined) return choice(request, known, context)
  if (one === null || isEnoughFor(one.organisation, person.session.acr)) return undefined
  if (answers.declined)
    throw unmet('the organization wants two factors, and the person did not give a second one')
  return secondProofQuestion(
    { ...request, person },
    { wish: 'needed', isEverybody: false },
    context,
  )
}

function choice(
  request: AuthorizationRequest,
  known: readonly Belonging[],
  context: ClientContext,
): Question {
  return {
    error: interactionRequired(
      'the person has to choose an organization; send one as organization to go on without asking',
    ),
    async page() {
      const sealed = await sealPending(pendingOf(request), context)
      const client = clientFacts(context.client, request.redirect_uri)
      const organisations = known.map(({ organisation: { org_id, name } }) => ({ org_id, name }))
      const canBeAlone = context.client.organisation === 'ask'
      const { ui_locales } = request.parameters
      return show(
        context,
        (pages, common) =>
          pages.chooseOrganisationPage({
            ...common,
            ...{ request: sealed, organisations, canBeAlone, client },
          }),
        { ui_locales },
      )
    },
  }
}

/** What the grant is to remember: looked up once more, for the question may have been asked a while ago. */
export async function chosen(
  request: AuthorizationRequest,
  context: ClientContext,
): Promise<Partial<Grant>> {
  if (request.person === undefined) return {}
  const { session } = request.person
  const known = await belongings(request.person.user.sub, context)
  const one = resolve(request, known, context)
  if (one === undefined) throw accessDenied('the person is no longer a member of what they chose')
  if (one === null) return {}
  if (!isEnoughFor(one.organisation, session.acr))
    throw accessDenied('the organization wants two factors now; send the person here once more')
  return { organisation: { org_id: one.org_id, roles: one.roles } }
}

/** The answer of the page. Whether they are a member of it is looked at as the request goes on. */
export async function choose(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const pending = await openPending(fields['request'], context)
  const organisation = fields['decision'] === 'alone' ? '' : fields['organisation']
  if (organisation === undefined) throw invalidRequest('the field organisation is missing')
  return goOn(pending, { organisation }, context)
}
