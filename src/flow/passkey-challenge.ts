import * as base64url from 'jose/base64url'
import type { PasskeyOffer } from '../pages/index.ts'
import { isAddress } from '../protocol/rp-id.ts'
import type { Passkey } from '../store/port.ts'
import { randomId } from '../tokens/secret.ts'
import type { Context, House } from './context.ts'
import { openFromBrowser, sealForBrowser } from './pending.ts'

/** WebAuthn Level 3 §13.4.3 asks for 16 random bytes at least. */
const CHALLENGE_BYTES = 32

/** What an authenticator is asked to sign, and for whom: sealed, bound to one browser, good once. */
export interface PasskeyChallenge {
  challenge: string
  started_at: number
  /** Whose passkey it has to be; absent: the authenticator says. */
  sub?: string
  userVerification: 'preferred' | 'required'
}

/** The domain passkeys belong to; `undefined` where there can be none. WebAuthn Level 3 §5.1.3. */
export function rpIdOf({ issuer, options }: Pick<House, 'issuer' | 'options'>): string | undefined {
  const { hostname } = new URL(issuer.origin)
  return isAddress(hostname) ? undefined : (options.rpId ?? hostname)
}

/**
 * Whether no other house has passkeys under this domain: only then may an authenticator be told to forget one that we do
 * not know.
 */
export const isOurDomainAlone = ({ issuer, options }: Pick<House, 'issuer' | 'options'>): boolean =>
  issuer.path === '' && rpIdOf({ issuer, options }) === new URL(issuer.origin).hostname

/** `user.id`: an authenticator takes 64 bytes at most. WebAuthn Level 3 §5.4.3. */
export function userHandleOf(sub: string): string | undefined {
  const bytes = new TextEncoder().encode(sub)
  return bytes.length <= 64 ? base64url.encode(bytes) : undefined
}

/** The `sub` behind a user handle; `undefined` for what is none of ours. */
export function subOf(userHandle: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      base64url.decode(userHandle),
    )
  } catch {
    return undefined // neither base64url nor UTF-8: no handle we have given out
  }
}

export const makeChallenge = (
  { now }: Context,
  about: Partial<Pick<PasskeyChallenge, 'sub' | 'userVerification'>> = {},
): PasskeyChallenge => ({
  challenge: randomId(CHALLENGE_BYTES),
  started_at: now,
  userVerification: 'preferred',
  ...about,
})

/** Asks for a passkey: for whichever a person picks, or one of those of a person that is known. WebAuthn Level 3 §5.5. */
export async function askForPasskey(
  made: PasskeyChallenge,
  context: Context,
  allowed: readonly Passkey[] = [],
): Promise<PasskeyOffer> {
  const { challenge, userVerification } = made
  const options = {
    challenge,
    rpId: rpIdOf(context),
    userVerification,
    timeout: 300_000,
    allowCredentials: allowed.map(descriptorOf),
  }
  return {
    options: JSON.stringify(options),
    sealed: await sealForBrowser('passkey', made, context),
  }
}

export const descriptorOf = ({ credential_id, transports }: Passkey) => ({
  id: credential_id,
  type: 'public-key',
  transports,
})

/**
 * The challenge of a page that comes back, for the first who brings it: `undefined` ever after. WebAuthn Level 3 §13.4.3.
 * @throws as `openFromBrowser`.
 */
export async function takeChallenge(
  purpose: 'passkey' | 'new-passkey',
  sealed: string | undefined,
  context: Context,
): Promise<PasskeyChallenge | undefined> {
  const made = await openFromBrowser<PasskeyChallenge>(purpose, sealed, context)
  const expires_at = made.started_at + context.options.interactionLifetime
  const limit = { most: 1, expires_at }
  const isFirst = await context.store.challenges.finish(made.challenge, limit, context.now)
  return isFirst ? made : undefined
}
