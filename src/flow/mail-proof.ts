import { defineError } from '../protocol/errors.ts'
import type { User } from '../store/port.ts'
import type { Context } from './context.ts'
import { endAllAccess } from './ending.ts'
import type { Asked } from './mail-code.ts'
import { openFromBrowser, type Pending, sealForBrowser } from './pending.ts'
import { proven } from './proven.ts'
import { forgetBrowsers } from './remembered-devices.ts'
import { seeOther } from './return-address.ts'

const formRejected = defineError('invalid_request', { page: 'form-rejected' })

/** That whoever uses this browser reads the mail of an address: what a code or a link was good for. */
export interface MailProof {
  email: string
  intent: 'sign-up' | 'recovery'
  /** Epoch seconds. */
  started_at: number
  /** What goes on afterwards. */
  pending: Pending
}

/** @throws as `openFromBrowser`; form-rejected for a proof that was given for something else. */
export async function openMailProof(
  sealed: string | undefined,
  intent: MailProof['intent'],
  context: Context,
): Promise<MailProof> {
  const proof = await openFromBrowser<MailProof>('mail-proof', sealed, context)
  if (proof.intent !== intent) throw formRejected('the field request is of another page')
  return proof
}

/**
 * Goes on after a mailed code or link was right: signs in who has an account, leads who has none to making one, and who has
 * forgotten their password to a new one. Answers `undefined` when the account has gone meanwhile.
 */
export async function mailProven(
  { email, intent, pending }: Asked,
  context: Context,
): Promise<Response | undefined> {
  const { store, now, issuer } = context
  const user = await store.users.findByEmail(email)
  if (user?.disabled_at !== undefined) return undefined
  const proof = (intent: MailProof['intent']): Promise<string> =>
    sealForBrowser<MailProof>('mail-proof', { email, intent, started_at: now, pending }, context)
  if (user === undefined) {
    if (intent === 'recovery') return undefined
    const request = await proof('sign-up')
    return seeOther(`${issuer.identifier}/sign-up/details?request=${request}`)
  }
  const owner = await confirmAddress(user, context)
  if (intent !== 'recovery') return proven({ user: owner, amr: MAIL_AMR }, pending, context)
  // the second factor is asked for here, if there is one; only a session made after it may set a password
  const page = `/recover/password?request=${await proof('recovery')}`
  const afterwards = { page, started_at: now, answers: {} }
  return proven({ user: owner, amr: MAIL_AMR, isWaivable: false }, afterwards, context)
}

/**
 * RFC 8176 §2 has no word for mail. `otp` is what it is: a secret made for one use, typed or carried by the link. Neither
 * `mca` nor `mfa`: a mailbox is one channel and one factor.
 */
export const MAIL_AMR = ['otp'] as const

/**
 * An address that is proven for the first time. Whoever made the account before has not shown that it is theirs: what they
 * could still come in with goes, so that nobody waits in an account for its owner to arrive.
 */
export async function confirmAddress(user: User, context: Context): Promise<User> {
  if (user.email_verified) return user
  const { event, now, store } = context
  if (user.password_hash !== undefined) {
    await store.users.update(user.sub, { password_hash: null, password_changed_at: now }, now)
  }
  await endAllAccess(user.sub, context)
  await forgetProofs(user, context)
  await store.users.update(user.sub, { email_verified: true }, now)
  event('email_confirmed', { sub: user.sub })
  const { password_hash: _, ...rest } = user
  return { ...rest, email_verified: true }
}

/** Second factors would keep the owner out; passkeys, and accounts elsewhere, let the other in. */
async function forgetProofs(user: User, context: Context): Promise<void> {
  const { factors, linkedAccounts, passkeys } = context.store
  const { sub } = user
  await factors.removeTotp(sub)
  await factors.replaceRecoveryCodes(sub, [], context.now)
  await forgetBrowsers(user, context)
  for (const account of await linkedAccounts.list(sub)) await linkedAccounts.unlink(sub, account)
  for (const { credential_id } of await passkeys.list(sub))
    await passkeys.remove(sub, credential_id, { keepLast: false })
}
