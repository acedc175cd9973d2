/** What happens to an account that its person is shown, in words; `sub` of the event says whose it is. */
export const activityEvents = [
  'signed_up',
  'signed_in',
  'sign_in_failed',
  'session_ended',
  'app_connected',
  'consent_withdrawn',
  'passkey_added',
  'passkey_removed',
  'factor_added',
  'factor_removed',
  'recovery_codes_made',
  'recovery_code_used',
  'password_changed',
  'account_linked',
  'account_unlinked',
  'member_joined',
  'member_left',
  'profile_changed',
  'email_change_begun',
  'email_changed',
  'account_locked_down',
  'data_exported',
  'account_closing',
  'account_kept',
] as const
export type ActivityEvent = (typeof activityEvents)[number]

const known: ReadonlySet<string> = new Set(activityEvents)

export const isActivity = (event: string): event is ActivityEvent => known.has(event)
