import { readOwnForm, whoIsThere } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import type { Person } from '../../flow/feature.ts'
import { type Belonging, belongings, leave } from '../../flow/organisation.ts'
import { seeOther } from '../../flow/return-address.ts'
import { type Common, type Pages, show } from '../../flow/show.ts'
import { showSignIn } from '../../flow/sign-in.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'

/** What a person is a member of, for their account page. */
export async function section({ user }: Person, context: Context) {
  const known = (await belongings(user.sub, context)).map(({ organisation, ...one }) => ({
    ...{ org_id: one.org_id, name: organisation.name, roles: one.roles, since: one.created_at },
  }))
  return (pages: Pages, common: Common) =>
    pages.organisationsSection({ ...common, belongings: known })
}

/** The question before somebody leaves. */
export async function ask(context: Context): Promise<Response> {
  const { org_id = '' } = parametersOf(readQuery(context.request))
  const found = await mine(org_id, context)
  if (found instanceof Response) return found
  const { name } = found.belonging.organisation
  return show(context, (pages, common) => pages.leaveOrganisationPage({ ...common, org_id, name }))
}

/** Ends a membership of whoever is signed in, with what was granted for it. */
export async function leaveOne(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const found = await mine(fields['org_id'] ?? '', context)
  if (found instanceof Response) return found
  const { belonging, person } = found
  await leave(person.user.sub, belonging.org_id, context)
  return seeOther(`${context.issuer.identifier}/account?done=organisation-left`)
}

/** A membership of who is signed in; else the page they are to see instead. */
async function mine(
  org_id: string,
  context: Context,
): Promise<{ person: Person; belonging: Belonging } | Response> {
  const person = await whoIsThere(context)
  if (person === undefined) {
    const page = `/account/organisations/leave?org_id=${encodeURIComponent(org_id)}`
    return showSignIn({ page, started_at: context.now, answers: {} }, context, {
      step: 'identifier',
    })
  }
  const known = await belongings(person.user.sub, context)
  const belonging = known.find((one) => one.org_id === org_id)
  return belonging ? { person, belonging } : seeOther(`${context.issuer.identifier}/account`)
}
