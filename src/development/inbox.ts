import type { Context } from '../flow/context.ts'
import { defineFeature, type Feature } from '../flow/feature.ts'
import type { Mail, Mailer } from '../flow/mail.ts'
import { json, page, pageProps } from '../flow/render.ts'
import { notFound } from '../protocol/errors.ts'
import { parametersOf, printable, readQuery } from '../protocol/parameters.ts'
import { randomId } from '../tokens/secret.ts'

/** Mails shown on one page. */
const LIMIT = 50
/** Seconds a mail is kept. */
const KEPT = 86_400
const STYLES = '/dev/inbox.css'

/** What the list needs of a mail. */
interface Line {
  to: string
  subject: string
  /** Milliseconds. */
  at: number
}

export interface KeptMail extends Mail, Pick<Line, 'at'> {
  id: string
}

const folderOf = (issuer: string) => `dev-mail/${encodeURIComponent(issuer)}/`

/** Keeps what would be mailed, for a day. The newest comes first in the order of names. */
export const inboxMailer = (kv: KVNamespace): Mailer => ({
  async send(mail) {
    const at = Date.now()
    const id = `${String(1e14 - at).padStart(15, '0')}.${randomId(8)}`
    const { to, subject } = mail
    const kept: KeptMail = { ...mail, id, at }
    await kv.put(folderOf(mail.from.issuer) + id, JSON.stringify(kept), {
      expirationTtl: KEPT,
      metadata: { to, subject, at } satisfies Line,
    })
  },
})

async function inbox(context: Context, kv: KVNamespace): Promise<Response> {
  const { to, id, as } = parametersOf(readQuery(context.request))
  const folder = folderOf(context.issuer.identifier)
  const read = (name: string) => kv.get<KeptMail>(folder + name, 'json')
  if (id !== undefined) {
    const mail = await read(id)
    if (mail === null) throw notFound(`there is no mail ${printable(id)}; mails are kept for a day`)
    return as === 'html' ? preview(mail) : mailPage(mail, context)
  }
  const { keys } = await kv.list<Line>({ prefix: folder })
  const lines = keys
    .map(({ name, metadata }) => ({ id: name.slice(folder.length), ...metadata }))
    .filter((line): line is Line & { id: string } => line.subject !== undefined)
    .filter((line) => to === undefined || line.to === to.toLowerCase())
    .slice(0, LIMIT)
  if (context.request.headers.get('accept')?.includes('application/json')) {
    const mails = await Promise.all(lines.map((line) => read(line.id)))
    return json({ mails: mails.filter((mail) => mail !== null) })
  }
  const { inboxPage } = await import('./inbox-page.tsx')
  return page(inboxPage({ ...(await propsOf(context)), lines, to }))
}

async function mailPage(mail: KeptMail, context: Context): Promise<Response> {
  const { inboxMailPage } = await import('./inbox-page.tsx')
  return page(inboxMailPage({ ...(await propsOf(context)), mail }))
}

async function propsOf(context: Context) {
  const { chooseLanguage } = await import('../pages/index.ts')
  const styles = context.issuer.path + STYLES
  return { ...pageProps(context, chooseLanguage), lang: 'en' as const, styles }
}

/** The HTML form as a mail program shows it: its inline styles count, and nothing in it runs or is fetched. */
const preview = ({ html }: KeptMail): Response =>
  page(html, 200, {
    'Content-Security-Policy':
      "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups allow-top-navigation-by-user-activation; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  })

async function styles(): Promise<Response> {
  const { inboxStyle } = await import('./inbox-page.tsx')
  return new Response(inboxStyle, { headers: { 'Content-Type': 'text/css; charset=utf-8' } })
}

/** Where developers read what would be mailed: part of `npm start`, and of no deployment. */
export const inboxPages = (kv: KVNamespace): Feature =>
  defineFeature({
    spec: 'Mail inbox',
    endpoints: [
      {
        ...{ path: '/dev/inbox', methods: ['GET'], audience: 'person' },
        handle: (context) => inbox(context, kv),
      },
      { path: STYLES, methods: ['GET'], audience: 'person', handle: styles },
    ],
  })
