import type { Limit, User } from '../store/port.ts'
import { sha256 } from '../tokens/secret.ts'
import type { Context } from './context.ts'

const YEAR = 365 * 86_400

/**
 * What guessing is limited by: the account and the address. A browser in which this person has signed in before counts by
 * itself, so that somebody else's guesses do not keep them out. The keys are hashes, the same for known and unknown accounts.
 */
export async function limitsFor(
  email: string,
  user: User | undefined,
  context: Context,
): Promise<readonly Limit[]> {
  const device = await knownDevice(user, context)
  const account = device ?? `account/${await sha256(email)}`
  return [
    { key: account, attempts: 10, window: 900, longest: 900 },
    { key: `address/${addressOf(context.request)}`, attempts: 100, window: 900, longest: 300 },
  ]
}

/**
 * What sending mail to a mailbox is limited by, one after the other. Near: the network that asks, so that nobody floods a
 * stranger's mailbox and everybody else can still be mailed to. Then all networks together, with short waits: what is
 * refused near never counts there. A browser in which this person has signed in before counts by itself. The keys are hashes,
 * the same for known and unknown addresses.
 */
export async function mailLimits(email: string, user: User | undefined, context: Context) {
  const device = await knownDevice(user, context)
  const network = addressOf(context.request)
  const mailbox = device ?? (await sha256(email))
  const near = device ?? `${mailbox}/${network}`
  const limits: readonly (readonly Limit[])[] = [
    [
      { key: `mail/${near}`, attempts: 5, window: 900, longest: 900 },
      { key: `mail-day/${near}`, attempts: 10, window: 86_400, longest: 3600 },
      { key: `mail-by/${network}`, attempts: 40, window: 900, longest: 300 },
    ],
    [{ key: `mail-to/${mailbox}`, attempts: 20, window: 3600, longest: 300 }],
  ]
  return limits
}

/** The same for the second proof: by itself, so that the first one, given again and again, forgives nothing of it. */
export async function secondProofLimits(user: User, context: Context): Promise<readonly Limit[]> {
  const [account, address] = await limitsFor(user.email, user, context)
  const limits = [account, address].filter((limit) => limit !== undefined)
  return limits.map((limit) => ({ ...limit, key: `second/${limit.key}` }))
}

export const signUpLimits = ({ request }: Context): readonly Limit[] => [
  { key: `sign-up/${addressOf(request)}`, attempts: 20, window: 3600, longest: 900 },
]

/** A passkey cannot be guessed; what is bounded is the work of looking at one. */
export const passkeyLimits = ({ request }: Context): readonly Limit[] => [
  { key: `passkey/${addressOf(request)}`, attempts: 300, window: 900, longest: 300 },
]

/** The client's address as the platform sees it; of IPv6 the /64, which is one household. */
export function addressOf(request: Request): string {
  const address = request.headers.get('cf-connecting-ip') ?? 'local'
  return address.includes(':') ? address.split(':').slice(0, 4).join(':') : address
}

async function knownDevice(user: User | undefined, { cookies, sealer, now }: Context) {
  const cookie = cookies.get('device')
  const opened = cookie && (await sealer.open<{ sub: string }>('device', cookie, now))
  if (!opened || opened.expired || opened.value.sub !== user?.sub) return undefined
  return `device/${await sha256(cookie)}`
}

/** Whether this person has signed in in this browser before. */
export const isKnownDevice = async (user: User, context: Context): Promise<boolean> =>
  (await knownDevice(user, context)) !== undefined

/** Remembers that this person has signed in in this browser; says nothing else, and opens nothing. */
export async function rememberDevice(user: User, { cookies, sealer, now }: Context): Promise<void> {
  cookies.set('device', await sealer.seal('device', { sub: user.sub }, now + YEAR), YEAR)
}

/** What trying user codes is limited by: the address and the browser; everybody together; and people who have signed in. */
export async function userCodeLimits({ request, cookies, options }: Context) {
  const browser = await sha256(cookies.get('browser') ?? '')
  const window = 900
  return {
    near: [
      { key: `user-code/address/${addressOf(request)}`, attempts: 30, window, longest: 300 },
      { key: `user-code/browser/${browser}`, attempts: 10, window, longest: 300 },
    ],
    everybody: { key: 'user-code', attempts: options.userCodeTries, window: 600, longest: 60 },
    people: (sub: string): readonly Limit[] => [
      { key: `user-code/person/${sub}`, attempts: 10, window, longest: 900 },
      {
        key: 'user-code/people',
        attempts: 5 * options.userCodeTries,
        window: 600,
        longest: 60,
      },
    ],
  }
}
