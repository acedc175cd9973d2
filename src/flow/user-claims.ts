import type { User } from '../store/port.ts'

/** The named claims of a person; one that is not known is left out, never null. OpenID Connect Core §5.3.2. */
export function claimsOf(
  user: User | undefined,
  names: readonly string[],
): Record<string, unknown> {
  if (user === undefined) return {}
  const { email, email_verified, updated_at } = user
  const all: Record<string, unknown> = { ...user.claims, email, email_verified, updated_at }
  return Object.fromEntries(
    names.filter((name) => all[name] != null).map((name) => [name, all[name]]),
  )
}

/** Whether anything may be done in a person's name: not when they are disabled, nor once they are leaving. */
export const isActive = (user: User | undefined): user is User =>
  user !== undefined && user.disabled_at === undefined && user.deletes_at === undefined
