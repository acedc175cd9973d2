/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import type { Brand } from '../protocol/brand.ts'
import { dateText } from './format.ts'
import { Icon } from './icons.tsx'
import { type Language, type Text, texts } from './text.ts'

/** What is known about a client: names and addresses are its own words unless `trust` says otherwise. */
export interface ClientFacts {
  client_id: string
  client_name?: string | undefined
  trust: 'first-party' | 'verified' | 'domain' | 'unidentified'
  /** A hostname, or a private-use scheme such as `cursor:`. */
  redirect_host?: string | undefined
  /** The redirect goes to a program on the person's own device. */
  loopback?: boolean | undefined
  /** The domain of a client_id that is a URL, where it was fetched. */
  domain?: string | undefined
  /** The well-known app that its name looks like, without any sign that it is. */
  lookalike?: string | undefined
  /** How many people here use it. */
  people?: number | undefined
  /** Epoch seconds. */
  first_seen_at?: number | undefined
  client_uri?: string | undefined
  /** Of our own copy of its logo: a claim like its name. */
  logo?: string | undefined
  /** Of a client that an administrator answers for. */
  brand?: Brand | undefined
}

interface ClientProps {
  client: ClientFacts
  lang: Language
}

/** The client's name where an administrator answers for it; a name nobody checked is not one. */
export function checkedName({ trust, client_name }: ClientFacts): string | undefined {
  return trust === 'first-party' || trust === 'verified' ? client_name : undefined
}

/** Facts apart from claims: how far we trust the app and what we know; below it, what it only says. */
export function ClientCard({ client, lang }: ClientProps) {
  const t = texts[lang].client
  const { title, text } = t.trust[client.trust]
  return (
    <section class={`client ${client.trust}`}>
      <div class="trust">
        <Icon name={client.trust} />
        <p>
          <strong>{title}</strong> <span>{text}</span>
        </p>
      </div>
      <Facts client={client} lang={lang} />
      <Claims client={client} t={t} />
    </section>
  )
}

/** The same in one breath, for pages before consent. */
export function ClientLine({ client, lang }: ClientProps) {
  const t = texts[lang].client
  return (
    <div class={`client ${client.trust}`}>
      <div class="trust">
        <Icon name={client.trust} />
        <strong>{t.trust[client.trust].title}</strong>
      </div>
      <dl>
        <Name client={client} t={t} />
        <Destination client={client} t={t} />
      </dl>
    </div>
  )
}

function Facts({ client, lang }: ClientProps) {
  const t = texts[lang].client
  return (
    <dl class="facts" aria-label={t.checkedByUs}>
      {checkedName(client) && <Name client={client} t={t} />}
      <Destination client={client} t={t} />
      {client.domain && <Row term={t.domain}>{client.domain}</Row>}
      {client.first_seen_at !== undefined && (
        <Row term={t.firstSeen}>
          <time datetime={new Date(client.first_seen_at * 1000).toISOString()}>
            {dateText(client.first_seen_at, lang)}
          </time>
        </Row>
      )}
      {client.people !== undefined && <Row term={t.usedBy}>{t.people(client.people)}</Row>}
    </dl>
  )
}

function Claims({ client, t }: { client: ClientFacts; t: Text['client'] }) {
  if (checkedName(client) || !(client.client_name || client.client_uri)) return null
  return (
    <div class="claims">
      <h2>{t.saidByApp}</h2>
      {client.logo && <img class="logo" src={client.logo} alt="" width="32" height="32" />}
      <dl>
        <Name client={client} t={t} />
        {client.client_uri && <Row term={t.website}>{client.client_uri}</Row>}
      </dl>
    </div>
  )
}

function Name({ client, t }: { client: ClientFacts; t: Text['client'] }) {
  if (!client.client_name) return null
  const checked = checkedName(client)
  // the one warning of a program on this device says it there
  const note = !checked && client.lookalike && !isOnThisDevice(client)
  return (
    <Row term={checked ? t.name : t.callsItself} note={note && t.lookalike(client.lookalike ?? '')}>
      {checked ?? <q>{client.client_name}</q>}
    </Row>
  )
}

/** Where the browser goes next: always shown; a program on this device that nobody checked comes with its one warning. */
function Destination({ client, t }: { client: ClientFacts; t: Text['client'] }) {
  const host = client.redirect_host
  if (!host) return null
  const warning = client.lookalike ? t.onThisDeviceAs(client.lookalike) : t.onThisDevice
  return (
    <Row term={t.sentTo} note={!checkedName(client) && isOnThisDevice(client) && warning}>
      <strong>{host}</strong>
    </Row>
  )
}

const isOnThisDevice = ({ loopback, redirect_host }: ClientFacts) =>
  loopback === true || redirect_host?.endsWith(':') === true

interface RowProps {
  term: string
  note?: string | false | undefined
  children: Child
}

function Row({ term, note, children }: RowProps) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        <bdi>{children}</bdi>
      </dd>
      {note && <dd class="note">{note}</dd>}
    </div>
  )
}
