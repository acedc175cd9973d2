import type { User } from '../store/port.ts'
import type { Context } from './context.ts'
import { notice } from './notice.ts'
import type { Pending } from './pending.ts'
import { sealPending } from './pending.ts'
import { show } from './show.ts'

/** Recovery codes: for who has lost every other factor. */

/** How many there are. */
const CODES = 10
/** Characters of one: 50 bits, and nobody can try them without the server. */
const LENGTH = 10
/** Crockford's 32: none of them is taken for another. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Makes them anew, and takes the former away. Nobody can show them again: they are kept as tags under the server's secret. */
export async function makeRecoveryCodes(user: User, context: Context): Promise<readonly string[]> {
  const codes = Array.from({ length: CODES }, makeCode)
  const tags = codes.map((code) => context.sealer.tag('recovery-code', taggedOf(user, code)))
  await context.store.factors.replaceRecoveryCodes(user.sub, await Promise.all(tags), context.now)
  notice('recovery_codes_made', { user }, context)
  return codes
}

/** Shows them, once; then `pending` goes on. */
export async function showRecoveryCodes(
  codes: readonly string[],
  pending: Pending,
  context: Context,
): Promise<Response> {
  const request = await sealPending(pending, context)
  return show(
    context,
    (pages, common) => pages.recoveryCodesPage({ ...common, request, codes: codes.map(spelled) }),
    { ui_locales: pending.parameters?.['ui_locales'] },
  )
}

/** Uses a code of this person's up, however it is typed. False for one that is not theirs, or was used. */
export async function spendRecoveryCode(
  typed: string,
  user: User,
  { now, sealer, store }: Context,
): Promise<boolean> {
  const code = read(typed)
  if (code.length !== LENGTH) return false
  for (const tag of await store.factors.recoveryCodes(user.sub)) {
    if (!(await sealer.verifyTag('recovery-code', taggedOf(user, code), tag))) continue
    return store.factors.spendRecoveryCode(user.sub, tag, now)
  }
  return false
}

const taggedOf = ({ sub }: User, code: string) => JSON.stringify([sub, code])

// 32 divides 256: every character is as likely as any other
const makeCode = () =>
  [...crypto.getRandomValues(new Uint8Array(LENGTH))]
    .map((byte) => ALPHABET.charAt(byte % ALPHABET.length))
    .join('')

const spelled = (code: string) => `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`

const read = (typed: string) =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
