import { notFound, temporarilyUnavailable } from '../protocol/errors.ts'
import type { User } from '../store/port.ts'
import { randomId, sameHash, sha256 } from '../tokens/secret.ts'
import { bindBrowser } from './browser.ts'
import type { Context } from './context.ts'
import { mailLimits } from './guessing.ts'
import { sendMail } from './mail.ts'
import { canSignUp, codesAreOn } from './mail-switches.ts'
import { openFromBrowser, type Pending, sealForBrowser } from './pending.ts'
import { pageProps } from './render.ts'

/** Seconds a mailed code and its link count. */
export const CODE_LIFETIME = 600
/** Tries at one code. */
const TRIES = 5
/** RFC 8628 §6.1: no vowels that make words, nothing that is taken for something else. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
/** Characters of a link beyond which mail programs begin to break it. */
const LONGEST_LINK = 1900

/** What a mailbox is asked to prove itself for. */
export type Intent = 'sign-in' | 'sign-up' | 'recovery'

/**
 * A code that was mailed. It is sealed into the page that asks for it, bound to the browser; storage hears of it when the
 * first answer comes. Twenty letters in eight places are more than all guesses that mail limits allow could ever find, so
 * nobody has to be locked out for somebody else's guesses.
 */
export interface Asked {
  /** Of the challenge. */
  id: string
  code: string
  /** Shown in this browser, and chosen where the link is opened in another one. */
  number: number
  email: string
  intent: Intent
  pending: Pending
  started_at: number
  sent_at: number
}

/** The link of a mail: what it needs to answer in any browser, and what goes on in the one that asked. */
export interface MailLink {
  id: string
  number: number
  choices: readonly number[]
  sent_at: number
  /** Hash of the cookie of the browser that asked. */
  browser: string
  /** That browser, in words of the mail's language. */
  agent: string
  /** Absent when it would make the link too long: then this browser is asked as any other. */
  asked?: Pick<Asked, 'email' | 'intent' | 'pending'>
}

type Kind =
  | 'sign_in'
  | 'sign_in_new'
  | 'sign_up'
  | 'sign_up_known'
  | 'password_reset'
  | 'no_account'

/**
 * Which mail there is to write. An address without an account gets one too: the browser is told the same, after the same
 * work, and who reads the mail learns what there is.
 */
function letterFor(
  intent: Intent,
  user: User | undefined,
  { options }: Context,
): { kind: Kind; hasCode: boolean } {
  if (user?.disabled_at !== undefined) return { kind: 'no_account', hasCode: false }
  if (intent === 'recovery') {
    return user ? { kind: 'password_reset', hasCode: true } : { kind: 'no_account', hasCode: false }
  }
  if (user === undefined) {
    if (!canSignUp(options)) return { kind: 'no_account', hasCode: false }
    return { kind: intent === 'sign-up' ? 'sign_up' : 'sign_in_new', hasCode: true }
  }
  return {
    kind: intent === 'sign-up' ? 'sign_up_known' : 'sign_in',
    hasCode: codesAreOn(options),
  }
}

/**
 * Mails a code and a link; nothing is stored. Known or unknown, each address is mailed to and limited alike. Answers the
 * seconds to wait when there were too many mails already.
 * @throws temporarily_unavailable when the mail was not taken.
 */
export async function mailCode(
  { email, intent }: Pick<Asked, 'email' | 'intent'>,
  pending: Pending,
  context: Context,
): Promise<Asked | { wait: number }> {
  const { event, now, options, store } = context
  const { mailer } = options
  if (mailer === undefined) throw notFound('no mail is sent from here')
  const user = await store.users.findByEmail(email)
  for (const limits of await mailLimits(email, user, context)) {
    const wait = await store.throttle.attempt(limits, now)
    if (wait === 0) continue
    event('mail_throttled', { sub: user?.sub })
    return { wait }
  }
  const choices = threeNumbers()
  const asked: Asked = {
    ...{ id: randomId(), code: makeCode(), email, intent, pending },
    ...{ number: choices[0], started_at: pending.started_at, sent_at: now },
  }
  await send({ asked, choices, user }, context)
  event('code_mailed', { sub: user?.sub, intent })
  return asked
}

