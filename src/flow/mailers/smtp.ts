import { randomId } from '../../tokens/secret.ts'
import type { Mail } from '../mail.ts'
import { MailFailed } from '../mail-failed.ts'
import { openSocket } from '../outbound.ts'
import type { MailWay } from './index.ts'
import { messageOf } from './mime.ts'
import { createWire, type Wire } from './smtp-wire.ts'

/** Seconds for all of it. */
const PATIENCE = 12

/**
 * SMTP: RFC 5321, over TLS from the start (RFC 8314) or after STARTTLS (RFC 3207), which is required and not hoped for.
 * One connection for each mail, closed whatever comes of it.
 */
export async function sendBySmtp(one: Mail, way: MailWay): Promise<void> {
  const { host: hostname = '', tls = 'implicit' } = way.mail
  const port = way.mail.port ?? (tls === 'starttls' ? 587 : 465)
  const secureTransport = { implicit: 'on', starttls: 'starttls', none: 'off' }[tls]
  const socket = await openSocket({ hostname, port }, secureTransport, way)
  const wire = createWire(socket)
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    reject(new MailFailed(`the SMTP server has not taken the mail in ${PATIENCE} seconds`))
  }, PATIENCE * 1000)
  try {
    await Promise.race([converse(one, way, wire), late])
  } finally {
    clearTimeout(timer)
    wire.close()
  }
}

async function converse(one: Mail, { mail, means, options }: MailWay, wire: Wire): Promise<void> {
  const name = new URL(options.issuer.replace(':tenant', 'tenant')).hostname
  await wire.expect(['220'], 'the connection')
  let able = await greet(name, wire)
  if (mail.tls === 'starttls') {
    // RFC 3207 §4: what does not offer it may have been made not to; nothing is sent in the clear
    if (!able.has('STARTTLS')) throw new MailFailed('the SMTP server does not offer STARTTLS')
    await wire.ask('STARTTLS', '220')
    wire.startTls()
    able = await greet(name, wire) // §4.2: what was said before counts for nothing
  }
  if (mail.user !== undefined) await authenticate(mail.user, means.password ?? '', { able, wire })
  const to = addressFor(one.to, able)
  const from = addressFor(mail.from, able)
  const utf8 = isAscii(to + from) ? '' : ' SMTPUTF8' // RFC 6531 §3.4
  await wire.ask(`MAIL FROM:<${from}>${utf8}`, '250')
  await wire.ask(`RCPT TO:<${to}>`, '250', '251')
  await wire.ask('DATA', '354')
  const envelope = { from, to, replyTo: mail.replyTo, at: Date.now(), id: randomId(16) }
  // RFC 5321 §4.5.2: a line that begins with a dot has one more
  const message = messageOf(one, envelope).replace(/^\./gm, '..')
  await wire.ask(`${message}.`, '250')
  await wire.say('QUIT').catch(() => undefined) // it is taken: how they part changes nothing
}

/** RFC 5321 §4.1.1.1: what the server can do, by keyword. */
async function greet(name: string, wire: Wire): Promise<ReadonlyMap<string, string>> {
  const [, ...lines] = await wire.ask(`EHLO ${name}`, '250')
  return new Map(
    lines.map((line) => {
      const [keyword = '', ...parameters] = line.toUpperCase().split(/[ =]/)
      return [keyword, parameters.join(' ')]
    }),
  )
}

/** RFC 4954 with PLAIN (RFC 4616), or LOGIN where there is nothing else. */
async function authenticate(
  user: string,
  password: string,
  { able, wire }: { able: ReadonlyMap<string, string>; wire: Wire },
): Promise<void> {
  const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
  const mechanisms = able.get('AUTH')?.split(' ') ?? []
  if (mechanisms.includes('PLAIN')) {
    await wire.ask(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`, '235')
  } else if (mechanisms.includes('LOGIN')) {
    await wire.ask('AUTH LOGIN', '334')
    await wire.ask(base64(user), '334')
    await wire.ask(base64(password), '235')
  } else {
    throw new MailFailed('the SMTP server offers neither AUTH PLAIN nor AUTH LOGIN')
  }
}

const isAscii = (text: string) => /^[\x21-\x7e]*$/.test(text)

/** An address as this server takes it: its domain in ASCII where the server knows nothing else. RFC 6531 §3.2. */
function addressFor(address: string, able: ReadonlyMap<string, string>): string {
  const [local = '', domain = ''] = address.split('@')
  const ascii = `${local}@${new URL(`http://${domain}`).hostname}`
  if (isAscii(ascii)) return ascii
  if (able.has('SMTPUTF8')) return address
  throw new MailFailed('the SMTP server takes no address of other letters than a to z')
}
