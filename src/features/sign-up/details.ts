import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { MAIL_AMR, type MailProof, openMailProof } from '../../flow/mail-proof.ts'
import { canSignUp, codesAreOn } from '../../flow/mail-switches.ts'
import { problemOfPassword } from '../../flow/new-password.ts'
import { proven } from '../../flow/proven.ts'
import { showSignIn } from '../../flow/sign-in.ts'
import { notFound } from '../../protocol/errors.ts'
import { type Parameters, parametersOf, readQuery } from '../../protocol/parameters.ts'
import { create, nameOf } from './account.ts'
import { ask, type Problem } from './view.ts'

/** Once the address is proven: a name, and a password where there are any. POST makes the account and signs in. */
export async function details(context: Context): Promise<Response> {
  if (!canSignUp(context.options)) throw notFound('sign-up is switched off here')
  if (context.request.method !== 'POST') {
    const { request } = parametersOf(readQuery(context.request))
    return askDetails(await openMailProof(request, 'sign-up', context), context, {
      ...(request && { request }),
    })
  }
  const { fields } = await readOwnForm(context)
  const proof = await openMailProof(fields['request'], 'sign-up', context)
  const problem = await problemOf(fields, proof, context)
  if (problem) return askDetails(proof, context, { ...fields, problem })
  const { email, pending } = proof
  const password = context.options.passwords ? fields['password'] : undefined
  const account = { email, email_verified: true, name: nameOf(fields['name']), password }
  const user = await create(account, context)
  // made in another tab meanwhile: the proof was for making one, so they sign in to it
  if (user === undefined) return showSignIn(pending, context, { step: 'identifier', email })
  return proven({ user, amr: MAIL_AMR }, pending, context)
}

async function problemOf(
  { name, password }: Parameters,
  { email }: MailProof,
  context: Context,
): Promise<Problem | undefined> {
  const { options } = context
  if (name === undefined || name.trim() === '') return 'missing'
  if (!options.passwords) return undefined
  if (password === undefined) return codesAreOn(options) ? undefined : 'missing'
  return problemOfPassword(password, { email, name }, context)
}

function askDetails(
  { email, pending }: MailProof,
  context: Context,
  { problem, ...given }: { request?: string; name?: string; problem?: Problem },
): Promise<Response> {
  const { request = '', name } = given
  const fields = { email, ...(name !== undefined && { name }) }
  return ask(pending, context, { step: 'details', request, fields, ...(problem && { problem }) })
}
