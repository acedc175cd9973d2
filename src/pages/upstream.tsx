/** @jsxImportSource hono/jsx */
import { type ClientFacts, ClientLine } from './client.tsx'
import { Document, html, type PageProps } from './document.tsx'
import { Form } from './form.tsx'
import { dateText } from './format.ts'
import { type Language, type Text, texts } from './text.ts'

/** Why an account elsewhere has signed nobody in. */
export type UpstreamTrouble = keyof Text['upstream']['trouble']

export interface UpstreamTroubleProps extends PageProps {
  trouble: UpstreamTrouble
  /** Its name, as in all of these. */
  upstream: string
  /** The sealed request that waits; without one it was begun on the account page. */
  request: string | undefined
}

/** Says calmly what happened, and leads back to where it can be tried again. */
export function upstreamTroublePage(p: UpstreamTroubleProps): string {
  const { trouble, ...t } = texts[p.lang].upstream
  const { title, text } = trouble[p.trouble]
  return html(
    <Document page={p} title={title(p.upstream)}>
      <p>{text(p.upstream)}</p>
      {p.request === undefined ? (
        <a class="button primary" href={`${p.base}/account`}>
          {t.account}
        </a>
      ) : (
        <a
          class="button primary"
          href={`${p.base}/sign-in?request=${encodeURIComponent(p.request)}`}
        >
          {t.signIn}
        </a>
      )}
    </Document>,
  )
}

export interface UpstreamUnknownProps extends PageProps {
  csrf: string
  upstream: string
  kind: keyof Pick<Text['upstream']['unknown'], 'new' | 'known' | 'unverified' | 'nobody'>
  /** Whom the upstream speaks of, sealed. */
  request: string
  client?: ClientFacts | undefined
  email?: string | undefined
  name?: string | undefined
}

/** Asks what is to be done with an account elsewhere that nobody here has linked. */
export function upstreamUnknownPage(p: UpstreamUnknownProps): string {
  const t = texts[p.lang].upstream.unknown
  const isNew = p.kind === 'new'
  return html(
    <Document page={p} title={t[p.kind].title}>
      {p.client && <ClientLine client={p.client} lang={p.lang} />}
      <p>{t[p.kind].text(p.upstream)}</p>
      {(isNew || p.kind === 'known') && <Facts {...p} />}
      <Form
        action={`${p.base}/sign-in/upstream/unknown`}
        hidden={{ csrf: p.csrf, request: p.request }}
      >
        {isNew && (
          <button type="submit" class="primary" name="decision" value="create">
            {t.create}
          </button>
        )}
        <button type="submit" class={isNew ? 'link' : 'primary'} name="decision" value="link">
          {isNew ? t.have : t.link}
        </button>
      </Form>
    </Document>,
  )
}

function Facts({ lang, email, name }: UpstreamUnknownProps) {
  const { field } = texts[lang]
  return (
    <dl class="client">
      <Fact term={field.email} value={email} />
      <Fact term={field.name} value={name} />
    </dl>
  )
}

const Fact = ({ term, value }: { term: string; value: string | undefined }) =>
  value ? (
    <div>
      <dt>{term}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  ) : null

export interface UpstreamLinkProps extends PageProps {
  csrf: string
  upstream: string
  /** The sealed question. */
  request: string
  /** The address there, and here. */
  there: string | undefined
  here: string
}

/** Asks whether an account elsewhere is to open the account here. */
export function upstreamLinkPage(p: UpstreamLinkProps): string {
  const t = texts[p.lang].upstream.link
  return html(
    <Document page={p} title={t.title(p.upstream)}>
      <p>{t.text(p.upstream)}</p>
      <dl class="client">
        <Fact term={t.there(p.upstream)} value={p.there} />
        <Fact term={t.here} value={p.here} />
      </dl>
      <Form
        action={`${p.base}/sign-in/upstream/link`}
        hidden={{ csrf: p.csrf, request: p.request }}
      >
        <div class="pair">
          <button type="submit" name="decision" value="skip">
            {t.skip}
          </button>
          <button type="submit" class="primary" name="decision" value="link">
            {t.link}
          </button>
        </div>
      </Form>
    </Document>,
  )
}

/** Refuses to take away the only way in. */
export function upstreamLastPage(p: PageProps): string {
  const { last, account } = texts[p.lang].upstream
  return html(
    <Document page={p} title={last.title}>
      <p>{last.text}</p>
      <a class="button primary" href={`${p.base}/account`}>
        {account}
      </a>
    </Document>,
  )
}

interface LinkedAccountsProps extends PageProps {
  csrf: string
  /** Moments are epoch seconds. */
  linked: readonly {
    upstream: string
    name: string
    subject: string
    email?: string
    linked_at: number
    last_used_at?: number
  }[]
  /** Those that could be linked. */
  others: readonly { id: string; name: string }[]
}

/** A part of the account page: accounts elsewhere, each with its end, and those there could be. */
export function linkedAccounts({ base, csrf, lang, linked, others }: LinkedAccountsProps) {
  const t = texts[lang].upstream.linked
  const action = `${base}/account/linked-accounts`
  return (
    <section aria-labelledby="linked-accounts">
      <h2 id="linked-accounts">{t.title}</h2>
      {linked.length === 0 && <p>{t.none}</p>}
      <ul class="rows">
        {linked.map(({ upstream, subject, ...one }) => (
          <li class="row">
            <LinkedText {...one} lang={lang} />
            <Form action={`${action}/unlink`} hidden={{ csrf, upstream, subject }}>
              <button type="submit" aria-label={t.unlinkLong(one.name)}>
                {t.unlink}
              </button>
            </Form>
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <Form action={`${action}/link`} hidden={{ csrf }}>
          {others.map(({ id, name }) => (
            <button type="submit" name="upstream" value={id}>
              {t.link(name)}
            </button>
          ))}
        </Form>
      )}
    </section>
  )
}

type LinkedTextProps = Omit<LinkedAccountsProps['linked'][number], 'upstream' | 'subject'> & {
  lang: Language
}

function LinkedText({ name, email, lang, linked_at, last_used_at }: LinkedTextProps) {
  const t = texts[lang].upstream.linked
  return (
    <p>
      <strong>
        <bdi>{name}</bdi>
      </strong>
      <small>
        {email && (
          <>
            <bdi>{email}</bdi> ·{' '}
          </>
        )}
        {t.since} <Moment at={linked_at} lang={lang} />
        {last_used_at && (
          <>
            {' · '}
            {t.used} <Moment at={last_used_at} lang={lang} />
          </>
        )}
      </small>
    </p>
  )
}

const Moment = ({ at, lang }: { at: number; lang: Language }) => (
  <time datetime={new Date(at * 1000).toISOString()}>{dateText(at, lang)}</time>
)
