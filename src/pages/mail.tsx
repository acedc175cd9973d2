/** @jsxImportSource hono/jsx */
import { colourProblem, textOn } from '../protocol/brand.ts'
import { durationText, momentText } from './format.ts'
import { type Language, type Text, texts } from './text.ts'

type Kinds = Text['mail']['kind']
type Notices = Text['mail']['notice']

/** What can be mailed: something to act on, or word of what has happened. */
export type MailKind = keyof Kinds | keyof Notices

/** Where and when the thing happened that a mail tells of. */
export interface MailFacts {
  /** Epoch seconds. */
  when: number
  /** In words. */
  browser?: string | undefined
  /** In words. */
  place?: string | undefined
}

export interface MailProps {
  kind: MailKind
  lang: Language
  /** Who writes: its name, and where it is at home. */
  house: { name: string; identifier: string; accent?: string | undefined }
  /** What it is about: an organisation, an app, a passkey, a date. */
  about?: string | undefined
  /** Who invites. */
  by?: string | undefined
  /** To type. */
  code?: string | undefined
  /** To open: an absolute URL. */
  link?: string | undefined
  /** Seconds for which code and link are good. */
  lasts?: number | undefined
  facts?: MailFacts | undefined
}

/** A mail of one kind in one language, as text and as HTML that say the same. Nothing in it is fetched from elsewhere. */
export function mailOf(props: MailProps): { subject: string; text: string; html: string } {
  const letter = letterOf(props)
  return {
    subject: letter.subject.replace(/\s+/g, ' ').trim(),
    text: plain(letter),
    html: `<!doctype html>${(<Letter letter={letter} />).toString()}`,
  }
}

interface Letter extends Omit<MailProps, 'facts' | 'lasts'> {
  subject: string
  title: string
  says: string
  button: string
  lasts: string | undefined
  facts: readonly (readonly [string, string])[]
  why: string
  otherwise: string
}

function letterOf(props: MailProps): Letter {
  const t = texts[props.lang].mail
  const { name } = props.house
  const about = unlinked(props.about)
  const said = isNotice(props.kind, t.notice)
    ? {
        ...t.notice[props.kind],
        ...{ button: t.noticeButton, why: t.noticeWhy, otherwise: t.noticeOtherwise },
      }
    : t.kind[props.kind]
  return {
    ...props,
    ...{ title: said.title, button: said.button, why: said.why, otherwise: said.otherwise },
    subject: said.subject(name, about),
    says: said.text(name, about),
    lasts: props.lasts === undefined ? undefined : t.lasts(durationText(props.lasts, props.lang)),
    facts: factsOf(props, t),
  }
}

const isNotice = (kind: MailKind, notices: Notices): kind is keyof Notices =>
  Object.hasOwn(notices, kind)

/** In these the text itself says what it is about. */
const SAID = new Set<MailKind>(['invitation', 'account_closing'])

function factsOf({ kind, lang, about, by, facts }: MailProps, t: Text['mail']) {
  const all: readonly (readonly [string, string | undefined])[] = [
    [t.fact.name, SAID.has(kind) ? undefined : about],
    [t.fact.by, by],
    [t.fact.when, facts && momentText(facts.when, lang)],
    [t.fact.browser, facts?.browser],
    [t.fact.place, facts?.place],
  ]
  return all
    .map(([label, value]) => [label, unlinked(value)] as const)
    .filter(([, value]) => value !== '')
}

/**
 * What somebody else chose, on one line of at most 80 characters, and no link: mail programs make one of anything that
 * looks like a host, and a name must not carry readers away in our name.
 */
function unlinked(text = ''): string {
  const line = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').replace(/\s+/g, ' ')
  // U+2024 looks like a full stop and joins no host names
  return [...line.trim()]
    .slice(0, 80)
    .join('')
    .replace(/:\/\//g, ' ')
    .replace(/\.(?=\p{L})/gu, '\u2024')
}

function plain({ code, link, lasts, facts, house, lang, ...letter }: Letter): string {
  const t = texts[lang].mail
  const acts = [
    ...(code === undefined ? [] : [`${t.codeIs}\n\n    ${code}`]),
    ...(code === undefined || link === undefined ? [] : [t.or]),
    ...(link === undefined ? [] : [`${letter.button}:\n${link}`]),
    ...(lasts === undefined ? [] : [lasts]),
  ]
  const told = facts.map(([label, value]) => `${label}: ${value}`).join('\n')
  const foot = `--\n${letter.why} ${letter.otherwise}\n${house.name} · ${house.identifier}\n`
  return [letter.title, letter.says, ...acts, told, foot].filter((part) => part !== '').join('\n\n')
}

// Colours are left to the mail program but where both light and dark can be read with ours: no media query reaches
// everywhere, and inline styles do.
const style = {
  body: 'margin:0;padding:24px 16px;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif',
  column: 'max-width:480px;margin:0 auto',
  house: 'margin:0 0 24px;font-size:15px;font-weight:600',
  title: 'margin:0 0 12px;font-size:24px;line-height:1.25;font-weight:650',
  p: 'margin:0 0 16px',
  code: 'margin:0 0 16px;padding:14px 16px;border:1px solid #84878e;border-radius:12px;font:600 28px/1.2 ui-monospace,Menlo,Consolas,monospace;letter-spacing:4px;text-align:center',
  button:
    'display:inline-block;padding:12px 20px;border-radius:12px;font-weight:600;text-decoration:none',
  facts: 'margin:0 0 16px;font-size:15px',
  foot: 'margin:24px 0 0;padding-top:16px;border-top:1px solid #84878e;font-size:13px',
} as const

function Letter({ letter }: { letter: Letter }) {
  const { lang, house, code, link, lasts, facts } = letter
  const { dir, mail: t } = texts[lang]
  return (
    <html lang={lang} dir={dir}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{letter.subject}</title>
      </head>
      <body style={style.body}>
        {/* again, for mail programs that keep nothing of html and body */}
        <div lang={lang} dir={dir} style={style.column}>
          <p style={style.house}>{house.name}</p>
          <h1 style={style.title}>{letter.title}</h1>
          <p style={style.p}>{letter.says}</p>
          {code !== undefined && (
            <p dir="ltr" style={style.code}>
              {code}
            </p>
          )}
          {code !== undefined && link !== undefined && <p style={style.p}>{t.or}</p>}
          {link !== undefined && (
            <p style={style.p}>
              <a href={link} style={`${style.button};${buttonColours(house.accent)}`}>
                {letter.button}
              </a>
            </p>
          )}
          {lasts !== undefined && <p style={style.p}>{lasts}</p>}
          {facts.length > 0 && (
            <p style={style.facts}>
              {facts.map(([label, value]) => (
                <>
                  {label}: <bdi>{value}</bdi>
                  <br />
                </>
              ))}
            </p>
          )}
          <p style={style.foot}>
            {letter.why} {letter.otherwise}
            <br />
            <bdi>{house.name}</bdi> · <bdi>{house.identifier}</bdi>
          </p>
        </div>
      </body>
    </html>
  )
}

/** Of the house, where they can be read; else ours. */
function buttonColours(given: string | undefined): string {
  const accent = given && colourProblem(given, 'light') === undefined ? given : '#2a48c8'
  return `background:${accent};color:${textOn(accent)}`
}
