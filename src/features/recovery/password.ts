import { readOwnForm, whoIsThere } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { endAllAccess } from '../../flow/ending.ts'
import type { Person } from '../../flow/feature.ts'
import { type MailProof, openMailProof } from '../../flow/mail-proof.ts'
import { canRecover } from '../../flow/mail-switches.ts'
import { minimumLength, type PasswordProblem, problemOfPassword } from '../../flow/new-password.ts'
import { notice } from '../../flow/notice.ts'
import { show } from '../../flow/show.ts'
import { goOn, showSignIn } from '../../flow/sign-in.ts'
import { notFound } from '../../protocol/errors.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'

/**
 * The new password. Two things are shown for it: the proof of the mailbox, and a session that was begun after it, which is
 * given only once the second factor was proven too.
 */
export async function choose(context: Context): Promise<Response> {
  if (!canRecover(context.options)) throw notFound('no password can be recovered here')
  const isPost = context.request.method === 'POST'
  const { request, password } = isPost
    ? (await readOwnForm(context)).fields
    : parametersOf(readQuery(context.request))
  const proof = await openMailProof(request, 'recovery', context)
  const person = await whoIsThere(context)
  if (person === undefined || !isBegunAfter(proof, person)) {
    return showSignIn(proof.pending, context, { step: 'identifier', email: proof.email })
  }
  const again = (problem?: PasswordProblem | 'missing') =>
    ask({ request: request ?? '', email: proof.email, problem }, person, context)
  if (!isPost) return again()
  if (password === undefined) return again('missing')
  const problem = await problemOfPassword(
    password,
    { email: proof.email, user: person.user },
    context,
  )
  if (problem) return again(problem)
  await save(password, person, context)
  return goOn(proof.pending, { signed_in: person.session.sid }, context)
}

const isBegunAfter = ({ email, started_at }: MailProof, { session, user }: Person) =>
  user.email === email && session.auth_time >= started_at

/** Who knew the old password may be in this account: every other session ends, and the access of every app. */
async function save(password: string, { user, session }: Person, context: Context) {
  const { event, store, now } = context
  const password_hash = await store.passwords.hash(password)
  await store.users.update(user.sub, { password_hash, password_changed_at: now }, now)
  await endAllAccess(user.sub, context, session.sid)
  event('password_recovered', { sub: user.sub })
  notice('password_changed', { user }, context)
}

async function ask(
  form: { request: string; email: string; problem: PasswordProblem | 'missing' | undefined },
  { user }: Person,
  context: Context,
): Promise<Response> {
  const length = await minimumLength(user, context)
  return show(
    context,
    (pages, common) => pages.newPasswordPage({ ...common, ...form, minimumLength: length }),
    { status: form.problem ? 400 : 200 },
  )
}
