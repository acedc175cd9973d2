import type { User } from '../store/port.ts'
import type { Context } from './context.ts'

/** What people hear of that happens to their account: each of these could be somebody else's doing. */
export const notices = [
  'new_device',
  'passkey_added',
  'passkey_removed',
  'factor_added',
  'factor_removed',
  'recovery_codes_made',
  'recovery_code_used',
  'email_changed',
  'password_changed',
  'app_connected',
  'account_linked',
  'account_unlinked',
  'account_closing',
] as const
export type Notice = (typeof notices)[number]

/** Notes down that something happened to an account; what else is said are words and ids, never a secret. */
export function notice(
  name: Notice,
  { user, ...details }: { user: User } & Readonly<Record<string, unknown>>,
  context: Context,
): void {
  context.event(name, { sub: user.sub, ...details })
}
