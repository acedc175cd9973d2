/** @jsxImportSource hono/jsx */
import { isolated } from './account-frame.tsx'
import { type ClientFacts, ClientLine } from './client.tsx'
import { Document, html, type PageProps } from './document.tsx'
import { Form } from './form.tsx'
import { dateText } from './format.ts'
import { texts } from './text.ts'

export interface ChooseOrganisationProps extends PageProps {
  /** The sealed request this page belongs to. */
  request: string
  csrf: string
  organisations: readonly { org_id: string; name: string }[]
  /** Whether they can go on as themselves as well. */
  canBeAlone: boolean
  client?: ClientFacts | undefined
}

/** Asks which organisation somebody goes on as a member of. */
export function chooseOrganisationPage(p: ChooseOrganisationProps): string {
  const t = texts[p.lang].organisations
  const hidden = { csrf: p.csrf, request: p.request }
  return html(
    <Document page={p} title={t.chooseTitle}>
      <p>{t.chooseText}</p>
      {p.client && <ClientLine client={p.client} lang={p.lang} />}
      <Form action={`${p.base}/organisation`} hidden={hidden}>
        {p.organisations.map(({ org_id, name }) => (
          <button type="submit" class="account" name="organisation" value={org_id}>
            <bdi>{name}</bdi>
          </button>
        ))}
        {p.canBeAlone && (
          <button type="submit" name="decision" value="alone">
            {t.alone}
          </button>
        )}
      </Form>
    </Document>,
  )
}

export interface InvitationProps extends PageProps {
  csrf: string
  step: 'ask' | 'over' | 'other'
  /** Of the organisation. */
  name?: string
  email?: string
  /** Of the link. */
  token?: string
}

/** What the link of an invitation leads to: a click is asked for. */
export function invitationPage(p: InvitationProps): string {
  const t = texts[p.lang].organisations.invitation
  const text = {
    ask: t.text(isolated(p.name ?? ''), isolated(p.email ?? '')),
    over: t.over,
    other: t.other,
  }[p.step]
  return html(
    <Document page={p} title={p.step === 'ask' ? t.title : t.overTitle}>
      <p>{text}</p>
      {p.step === 'ask' && (
        <Form action={`${p.base}/invitation`} hidden={{ csrf: p.csrf, token: p.token ?? '' }}>
          <button type="submit" class="primary">
            {t.accept}
          </button>
        </Form>
      )}
      <p class="aside">
        <a href={`${p.base}/account`}>{texts[p.lang].account.title}</a>
      </p>
    </Document>,
  )
}

export interface OrganisationsProps extends PageProps {
  /** Since when: epoch seconds. */
  belongings: readonly {
    org_id: string
    name: string
    roles: readonly string[]
    since: number
  }[]
}

/** A part of the account page: what one is a member of, and as what; nothing for who is in none. */
export function organisationsSection({ base, lang, belongings }: OrganisationsProps) {
  const t = texts[lang].organisations.account
  if (belongings.length === 0) return null
  return (
    <section aria-labelledby="organisations">
      <h2 id="organisations">{t.title}</h2>
      <ul class="rows">
        {belongings.map(({ org_id, name, roles, since }) => (
          <li class="row">
            <p>
              <strong>
                <bdi>{name}</bdi>
              </strong>
              <small>
                {t.since}{' '}
                <time datetime={new Date(since * 1000).toISOString()}>{dateText(since, lang)}</time>
                {roles.length > 0 && ` · ${t.roles} ${roles.map(isolated).join(' · ')}`}
              </small>
            </p>
            <a
              class="button"
              href={`${base}/account/organisations/leave?org_id=${encodeURIComponent(org_id)}`}
              aria-label={t.leaveLong(isolated(name))}
            >
              {t.leave}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

export interface LeaveOrganisationProps extends PageProps {
  csrf: string
  org_id: string
  name: string
}

/** The last question before a membership ends. */
export function leaveOrganisationPage(p: LeaveOrganisationProps): string {
  const t = texts[p.lang].organisations.account
  const hidden = { csrf: p.csrf, org_id: p.org_id }
  return html(
    <Document page={p} title={t.confirmTitle}>
      <p>{t.confirmText(isolated(p.name))}</p>
      <Form action={`${p.base}/account/organisations/leave`} hidden={hidden} class="pair">
        <a class="button" href={`${p.base}/account`}>
          {t.stay}
        </a>
        <button type="submit" class="danger">
          {t.confirm}
        </button>
      </Form>
    </Document>,
  )
}
