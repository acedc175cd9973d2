import type { User } from '../store/port.ts'
import { sha256 } from '../tokens/secret.ts'
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

/** Of one kind, to one person: beyond, they become rarer. Each kind by itself, so that none can drown another. */
const LIMIT = { attempts: 5, window: 3600, longest: 3600 }

export interface Noticed extends Readonly<Record<string, unknown>> {
  user: User
  /** The name of what it is about, for the mail alone: of an app, a passkey. */
  about?: string | undefined
  /** When the account goes. Epoch seconds. */
  deletes_at?: number
}

/**
 * Notes down that something happened to an account, and mails its person word of it after the answer has left, if their
 * address is confirmed. What else is said are words and ids, never a secret. A mail that fails is an event of its own.
 */
export function notice(name: Notice, { user, about, ...details }: Noticed, context: Context): void {
  context.event(name, { sub: user.sub, ...details })
  if (context.options.mailer === undefined || !user.email_verified) return
  context.waitUntil(tell({ name, user, about, date: details.deletes_at }, context))
}

interface Told extends Pick<Noticed, 'user' | 'about'> {
  name: Notice
  date: number | undefined
}

async function tell({ name: kind, user, about, date }: Told, context: Context): Promise<void> {
  const { issuer, now, store } = context
  const key = `notice/${kind}/${await sha256(user.email)}`
  // what cannot be counted is told all the same
  const wait = await store.throttle.attempt([{ key, ...LIMIT }], now).catch(() => 0)
  if (wait > 0) return
  const link = `${issuer.identifier}/account`
  const { sendMail } = await import('./mail.ts')
  await sendMail({ kind, to: user.email, user, about, date, link }, context)
}
