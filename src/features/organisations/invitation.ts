import { readOwnForm, whoIsThere } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { join } from '../../flow/organisation.ts'
import { seeOther } from '../../flow/return-address.ts'
import { show as showPage } from '../../flow/show.ts'
import { showSignIn } from '../../flow/sign-in.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'
import type { Invitation, Organisation, User } from '../../store/port.ts'
import { sameHash, sha256 } from '../../tokens/secret.ts'

interface Invited {
  user: User
  invitation: Invitation
  organisation: Organisation
}

/** Where the link of the mail leads. */
export async function show(context: Context): Promise<Response> {
  const { token = '' } = parametersOf(readQuery(context.request))
  const found = await invited(token, context)
  if (found instanceof Response) return found
  const { name } = found.organisation
  const { email } = found.user
  return showPage(context, (pages, common) =>
    pages.invitationPage({ ...common, step: 'ask', name, email, token }),
  )
}

/** Makes a member of who was invited. */
export async function accept(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const found = await invited(fields['token'] ?? '', context)
  if (found instanceof Response) return found
  const { user, invitation } = found
  // first what it is for: interrupted in between, it can be accepted once more
  await join(user.sub, invitation, context)
  await context.store.organisations.accepted(invitation.id, context.now)
  return seeOther(`${context.issuer.identifier}/account`)
}

/** The invitation of a link, for who has signed in with the address it was sent to; else the page that says what is missing. */
async function invited(token: string, context: Context): Promise<Invited | Response> {
  const { store, now } = context
  const [id = '', secret = ''] = token.split('.')
  const invitation = await store.organisations.invitation(id)
  const isOurs = sameHash(invitation?.secret_hash ?? '', await sha256(secret))
  const isOver = invitation?.accepted_at !== undefined || (invitation?.expires_at ?? 0) <= now
  if (invitation === undefined || !isOurs || isOver) return refuse('over', context)
  const organisation = await store.organisations.find(invitation.org_id)
  if (organisation === undefined || organisation.disabled_at !== undefined)
    return refuse('over', context)
  const person = await whoIsThere(context)
  if (person === undefined) {
    const page = `/invitation?token=${encodeURIComponent(token)}`
    const pending = { page, started_at: now, answers: {} }
    return showSignIn(pending, context, { step: 'identifier', email: invitation.email })
  }
  const { user } = person
  return user.email === invitation.email
    ? { user, invitation, organisation }
    : refuse('other', context)
}

const refuse = (step: 'over' | 'other', context: Context): Promise<Response> =>
  showPage(context, (pages, common) => pages.invitationPage({ ...common, step }), { status: 400 })
