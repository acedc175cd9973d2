/** @jsxImportSource hono/jsx */
import { type Language, texts } from './text.ts'

/** Which of the mails about codes it is; `flow/mail-code.ts` decides. */
export type CodeMail =
  | 'sign-in'
  | 'sign-up'
  | 'not-yet'
  | 'existing'
  | 'recovery'
  | 'existing-only'
  | 'nobody'

export interface CodeMailProps {
  lang: Language
  /** Whose house it is. */
  house: string
  code: string
  link: string
  /** The browser that asked, in words. */
  agent: string
  /** The issuer. */
  home: string
}

/** A mail with a code and a link, or one that says why there is none. No word of it comes from whoever asked. */
export function codeMail(kind: CodeMail, p: CodeMailProps) {
  const t = texts[p.lang].codes.mail
  const text = t.text[kind]
  const hasCode = kind !== 'existing-only' && kind !== 'nobody'
  const link = hasCode
    ? { href: p.link, label: t.open }
    : { href: `${p.home}/sign-in`, label: t.goTo }
  const lines = [
    text,
    ...(hasCode ? [`${t.codeLine}: ${p.code}`, t.counts] : []),
    `${link.label}: ${link.href}`,
    t.askedIn(p.agent),
    t.notYou,
  ]
  const html = (
    <html lang={p.lang} dir={texts[p.lang].dir}>
      <body>
        <p>{text}</p>
        {hasCode && (
          <p>
            {t.codeLine}: <strong>{p.code}</strong>
            <br />
            {t.counts}
          </p>
        )}
        <p>
          <a href={link.href}>{link.label}</a>
        </p>
        <p>
          {t.askedIn(p.agent)}
          <br />
          {t.notYou}
        </p>
      </body>
    </html>
  )
  return {
    subject: subjectOf(kind, p),
    text: lines.join('\n\n'),
    html: `<!doctype html>${html.toString()}`,
  }
}

function subjectOf(kind: CodeMail, { lang, code, house }: CodeMailProps): string {
  const t = texts[lang].codes.mail
  if (kind === 'existing-only') return t.hasAccount(house)
  return kind === 'nobody' ? t.noAccount(house) : t.subject(code, house)
}