async function send(
  { asked, choices, user }: { asked: Asked; choices: readonly number[]; user: User | undefined },
  context: Context,
): Promise<void> {
  const { email, intent, code, pending } = asked
  const ui_locales = pending.parameters?.['ui_locales']
  const { browserText, chooseLanguage } = await import('../pages/index.ts')
  const { lang } = pageProps(context, chooseLanguage, ui_locales)
  const agent = browserText(context.request.headers.get('user-agent') ?? undefined, lang)
  const shown = { choices: [...choices].sort((a, b) => a - b), agent }
  const link = await linkFor(asked, shown, context) // made for every mail: the same work
  const { kind, hasCode } = letterFor(intent, user, context)
  const proof = hasCode
    ? { code: spelled(code), link, lasts: CODE_LIFETIME }
    : { link: `${context.issuer.identifier}/sign-in` }
  const isTaken = await sendMail({ kind, to: email, user, ui_locales, ...proof }, context)
  if (!isTaken) throw temporarilyUnavailable('the mail could not be sent; try again')
}

async function linkFor(
  { id, number, email, intent, pending, sent_at }: Asked,
  shown: Pick<MailLink, 'choices' | 'agent'>,
  context: Context,
): Promise<string> {
  const browser = await sha256(bindBrowser(context))
  const elsewhere: MailLink = { id, number, sent_at, browser, ...shown }
  const here: MailLink = { ...elsewhere, asked: { email, intent, pending } }
  const sealed = (link: MailLink) =>
    context.sealer
      .seal('mail-link', link, sent_at + CODE_LIFETIME)
      .then((token) => `${context.issuer.identifier}/code/link?token=${token}`)
  const long = await sealed(here)
  return long.length <= LONGEST_LINK ? long : sealed(elsewhere)
}

/** `undefined` for a link that is not ours; one that is over opens and says so. */
export const openLink = (token: string | undefined, { sealer, now }: Context) =>
  sealer.open<MailLink>('mail-link', token ?? '', now)

export const sealAsked = (asked: Asked, context: Context): Promise<string> =>
  sealForBrowser('mail-code', asked, context)

/** @throws as `openFromBrowser`: in another browser than the one that asked, a code is worth nothing. */
export const openAsked = (sealed: string | undefined, context: Context): Promise<Asked> =>
  openFromBrowser<Asked>('mail-code', sealed, context)

/** What a challenge is limited by: five tries, ten minutes. */
export const limitOf = ({ sent_at }: { sent_at: number }) => ({
  most: TRIES,
  expires_at: sent_at + CODE_LIFETIME,
})

/**
 * Tries a code. It is counted before it is looked at, and right once: of any number that are sent together, five are looked
 * at and one is right.
 */
export async function tryCode(
  asked: Asked,
  typed: string,
  context: Context,
): Promise<'right' | 'wrong' | 'over'> {
  const { store, now, event } = context
  if (!(await store.challenges.attempt(asked.id, limitOf(asked), now))) return 'over'
  if (!sameHash(await sha256(read(typed)), await sha256(asked.code))) {
    event('code_wrong', { intent: asked.intent })
    return 'wrong'
  }
  return (await finish(asked, context)) ? 'right' : 'over'
}

/** The one use there is of a code, its link and its number. None when another number was chosen than the one shown here. */
export async function finish(
  asked: Pick<Asked, 'id' | 'number' | 'sent_at'>,
  { store, now }: Context,
): Promise<boolean> {
  const word = await store.challenges.answered(asked.id, now)
  if (word !== undefined && word !== String(asked.number)) return false
  return store.challenges.finish(asked.id, limitOf(asked), now)
}

/** Whether the number was chosen where the link was opened; `over` when another one was, or time is up. */
export async function isNumberChosen(
  asked: Asked,
  context: Context,
): Promise<'chosen' | 'waiting' | 'over'> {
  const word = await context.store.challenges.answered(asked.id, context.now)
  if (word !== undefined) return (await finish(asked, context)) ? 'chosen' : 'over'
  return limitOf(asked).expires_at > context.now ? 'waiting' : 'over'
}

/** Leaves word of what was chosen where the link was opened: once, and only the right number lets the other browser in. */
export const chooseNumber = (
  link: MailLink,
  word: string,
  { store, now }: Context,
): Promise<boolean> => store.challenges.answer(link.id, { word, ...limitOf(link) }, now)

function makeCode(): string {
  let code = ''
  while (code.length < 8) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1))
    code += byte < 240 ? LETTERS.charAt(byte % 20) : '' // 240 is twelve times twenty: no letter comes more often
  }
  return code
}

/** As it is read out: in two halves. */
const spelled = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`

/** However it was typed: RFC 8628 §6.1. */
const read = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z]/g, '')

/** Three numbers of two digits, all different: the first is the one that is shown. */
function threeNumbers(): [number, number, number] {
  const made = new Set<number>()
  while (made.size < 3) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1))
    if (byte < 180) made.add(10 + (byte % 90))
  }
  return [...made] as [number, number, number] // three, by the loop
}
