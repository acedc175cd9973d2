/** @jsxImportSource hono/jsx */
import type { Person } from './choose-account.tsx'
import { ClientCard, type ClientFacts, checkedName } from './client.tsx'
import { InitiatorCard, type InitiatorFacts } from './device.tsx'
import { Document, html, type PageProps } from './document.tsx'
import { Form } from './form.tsx'
import { Icon } from './icons.tsx'
import { type Text, texts } from './text.ts'

export interface ConsentProps extends PageProps {
  /** The sealed request this page belongs to. */
  request: string
  csrf: string
  user: Person
  client: ClientFacts
  resource?: { name: string; identifier: string } | undefined
  scopes: readonly ConsentScope[]
  /** Of a request that began elsewhere: it is always asked about. */
  initiator?: InitiatorFacts | undefined
}

export interface ConsentScope {
  name: string
  /** What it allows, in the person's language, to follow "this would let it". */
  text: string
  risk: 'low' | 'medium' | 'high'
  /** Optional ones can be unticked. */
  optional: boolean
  /** The person has allowed this before. */
  granted?: boolean | undefined
}

/** Asks whether an app may act for somebody; shows where it leads, and keeps facts apart from claims. */
export function consentPage(p: ConsentProps): string {
  const t = texts[p.lang].consent
  const before = p.scopes.filter(({ granted }) => granted)
  const isMore = before.length > 0 && before.length < p.scopes.length
  const asked = isMore ? p.scopes.filter(({ granted }) => !granted) : p.scopes
  return html(
    <Document page={p} title={titleOf(p)} shape="asking">
      {p.initiator && <InitiatorCard initiator={p.initiator} lang={p.lang} />}
      <ClientCard client={p.client} lang={p.lang} />
      <Form
        action={`${p.base}/consent`}
        hidden={{ csrf: p.csrf, request: p.request }}
        class="consent"
      >
        <h2 id="wants">{wants(p.resource?.name, isMore, t)}</h2>
        {p.resource && (
          <p class="identifier">
            <bdi>{p.resource.identifier}</bdi>
          </p>
        )}
        <ul class="scopes" aria-labelledby="wants">
          {asked.map((scope) => (
            <Scope scope={scope} t={t} optionalText={texts[p.lang].optional} />
          ))}
        </ul>
        {isMore && <Before scopes={before} t={t} />}
        <Decision user={p.user} t={t} />
      </Form>
    </Document>,
  )
}

function titleOf({ client, initiator, lang }: ConsentProps): string {
  const t = initiator ? texts[lang].device.confirm : texts[lang].consent
  const name = checkedName(client)
  return name ? t.titleFor(name) : t.title
}

const wants = (resource: string | undefined, isMore: boolean, t: Text['consent']) => {
  if (resource === undefined) return isMore ? t.more : t.wants
  return isMore ? t.moreAt(resource) : t.wantsAt(resource)
}

/** A step-up shows what is new; what was allowed before goes along, in one line. */
function Before({ scopes, t }: { scopes: readonly ConsentScope[]; t: Text['consent'] }) {
  return (
    <p class="identifier before">
      {t.keeps} <bdi>{scopes.map(({ text }) => text).join(' · ')}</bdi>
      {scopes.map(({ name }) => (
        <input type="hidden" name="scope" value={name} />
      ))}
    </p>
  )
}

interface ScopeProps {
  scope: ConsentScope
  t: Text['consent']
  optionalText: string
}

function Scope({ scope, t, optionalText }: ScopeProps) {
  const marks = [scope.optional && optionalText, scope.granted && t.already].filter(Boolean)
  const risk = scope.risk !== 'low' && t.risk[scope.risk]
  const words = (
    <span>
      <bdi>{scope.text}</bdi>
      {(risk || marks.length > 0) && (
        <small>
          {risk && <em>{risk}</em>}
          {risk && marks.length > 0 && ' · '}
          {marks.join(' · ')}
        </small>
      )}
    </span>
  )
  return (
    <li class={scope.risk}>
      {scope.optional ? (
        <label>
          <input type="checkbox" name="scope" value={scope.name} checked />
          {words}
        </label>
      ) : (
        <div>
          <input type="hidden" name="scope" value={scope.name} />
          <Icon name="tick" />
          {words}
        </div>
      )}
    </li>
  )
}

/** Refusing comes first in the form, so that Enter never allows. */
function Decision({ user, t }: { user: Person; t: Text['consent'] }) {
  return (
    <div class="decide">
      <p>
        {t.asUser} <bdi>{user.email}</bdi>
      </p>
      <div class="pair">
        <button type="submit" name="decision" value="deny">
          {t.deny}
        </button>
        <button type="submit" name="decision" value="allow" class="primary">
          {t.allow}
        </button>
      </div>
    </div>
  )
}
