import type { Context } from '../../flow/context.ts'
import type { Totp, User } from '../../store/port.ts'

/** RFC 6238 as every app has it: SHA-1, six digits, 30 seconds. */
const RULES = { algorithm: 'SHA1', digits: 6, period: 30 } as const
/** Steps a clock may be ahead or behind. RFC 6238 §5.2. */
const WINDOW = 1
/** A secret that is kept does not expire. */
const NEVER = Number.MAX_SAFE_INTEGER

const library = () => import('otpauth')

/** A fresh secret, base32. RFC 4226 §4 R6: 160 bits. */
export async function makeSecret(): Promise<string> {
  const { Secret } = await library()
  return new Secret({ size: 20 }).base32
}

/** What an app reads from a QR code. */
export async function addressOf(secret: string, { email }: User, house: string): Promise<string> {
  const { TOTP } = await library()
  return new TOTP({ ...RULES, secret, issuer: house, label: email }).toString()
}

/** The time step a code belongs to, `undefined` when it is none of now: compared in constant time. */
export async function stepOf(
  typed: string,
  secret: string,
  now: number,
): Promise<number | undefined> {
  const token = digitsOf(typed)
  if (!/^\d{6}$/.test(token)) return undefined
  const { Secret, TOTP } = await library()
  const key = { ...RULES, secret: Secret.fromBase32(secret), timestamp: now * 1000 }
  const delta = TOTP.validate({ ...key, token, window: WINDOW })
  return delta === null ? undefined : Math.floor(now / RULES.period) + delta
}

/** Whatever digits a keyboard has, and without the gap in the middle. */
const digitsOf = (typed: string) =>
  typed
    .normalize('NFKC')
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .replace(/\s/g, '')

/** As it is kept: of no use without the server's secret, nor beside another person's name. */
export const sealSecret = (secret: string, { sub }: User, { sealer }: Context): Promise<string> =>
  sealer.seal('totp', { secret, sub }, NEVER)

/**
 * Uses a code up: it is right, and later than any that was used. The secret is sealed anew when the server's own has changed.
 */
export async function spendCode(
  typed: string,
  { user, totp }: { user: User; totp: Totp },
  context: Context,
): Promise<boolean> {
  const { now, sealer, store } = context
  const opened = await sealer.open<{ secret: string; sub: string }>('totp', totp.secret, now)
  if (opened?.value.sub !== user.sub) return false
  const { secret } = opened.value
  const step = await stepOf(typed, secret, now)
  if (step === undefined) return false
  const anew = opened.former && (await sealSecret(secret, user, context))
  return store.factors.spendStep(user.sub, step, anew)
}
