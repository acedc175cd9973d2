/** @jsxImportSource hono/jsx */
import { Document, html, type PageProps } from './document.tsx'
import { Form } from './form.tsx'
import { texts } from './text.ts'

export interface LogoutProps extends PageProps {
  csrf: string
  /** The sealed request this page belongs to. */
  request: string
  client_name?: string | undefined
  email?: string | undefined
}

/** Asks before signing somebody out: a link from elsewhere is not their wish yet. */
export function logoutPage(p: LogoutProps): string {
  const t = texts[p.lang].logout
  return html(
    <Document page={p} title={t.title}>
      <p>
        <bdi>{p.client_name ? t.asksNamed(p.client_name) : t.asks}</bdi> {t.effect}
      </p>
      {p.email && (
        <p>
          {t.asUser} <bdi>{p.email}</bdi>
        </p>
      )}
      <Form action={`${p.base}/logout/confirm`} hidden={{ csrf: p.csrf, request: p.request }}>
        <div class="pair">
          <button type="submit" name="decision" value="stay">
            {t.stay}
          </button>
          <button type="submit" name="decision" value="logout" class="primary">
            {t.logout}
          </button>
        </div>
      </Form>
    </Document>,
  )
}

export interface SignedOutProps extends PageProps {
  /** A checked address; where it is given, the page goes there at once. */
  to?: string | undefined
  client_name?: string | undefined
}

/** Says that the session is over, and leads back where an app asked for it. */
export function signedOutPage(p: SignedOutProps): string {
  const t = texts[p.lang].logout
  return html(
    <Document page={p} title={t.doneTitle} refreshTo={p.to}>
      {p.to ? (
        <a class="button primary" href={p.to}>
          {p.client_name ? t.backTo(p.client_name) : t.back}
        </a>
      ) : (
        <>
          <p>{t.done}</p>
          <a class="button" href={`${p.base}/sign-in`}>
            {t.again}
          </a>
        </>
      )}
    </Document>,
  )
}
