import {
  type AuthorizationRequest,
  type ClientContext,
  defineFeature,
  type Question,
} from '../../flow/feature.ts'
import { signInQuestion } from '../../flow/sign-in.ts'

/** Somebody has to be there; and freshly so, if the client asks for it. OpenID Connect Core §3.1.2.1 and §3.1.2.3. */
async function ask(
  request: AuthorizationRequest,
  context: ClientContext,
): Promise<Question | undefined> {
  const { person, prompt, answers } = request
  if (person === undefined) return signInQuestion(request, context)
  if (answers.signed_in === person.session.sid) return undefined
  return prompt.includes('login') ? signInQuestion(request, context, 'fresh') : undefined
}

/** Who are you? Ways to prove it are features of their own. */
export const signIn = defineFeature({
  spec: 'Sign-in pages',
  prompts: [{ name: 'sign-in', stage: 'sign-in', ask }],
  endpoints: [
    {
      path: '/sign-in',
      methods: ['GET', 'POST'],
      audience: 'person',
      handle: async (context) => (await import('./pages.ts')).signIn(context),
    },
  ],
})
