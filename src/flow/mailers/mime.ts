import type { Mail } from '../mail.ts'
import { MailFailed } from '../mail-failed.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const base64 = (text: string) => btoa(String.fromCharCode(...bytesOf(text)))

/** RFC 5322 §3.4: a name in quotes and an address; a name that is not ASCII stays as it is. */
export const mailboxOf = (name: string, address: string): string =>
  `"${name.replace(/["\\]/g, '\\$&')}" <${address}>`

/** Whether a header can hold the text as it is: RFC 5322 §2.2, and nothing that reads as an encoded word. */
const isPlain = (text: string) => /^[\x20-\x7e]*$/.test(text) && !text.includes('=?')

/** RFC 2047 §2: as encoded words, each of whole characters, in lines of at most 76 behind any header's name. */
export function encodedText(text: string): string {
  if (isPlain(text)) return text
  const words: string[] = ['']
  for (const character of text) {
    const last = words.at(-1) ?? ''
    if (bytesOf(last + character).length > 39) words.push(character)
    else words[words.length - 1] = last + character
  }
  return words.map((word) => `=?UTF-8?B?${base64(word)}?=`).join('\r\n ')
}

const senderOf = (name: string, address: string) =>
  isPlain(name) ? mailboxOf(name, address) : `${encodedText(name)}\r\n <${address}>`

/** RFC 2045 §6.8: lines of 76 characters. */
const wrapped = (text: string) => {
  const bytes = bytesOf(text)
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 57) {
    lines.push(btoa(String.fromCharCode(...bytes.subarray(at, at + 57))))
  }
  return lines.join('\r\n')
}

export interface Envelope {
  from: string
  to: string
  replyTo?: string | undefined
  /** Milliseconds. */
  at: number
  /** Unique, of letters and digits. */
  id: string
}

/**
 * A mail as a message of the internet, its lines ending in CRLF: RFC 5322, RFC 2046 §5.1.4.
 * @throws MailFailed for a header with a line break.
 */
export function messageOf(mail: Mail, { from, to, replyTo, at, id }: Envelope): string {
  const boundary = `=_${id}`
  const headers = [
    ['From', senderOf(mail.from.name, from)],
    ['To', to],
    ...(replyTo === undefined ? [] : [['Reply-To', replyTo]]),
    ['Subject', encodedText(mail.subject)],
    ['Date', new Date(at).toUTCString().replace('GMT', '+0000')],
    ['Message-ID', `<${id}@${from.split('@').at(-1)}>`],
    ['Auto-Submitted', 'auto-generated'], // RFC 3834 §5
    ['Content-Language', mail.lang],
    ['MIME-Version', '1.0'],
    ['Content-Type', `multipart/alternative; boundary="${boundary}"`],
  ].map(([name, value = '']) => `${name}: ${oneHeader(value)}`)
  const part = (type: string, body: string) => [
    ...[`--${boundary}`, `Content-Type: text/${type}; charset=utf-8`],
    ...['Content-Transfer-Encoding: base64', '', wrapped(body)],
  ]
  const parts = [...part('plain', mail.text), ...part('html', mail.html), `--${boundary}--`, '']
  return [...headers, '', ...parts].join('\r\n')
}

/** Folds of our own aside, a header is one line. */
function oneHeader(value: string): string {
  if (/\p{Cc}/u.test(value.replaceAll('\r\n ', ''))) {
    throw new MailFailed('a header of the mail is not one line')
  }
  return value
}
