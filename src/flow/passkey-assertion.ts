import * as base64url from 'jose/base64url'
import * as z from 'zod/mini'
import { printable } from '../protocol/parameters.ts'
import type { Passkey, User } from '../store/port.ts'
import type { Context } from './context.ts'
import { type PasskeyChallenge, rpIdOf, subOf } from './passkey-challenge.ts'

const text = (longest: number) => z.string().check(z.maxLength(longest))

/** AuthenticationResponseJSON. WebAuthn Level 3 §5.1. */
const assertion = z.object({
  // §5.8.3: a credential id has 1023 bytes at most
  id: text(1364),
  rawId: text(1364),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: text(16_384),
    authenticatorData: text(16_384),
    signature: text(4096),
    userHandle: z.nullish(text(88)),
  }),
})
type Assertion = z.output<typeof assertion>

export interface Expected extends Omit<PasskeyChallenge, 'started_at'> {
  /** Where it may have been signed. */
  origins: readonly string[]
}

export interface Asserted {
  user: User
  passkey: Passkey
  /** Whether a PIN, a fingerprint or a face has unlocked it. */
  userVerified: boolean
  /** RFC 8176, of this proof alone. */
  amr: readonly string[]
}

export interface Refused {
  /** `unknown`: nobody has it here. */
  refused: 'unknown' | 'wrong'
  credential_id?: string
}

/**
 * Whose passkey has signed a challenge. The authenticator says whose it is: the person's own database is asked, and no
 * other. WebAuthn Level 3 §7.2.
 */
export async function verifyAssertion(
  credential: string | undefined,
  expected: Expected,
  context: Context,
): Promise<Asserted | Refused> {
  const given = parse(credential)
  if (given === undefined) return refuse({ refused: 'wrong' }, 'it is not a credential', context)
  const { id: credential_id } = given
  const sub = whose(given, expected.sub)
  if (sub === undefined) return refuse({ refused: 'wrong', credential_id }, 'user handle', context)
  const { store } = context
  const [user, passkey] = await Promise.all([
    store.users.find(sub, { fresh: true }),
    store.passkeys.find(sub, credential_id),
  ])
  if (user === undefined || passkey === undefined) {
    return refuse({ refused: 'unknown', credential_id }, 'it is not known', context)
  }
  if (user.disabled_at !== undefined) {
    return refuse({ refused: 'wrong', credential_id }, 'the person is disabled', context)
  }
  const verified = await verify(given, { ...expected, passkey }, context)
  if (typeof verified === 'string') {
    return refuse({ refused: 'wrong', credential_id }, verified, context)
  }
  return counted({ user, passkey }, verified, context)
}

function refuse(refused: Refused, reason: string, { event }: Context): Refused {
  event('passkey_refused', { reason })
  return refused
}

function parse(credential: string | undefined): Assertion | undefined {
  try {
    return assertion.safeParse(JSON.parse(credential ?? '')).data
  } catch {
    return undefined // what is not JSON was not made by our script
  }
}

/** §7.2 step 6: a person who is known already has to be the one the user handle names. */
function whose({ response }: Assertion, known: string | undefined): string | undefined {
  const named = response.userHandle ? subOf(response.userHandle) : known
  return known === undefined || named === known ? named : undefined
}

interface Verified {
  userVerified: boolean
  sign_count: number
  /** §6.1.3: it may be on more than one device. */
  isSynced: boolean
  backed_up: boolean
}

/** §7.2 steps 7 to 21; why not, in words. */
async function verify(
  { response, ...given }: Assertion,
  { passkey, ...expected }: Expected & { passkey: Passkey },
  context: Context,
): Promise<Verified | string> {
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
  const { userHandle: _, ...signed } = response
  try {
    const { verified, authenticationInfo: info } = await verifyAuthenticationResponse({
      response: { ...given, response: signed, clientExtensionResults: {} },
      expectedChallenge: expected.challenge,
      expectedOrigin: [...expected.origins],
      expectedRPID: rpIdOf(context) ?? '',
      requireUserVerification: expected.userVerification === 'required',
      credential: {
        id: passkey.credential_id,
        publicKey: Uint8Array.from(base64url.decode(passkey.public_key)),
        counter: 0, // judged below
      },
    })
    if (!verified) return 'the signature is not that of its key'
    return {
      userVerified: info.userVerified,
      sign_count: info.newCounter,
      isSynced: info.credentialDeviceType === 'multiDevice',
      backed_up: info.credentialBackedUp,
    }
  } catch (error) {
    return printable(String(error instanceof Error ? error.message : error), 200)
  }
}

/**
 * §7.2 step 22: a counter that does not grow is a sign of a copy. A passkey that is synced has copies by its nature, and
 * many do not count at all; of one that never leaves its device a copy is not to sign anybody in.
 */
async function counted(
  { user, passkey }: Pick<Asserted, 'user' | 'passkey'>,
  { sign_count, backed_up, ...verified }: Verified,
  context: Context,
): Promise<Asserted | Refused> {
  const { sub, credential_id } = passkey
  const isCounting = sign_count > 0 || passkey.sign_count > 0
  if (isCounting && sign_count <= passkey.sign_count) {
    const counts = { before: passkey.sign_count, now: sign_count }
    context.event('passkey_counter_regressed', { sub, credential_id, ...counts })
    if (!verified.isSynced) return { refused: 'wrong', credential_id }
  }
  const use = { sign_count, backed_up, last_used_at: context.now }
  await context.store.passkeys.used(sub, credential_id, use)
  return { user, passkey, userVerified: verified.userVerified, amr: amrOf(verified) }
}

/**
 * RFC 8176 §2. Without attestation nobody vouches for where a key lies; one that may be copied is called a key in software.
 * With user verification there are two factors: the key, and what unlocks it.
 */
const amrOf = ({ isSynced, userVerified }: Pick<Verified, 'isSynced' | 'userVerified'>) => [
  isSynced ? 'swk' : 'hwk',
  ...(userVerified ? ['user', 'mfa'] : []),
]

/** RFC 8176 §2: whether a passkey is among what was proven. */
export const isByPasskey = (amr: readonly string[]): boolean =>
  amr.includes('hwk') || amr.includes('swk')
