import * as base64url from 'jose/base64url'
import * as z from 'zod/mini'
import type { Context } from '../../flow/context.ts'
import type { Person } from '../../flow/feature.ts'
import { passkeyLimits } from '../../flow/guessing.ts'
import { notice } from '../../flow/notice.ts'
import { rpIdOf, takeChallenge } from '../../flow/passkey-challenge.ts'
import { forgetBrowsers } from '../../flow/remembered-devices.ts'
import { pageProps } from '../../flow/render.ts'
import { throttled } from '../../protocol/errors.ts'
import { type Parameters, printable } from '../../protocol/parameters.ts'
import type { Passkey } from '../../store/port.ts'
import { keeperOf } from './name.ts'

/** Passkeys a person may have. */
const MOST = 25
/** EdDSA, ES256, RS256. RFC 9053 §2, RFC 8812 §2. */
export const ALGORITHMS = [-8, -7, -257]

export type Problem = 'refused' | 'known' | 'many'

const text = (longest: number) => z.string().check(z.maxLength(longest))

/** RegistrationResponseJSON. WebAuthn Level 3 §5.1. */
const registration = z.object({
  id: text(1364),
  rawId: text(1364),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: text(16_384),
    attestationObject: text(40_000),
    transports: z.optional(z.array(text(32)).check(z.maxLength(10))),
  }),
})

/** Keeps the passkey a browser has made; why not, otherwise. WebAuthn Level 3 §7.1. */
export async function register(
  { user }: Person,
  fields: Parameters,
  context: Context,
): Promise<Problem | undefined> {
  const { event, issuer, now, store } = context
  const { sub } = user
  const wait = await store.throttle.attempt(passkeyLimits(context), now)
  if (wait > 0) throw throttled('too many passkeys were presented from this address', wait)
  const made = await takeChallenge('new-passkey', fields['challenge'], context)
  if (made?.sub !== sub) return 'refused'
  const expected = { challenge: made.challenge, origin: issuer.origin }
  const verified = await verify(fields['credential'], expected, rpIdOf(context))
  if (typeof verified === 'string') {
    event('passkey_refused', { sub, reason: verified })
    return 'refused'
  }
  if ((await store.passkeys.list(sub)).length >= MOST) return 'many'
  const name = keeperOf(verified.aaguid) ?? (await browserName(context))
  if (!(await store.passkeys.add({ ...verified, sub, name, created_at: now }, MOST))) return 'known'
  await forgetBrowsers(user, context)
  notice('passkey_added', { user, about: name, credential_id: verified.credential_id }, context)
  return undefined
}

type Made = Pick<
  Passkey,
  'credential_id' | 'public_key' | 'sign_count' | 'transports' | 'backed_up'
>

/** §7.1 steps 5 to 25; why not, in words. */
async function verify(
  credential: string | undefined,
  { challenge, origin }: { challenge: string; origin: string },
  rpId = '',
): Promise<(Made & { aaguid: string }) | string> {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server')
  try {
    const given = registration.parse(JSON.parse(credential ?? ''))
    const { clientDataJSON, attestationObject, transports = [] } = given.response
    const { registrationInfo: info } = await verifyRegistrationResponse({
      response: {
        ...given,
        response: { clientDataJSON, attestationObject },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: false,
      supportedAlgorithmIDs: ALGORITHMS,
    })
    if (info === undefined) return 'its attestation is not that of its key'
    return {
      credential_id: info.credential.id,
      public_key: base64url.encode(info.credential.publicKey),
      sign_count: info.credential.counter,
      transports,
      backed_up: info.credentialBackedUp,
      aaguid: info.aaguid,
    }
  } catch (error) {
    return printable(String(error instanceof Error ? error.message : error), 200)
  }
}

/** What a passkey is called until its person says otherwise: by where it was made. */
async function browserName(context: Context): Promise<string> {
  const { browserText, chooseLanguage } = await import('../../pages/index.ts')
  const { lang } = pageProps(context, chooseLanguage)
  return browserText(context.request.headers.get('user-agent') ?? undefined, lang)
}
