import * as z from 'zod/mini'
import type { MailMeans } from './flow/mailers/index.ts'

const address = z
  .string()
  .check(
    z.regex(
      /^[^\s@<>"(),;:\\[\]]+@[a-z0-9.-]+\.[a-z]{2,}$/i,
      'expected an address such as no-reply@example.com',
    ),
  )

/** How mail is sent: a part of the options. */
export const mail = z.optional(
  z.strictObject({
    via: z.enum(['binding', 'resend', 'postmark', 'smtp']),
    /** Whose mail it is; the name beside it is the server's. */
    from: address,
    replyTo: z.optional(address),
    /** Of the API, where it is not the provider's usual one. */
    endpoint: z.optional(z.url({ protocol: /^https$/ })),
    /** Of SMTP. */
    host: z.optional(z.string()),
    /** Default: 465 for `implicit`, 587 for `starttls`. */
    port: z.optional(z.int().check(z.gte(1), z.lte(65_535))),
    user: z.optional(z.string()),
    /** `none` for a server on this machine only. */
    tls: z.optional(z.enum(['implicit', 'starttls', 'none'])),
  }),
)

export type MailSettings = NonNullable<z.output<typeof mail>>

const secret = (name: string) => `${name} is missing: npx wrangler secret put ${name}`

/** What is missing for sending mail in the way that was chosen, a sentence each. */
export function mailProblems(settings: MailSettings | undefined, means: MailMeans = {}): string[] {
  if (settings === undefined) return []
  const { via, endpoint } = settings
  const api = via === 'resend' || via === 'postmark'
  const ofSmtp = (['host', 'port', 'user', 'tls'] as const).filter((name) => settings[name])
  return [
    ...(via === 'smtp' ? smtpProblems(settings, means) : []),
    ...(via === 'binding' && !means.binding
      ? ['mail is sent via binding, and there is no EMAIL: add [[send_email]] to wrangler.toml']
      : []),
    ...(api && !means.token ? [secret('MAIL_TOKEN')] : []),
    ...(via === 'smtp' ? [] : ofSmtp).map((name) => `mail.${name} is for smtp, and via is ${via}`),
    ...(endpoint !== undefined && !api ? [`mail.endpoint is for an API, and via is ${via}`] : []),
  ]
}

const LOCAL = /^(localhost|127\.0\.0\.1|\[?::1\]?)$/

function smtpProblems({ host, port, user, tls }: MailSettings, { password }: MailMeans): string[] {
  const problems: string[] = []
  if (!host) problems.push('mail.host is missing, expected the name of the SMTP server')
  if (port === 25) problems.push('mail.port is 25, which no Worker can reach; expected 465 or 587')
  if (user !== undefined && !password) problems.push(secret('SMTP_PASSWORD'))
  if (tls === 'none' && !LOCAL.test(host ?? ''))
    problems.push(`mail.tls is none, expected implicit or starttls: ${host} is not this machine`)
  return problems
}
