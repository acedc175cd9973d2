import type { AuthorizationRequest, ClientContext, Question } from '../flow/feature.ts'
import { defineFeature } from '../flow/feature.ts'
import { accountSelectionRequired } from '../flow/interaction.ts'
import { organisationClaims } from '../flow/organisation.ts'
import { sealPending } from '../flow/pending.ts'
import { clientFacts, show } from '../flow/show.ts'
import { pendingOf, signInQuestion } from '../flow/sign-in.ts'
import { claimsOf } from '../flow/user-claims.ts'
import { claimsOfScope, parseClaims, scopesOfClaims, standardClaims } from '../protocol/claims.ts'
import { defineError, invalidRequest } from '../protocol/errors.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { narrow } from '../protocol/scope.ts'
import { signingAlgorithms } from '../protocol/signing-algorithm.ts'
import { idTokenClaims } from '../tokens/id-token.ts'
import { readIdTokenHint } from '../tokens/id-token-hint.ts'
import type { Minted, TokenPlan } from '../tokens/plan.ts'

const requestNotSupported = defineError('request_not_supported')
const requestUriNotSupported = defineError('request_uri_not_supported')
const PLAIN = 'request objects are not supported here; send the parameters themselves'

async function authorizationCheck(
  { max_age, id_token_hint, request, request_uri }: Parameters,
  context: ClientContext,
) {
  if (max_age !== undefined && !/^\d{1,9}$/.test(max_age)) {
    throw invalidRequest('max_age must be a whole number of seconds')
  }
  // OpenID Connect Core §3.1.2.6: what is not supported is refused, not overlooked
  if (request !== undefined) throw requestNotSupported(PLAIN)
  if (request_uri !== undefined) throw requestUriNotSupported(PLAIN)
  if (id_token_hint !== undefined && !(await readIdTokenHint(id_token_hint, context))) {
    throw invalidRequest('id_token_hint is not an ID token of this issuer')
  }
}

/** Whether who is there is who was asked for, and signed in recently enough. OpenID Connect Core §3.1.2.1. */
async function askForPerson(
  request: AuthorizationRequest,
  context: ClientContext,
): Promise<Question | undefined> {
  const { parameters, person, answers } = request
  if (person === undefined) return undefined // signing in comes first
  const hinted = await readIdTokenHint(parameters['id_token_hint'], context)
  const expected = hinted?.sub ?? parseClaims(parameters['claims'])?.sub
  if (expected !== undefined && expected !== person.user.sub) {
    return signInQuestion(request, context, 'account')
  }
  if (answers.signed_in === person.session.sid) return undefined
  const { max_age } = parameters
  const age = context.now - person.session.auth_time
  return max_age !== undefined && age > Number(max_age) - (max_age === '0' ? 1 : 0)
    ? signInQuestion(request, context, 'fresh')
    : undefined
}

async function askForAccount(
  request: AuthorizationRequest,
  context: ClientContext,
): Promise<Question | undefined> {
  const { person, prompt, answers } = request
  if (person === undefined || !prompt.includes('select_account')) return undefined
  if ([answers.account, answers.signed_in].includes(person.session.sid)) return undefined
  const { email, claims } = person.user
  const account = { email, name: typeof claims['name'] === 'string' ? claims['name'] : undefined }
  return {
    error: accountSelectionRequired('the person has to choose an account'),
    async page() {
      const sealed = await sealPending(pendingOf(request), context)
      const client = clientFacts(context.client, request.redirect_uri)
      const { ui_locales } = request.parameters
      return show(
        context,
        (pages, common) =>
          pages.chooseAccountPage({ ...common, request: sealed, accounts: [account], client }),
        { ui_locales },
      )
    },
  }
}

async function idToken(
  plan: TokenPlan,
  { access_token }: Minted,
  context: ClientContext,
): Promise<object> {
  const { grant, client } = plan
  if (!grant?.scope.includes('openid')) return {}
  const asked = grant.claims?.id_token ?? []
  const claims = await idTokenClaims(plan, access_token, context.now)
  const more = asked.length === 0 ? {} : claimsOf(await context.store.users.find(grant.sub), asked)
  return {
    id_token: await context.keys.sign(client.id_token_signed_response_alg, 'JWT', {
      ...more,
      ...organisationClaims(grant, grant.scope),
      ...claims,
    }),
  }
}

export const openid = defineFeature({
  spec: 'OpenID Connect Core',
  scopes: ['openid', ...Object.keys(claimsOfScope), 'offline_access'],
  authorizationCheck,
  impliedScopes({ claims }) {
    const asked = parseClaims(claims)
    return asked ? scopesOfClaims([...asked.id_token, ...asked.userinfo]) : []
  },
  grantDetails({ parameters }, allowed) {
    const asked = parseClaims(parameters['claims'])
    if (asked === undefined) return {}
    const given = allowed.flatMap((scope) => claimsOfScope[scope] ?? [])
    return {
      claims: { id_token: narrow(asked.id_token, given), userinfo: narrow(asked.userinfo, given) },
    }
  },
  prompts: [
    { name: 'who', stage: 'sign-in', ask: askForPerson },
    { name: 'select_account', stage: 'step-up', ask: askForAccount },
  ],
  tokenExtra: idToken,
  metadata: {
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: signingAlgorithms,
    claim_types_supported: ['normal'],
    claims_supported: ['sub', ...standardClaims, 'auth_time', 'acr', 'amr', 'sid'],
    claims_parameter_supported: true,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
    acr_values_supported: ['urn:sallyport:acr:1fa'],
  },
})
