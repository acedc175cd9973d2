import * as base64url from 'jose/base64url'
import type { ClientContext } from '../../flow/feature.ts'
import { passkeyLimits } from '../../flow/guessing.ts'
import { verifyAssertion } from '../../flow/passkey-assertion.ts'
import { askForPasskey, makeChallenge, takeChallenge } from '../../flow/passkey-challenge.ts'
import { throttled } from '../../protocol/errors.ts'
import type { Client } from '../../store/port.ts'
import type { AuthSession } from './auth-session.ts'
import type { Outcome } from './ways.ts'

/** What an authenticator is asked, and the same sealed, for the session: good once. */
export async function offerPasskey(context: ClientContext) {
  const { options, sealed } = await askForPasskey(makeChallenge(context), context)
  return { passkey: JSON.parse(options) as object, sealed }
}

/** Whoever the authenticator says, if it has signed what this app was given. WebAuthn Level 3 §7.2. */
export async function provePasskey(
  credential: string,
  session: AuthSession,
  context: ClientContext,
): Promise<Outcome> {
  const { client, event, issuer, now, store } = context
  const wait = await store.throttle.attempt(passkeyLimits(context), now)
  if (wait > 0) throw throttled('too many passkeys were presented from this address', wait)
  const { passkey: sealed } = session.unfinished ?? {}
  const asked = sealed && (await takeChallenge('passkey', sealed, context))
  if (!asked) return { problem: 'passkey_refused', session }
  const expected = { ...asked, origins: [issuer.origin, ...originsOf(client)] }
  const outcome = await verifyAssertion(credential, expected, context)
  if (!('refused' in outcome)) return { user: outcome.user, amr: outcome.amr }
  event('sign_in_failed', {})
  return { problem: 'passkey_refused', session }
}

/** An app of Android signs as itself: by the hash of its certificate. iOS signs as the domain. */
const originsOf = ({ app_links }: Client): readonly string[] =>
  (app_links?.android ?? []).flatMap(({ sha256_cert_fingerprints }) =>
    sha256_cert_fingerprints.map((print) => {
      const bytes = print.split(':').map((pair) => Number.parseInt(pair, 16))
      return `android:apk-key-hash:${base64url.encode(new Uint8Array(bytes))}`
    }),
  )
