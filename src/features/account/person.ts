import { whoIsThere } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import type { Person } from '../../flow/feature.ts'
import { showSignIn } from '../../flow/sign-in.ts'
import type { GrantSummary } from '../../store/port.ts'

/** A page for those who are signed in; anybody else signs in first and comes back to it. */
export async function withPerson(
  page: string,
  context: Context,
  show: (person: Person) => Promise<Response>,
): Promise<Response> {
  const person = await whoIsThere(context)
  if (person !== undefined) return show(person)
  const pending = { page, started_at: context.now, answers: {} }
  return showSignIn(pending, context, { step: 'identifier' })
}

/** The names of the applications that have access, by client_id: each once. */
export const appsOf = (grants: readonly GrantSummary[]): ReadonlySet<string> =>
  new Set(grants.map(({ client_id }) => client_id))

/** Where a form of the account leads, with what is said there. */
export const placeOf = ({ issuer }: Context, path: string, done?: string): string =>
  `${issuer.identifier}${path}${done === undefined ? '' : `?done=${done}`}`
