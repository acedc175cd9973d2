import type { MailSettings } from '../../mail-options.ts'
import type { Mail, Mailer } from '../mail.ts'
import { MailFailed } from '../mail-failed.ts'
import type { OutboundOptions } from '../outbound.ts'

/** What the environment brings for sending mail, and no setting may hold. */
export interface MailMeans {
  /** The binding `EMAIL`. */
  binding?: Pick<SendEmail, 'send'> | undefined
  /** `MAIL_TOKEN`: of the HTTP API. */
  token?: string | undefined
  /** `SMTP_PASSWORD`. */
  password?: string | undefined
}

/** One way to send, which is loaded when the first mail leaves. */
export interface MailWay {
  mail: MailSettings
  means: MailMeans
  options: OutboundOptions
}

/** The mailer that the settings describe. */
export const createMailer = (way: MailWay): Mailer => ({
  send: async (mail) => (await adapterOf(way.mail.via))(mail, way),
})

async function adapterOf(via: MailSettings['via']) {
  if (via === 'smtp') return (await import('./smtp.ts')).sendBySmtp
  return via === 'binding' ? sendByBinding : (await import('./api.ts')).sendByApi
}

/** The platform's `send_email` binding. What it says of a failure may hold addresses: only its code is kept. */
async function sendByBinding({ to, subject, text, html, from }: Mail, { mail, means }: MailWay) {
  if (means.binding === undefined) throw new MailFailed('the binding EMAIL is not there')
  const sender = { from: { name: from.name, email: mail.from } }
  try {
    await means.binding.send({
      ...{ ...sender, to, subject, text, html },
      ...(mail.replyTo !== undefined && { replyTo: mail.replyTo }),
    })
  } catch (cause) {
    const code = (cause as { code?: unknown } | undefined)?.code
    const known = typeof code === 'string' && /^[A-Z_]{1,60}$/.test(code) ? `: ${code}` : ''
    throw new MailFailed(`the binding has not taken the mail${known}`)
  }
}
