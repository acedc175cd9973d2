import type { Mail } from '../mail.ts'
import { MailFailed } from '../mail-failed.ts'
import { fetchPublic } from '../outbound.ts'
import type { MailWay } from './index.ts'
import { mailboxOf } from './mime.ts'

interface Asked {
  url: string
  headers: Readonly<Record<string, string>>
  body: object
}

type Sent = Mail & { sender: string; replyTo: string | undefined }

/** RFC 3834 §5: no answering machine is to answer. */
const AUTO = { name: 'Auto-Submitted', value: 'auto-generated' }

const shapes = {
  resend: ({ to, subject, text, html, sender, replyTo }: Sent, token: string): Asked => ({
    url: 'https://api.resend.com/emails',
    headers: { Authorization: `Bearer ${token}` },
    body: {
      ...{ from: sender, to: [to], subject, text, html },
      ...(replyTo !== undefined && { reply_to: replyTo }),
      headers: { [AUTO.name]: AUTO.value },
    },
  }),
  // links are left as they are: a code in one is nobody's to see
  postmark: ({ to, subject, text, html, sender, replyTo }: Sent, token: string): Asked => ({
    url: 'https://api.postmarkapp.com/email',
    headers: { 'X-Postmark-Server-Token': token },
    body: {
      ...{ From: sender, To: to, Subject: subject, TextBody: text, HtmlBody: html },
      ...(replyTo !== undefined && { ReplyTo: replyTo }),
      ...{ MessageStream: 'outbound', TrackOpens: false, TrackLinks: 'None' },
      Headers: [{ Name: AUTO.name, Value: AUTO.value }],
    },
  }),
}

/** Seconds an API is given. */
const PATIENCE = 10

/** An HTTP API in the shape of Resend or Postmark. */
export async function sendByApi(one: Mail, { mail, means, options }: MailWay): Promise<void> {
  const shape = mail.via === 'postmark' ? shapes.postmark : shapes.resend
  const sender = mailboxOf(one.from.name, mail.from)
  const { url, headers, body } = shape({ ...one, sender, replyTo: mail.replyTo }, means.token ?? '')
  const status = await statusOf(mail.endpoint ?? url, { headers, body }, options)
  if (status < 200 || status > 299) throw new MailFailed(`the mail API answered ${status}`)
}

async function statusOf(
  url: string,
  { headers, body }: Pick<Asked, 'headers' | 'body'>,
  options: MailWay['options'],
): Promise<number> {
  const asked = {
    method: 'POST' as const,
    headers: { ...headers, Accept: 'application/json', 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    timeout: PATIENCE,
  }
  try {
    return (await fetchPublic(url, asked, { options })).status
  } catch (cause) {
    // the message of outbound.ts names the URL and what became of it, nothing that was sent
    throw new MailFailed((cause as Error).message)
  }
}
