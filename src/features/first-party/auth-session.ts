import type { Context } from '../../flow/context.ts'
import { type Cookies, createCookies } from '../../flow/cookies.ts'
import { defineError } from '../../protocol/errors.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { randomId, sha256 } from '../../tokens/secret.ts'

// draft-ietf-oauth-first-party-apps-03 §5.2.2.1
export const invalidSession = defineError('invalid_session')

/** Seconds an app is known by it: it says no more than that somebody has signed in there before. */
const LIFETIME = 365 * 86_400

/** A request that is not finished yet. */
export interface Unfinished {
  parameters: Parameters
  started_at: number
  /** What was mailed, sealed. */
  asked?: string
  /** What an authenticator was asked, sealed. */
  passkey?: string
}

/**
 * What an app keeps in place of the cookies of a browser, sealed: §5.3.1. It belongs to one client, and to the key that
 * client has proven when it was made; nobody signs in by it alone.
 */
export interface AuthSession {
  client_id: string
  /** Binds what is sealed on the way to this app. */
  browser: string
  /** Who has signed in here before. */
  device?: string
  cnf?: Readonly<Record<string, string>>
  unfinished?: Unfinished
}

/** @throws invalid_session for what is not ours, or too old. */
export async function openAuthSession(
  sealed: string | undefined,
  { sealer, now, options }: Context,
): Promise<AuthSession | undefined> {
  if (sealed === undefined) return undefined
  const opened = await sealer.open<AuthSession>('auth-session', sealed, now)
  if (opened === undefined) throw invalidSession('the auth_session is not one this issuer made')
  if (opened.expired) throw invalidSession('the auth_session is too old; leave it out')
  const { unfinished, ...session } = opened.value
  const isOver = unfinished && unfinished.started_at + options.interactionLifetime <= now
  return { ...session, ...(unfinished && !isOver && { unfinished }) }
}

export const newAuthSession = (client_id: string): AuthSession => ({
  client_id,
  browser: randomId(),
})

/** The cookies an app would have if it were a browser: what stations read and write stays with its session. */
export function cookiesOf({ browser, device }: AuthSession, { issuer }: Context): Cookies {
  const cookies = createCookies(new Request(issuer.identifier), issuer)
  cookies.set('browser', browser)
  if (device !== undefined) cookies.set('device', device)
  return cookies
}

/** The session as it is sent along, with what was remembered of who has signed in. */
export function sealAuthSession(session: AuthSession, context: Context): Promise<string> {
  const device = context.cookies.get('device')
  const kept: AuthSession = { ...session, ...(device !== undefined && { device }) }
  return context.sealer.seal('auth-session', kept, context.now + LIFETIME)
}

/** What one session may try, whoever is tried. §9.3. */
export const sessionLimit = async ({ browser }: AuthSession) => ({
  key: `auth-session/${await sha256(browser)}`,
  attempts: 30,
  window: 900,
  longest: 300,
})
