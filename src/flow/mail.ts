import type { MailFacts, MailKind, MailProps } from '../pages/index.ts'
import type { User } from '../store/port.ts'
import type { Context } from './context.ts'
import { MailFailed } from './mail-failed.ts'
import { pageProps } from './render.ts'

/** A mail as it leaves: both forms of one text. */
export interface Mail {
  /** An address as normalised by `protocol/email.ts`. */
  to: string
  subject: string
  text: string
  html: string
  /** BCP 47. */
  lang: string
  kind: MailKind
  /** Who writes: the name of the house, and its issuer identifier. */
  from: { name: string; issuer: string }
}

/** Whatever sends mail. */
export interface Mailer {
  /** @throws MailFailed, or any error, when the mail was not taken; what it says never contains an address. */
  send(mail: Mail): Promise<void>
}

/** What a feature wants to have mailed, and to whom. */
export interface Letter
  extends Partial<Pick<MailProps, 'about' | 'by' | 'code' | 'link' | 'lasts'>> {
  kind: MailKind
  /** As normalised by `protocol/email.ts`. */
  to: string
  /** Whose address it is, where that is known: they are written to in their language. */
  user?: User | undefined
  /** Epoch seconds; in place of `about`, in their language. */
  date?: number | undefined
  /** Of the pages that led here. */
  ui_locales?: string | undefined
}

/** Seconds a mailer is given. */
const PATIENCE = 15

/**
 * Mails a letter in the language of its person, else of the page. Says whether it was taken; a failure is an event
 * (`mail_failed`) and no error. Whoever must not show by the time it takes whether an address is known uses `mailLater`.
 */
export async function sendMail(letter: Letter, context: Context): Promise<boolean> {
  const { mailer } = context.options
  const { kind, user } = letter
  try {
    if (mailer === undefined) throw new MailFailed('no mailer is configured')
    const mail = await written(letter, context)
    requireOneLine(mail)
    await inTime(mailer.send(mail))
    return true
  } catch (error) {
    const why = error instanceof MailFailed ? error.message : 'the mailer failed'
    context.event('mail_failed', { kind, ...(user && { sub: user.sub }), why })
    if (!(error instanceof MailFailed)) console.error(withoutAddresses(error))
    return false
  }
}

/** The same after the answer has left: neither its time nor its words depend on it. */
export function mailLater(letter: Letter, context: Context): void {
  context.waitUntil(sendMail(letter, context))
}

/** Where the thing happened that a letter tells of is nobody's business but its reader's. */
const WITHOUT_FACTS: readonly MailKind[] = ['invitation']

async function written(letter: Letter, context: Context): Promise<Mail> {
  const { identifier } = context.issuer
  const { mailOf, chooseLanguage } = await import('../pages/index.ts')
  const { kind, to, user, ui_locales = '', ...props } = letter
  const locale = user?.claims['locale']
  // OpenID Connect Core §5.1: some write en_US
  const own = typeof locale === 'string' ? locale.replace('_', '-') : undefined
  // their own language, whoever has asked; else that of the page
  const { lang, brand } = pageProps(
    context,
    (page) =>
      chooseLanguage({
        ...page,
        chosen: own,
        ui_locales: `${page.chosen ?? ''} ${page.ui_locales}`,
      }),
    ui_locales,
  )
  const about = letter.date === undefined ? letter.about : await dateIn(letter.date, lang)
  const facts = WITHOUT_FACTS.includes(kind) ? undefined : await factsOf(context, lang)
  const house = { name: brand.name, identifier, accent: brand.accent }
  const mail = mailOf({ ...props, kind, lang, house, about, facts })
  return { to, lang, kind, from: { name: brand.name, issuer: identifier }, ...mail }
}

const dateIn = async (at: number, lang: MailProps['lang']): Promise<string> =>
  (await import('../pages/index.ts')).dateText(at, lang)

async function factsOf({ request, now }: Context, lang: MailProps['lang']): Promise<MailFacts> {
  const { browserText, placeText } = await import('../pages/index.ts')
  return {
    when: now,
    browser: browserText(request.headers.get('user-agent') ?? undefined, lang),
    place: placeText((request.cf ?? {}) as IncomingRequestCfProperties, lang),
  }
}

/** RFC 5322 §2.2: a line break would begin a header of somebody else's. Looked at before any adapter. */
function requireOneLine({ to, subject, from }: Mail): void {
  const bad = [to, subject, from.name].some((line) => /\p{Cc}/u.test(line))
  if (bad || !ADDRESS.test(to)) throw new MailFailed('an address or the subject is not one line')
}

const ADDRESS = /^[^\s@<>"(),;:\\[\]]+@[^\s@<>"(),;:\\[\]]+$/

async function inTime(sending: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(new MailFailed(`the mailer has not answered in ${PATIENCE} seconds`)),
    PATIENCE * 1000,
  )
  try {
    await Promise.race([sending, late])
  } finally {
    clearTimeout(timer)
  }
}

/** An operator's own mailer may say anything: the log gets it without what could be an address. */
const withoutAddresses = (error: unknown): string =>
  String(error instanceof Error ? error.stack : error).replace(/\S+@\S+/g, '<address>')
