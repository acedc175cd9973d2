import type { Mail } from '../../src/flow/mail.ts'
import { createMailer, type MailMeans } from '../../src/flow/mailers/index.ts'
import type { OutboundExceptions } from '../../src/index.ts'
import type { MailSettings } from '../../src/mail-options.ts'
import { connectByNode } from './smtp-sink.ts'

/** With everything in it that is easily garbled. */
export const mail: Mail = {
  to: 'ada@example.com',
  subject: 'Anmelden bei Häfen & Söhne, dem schönsten Haus an der Elbe und weit darüber hinaus',
  text: 'Ihr Code:\n\n    482913\n\n.\n..\nGrüße\n',
  html: '<!doctype html><p>Grüße</p>',
  lang: 'de',
  kind: 'sign_in',
  from: { name: 'Häfen "und" Söhne', issuer: 'https://id.example.com' },
}

export type Way = Partial<MailSettings> & Pick<MailSettings, 'via'>

export interface Sending {
  means?: MailMeans
  changes?: Partial<Mail>
  fetch?: OutboundExceptions['fetch'] | undefined
}

/** Sends that mail, over the sockets of this process. */
export function send(settings: Way, { means = {}, changes, fetch }: Sending = {}): Promise<void> {
  const outbound = { ...(fetch && { fetch }), connect: connectByNode }
  const options = { issuer: 'https://id.example.com', outbound }
  const way = { mail: { from: 'no-reply@example.com', ...settings }, means, options }
  return createMailer(way).send({ ...mail, ...changes })
}

/** Name and message of what became of it. */
export const why = (sending: Promise<void>) =>
  sending.then(
    () => 'sent',
    (error: Error) => `${error.name}: ${error.message}`,
  )
