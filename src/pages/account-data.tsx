/** @jsxImportSource hono/jsx */
import { type AccountPageProps, accountDocument } from './account-frame.tsx'
import { Document, html } from './document.tsx'
import { Form } from './form.tsx'
import { dateText } from './format.ts'
import { texts } from './text.ts'

export interface DataProps extends AccountPageProps {
  /** When the account would be gone if it was deleted now. Epoch seconds. */
  deletes_at: number
}

/** One's data: to take along, or to have deleted. */
export function dataPage(p: DataProps): string {
  const t = texts[p.lang].account.data
  return accountDocument({
    ...{ page: p, title: t.title, place: 'data' },
    children: (
      <>
        <section aria-labelledby="download">
          <h2 id="download">{t.download}</h2>
          <p>{t.downloadText}</p>
          <Form action={`${p.base}/account/export`} hidden={{ csrf: p.csrf }}>
            <button type="submit">{t.downloadNow}</button>
          </Form>
        </section>
        <section aria-labelledby="delete">
          <h2 id="delete">{t.delete}</h2>
          <p>{t.deleteText(dateText(p.deletes_at, p.lang))}</p>
          <p class="aside">
            <a href={`${p.base}/account/delete`}>{t.deleteGo}</a>
          </p>
        </section>
      </>
    ),
  })
}

export interface DeleteProps extends DataProps {
  email: string
}

/** The last question before an account is deleted. */
export function deletePage(p: DeleteProps): string {
  const t = texts[p.lang].account.data
  return html(
    <Document page={p} title={t.confirmTitle}>
      <p>
        <strong>
          <bdi>{p.email}</bdi>
        </strong>
      </p>
      <p>{t.deleteText(dateText(p.deletes_at, p.lang))}</p>
      <Form action={`${p.base}/account/delete`} hidden={{ csrf: p.csrf }} class="pair">
        <a class="button" href={`${p.base}/account`}>
          {t.cancel}
        </a>
        <button type="submit" class="danger">
          {t.confirm}
        </button>
      </Form>
    </Document>,
  )
}

export interface LeavingProps extends DataProps {
  /** What waits for its person to stay; absent: they are signed out. */
  request?: string | undefined
  canStay: boolean
}

/** An account that is going to be deleted: whoever signs in to it can keep it. */
export function leavingPage(p: LeavingProps): string {
  const { leaving: t, signOut } = texts[p.lang].account
  const isHere = p.request !== undefined
  return html(
    <Document page={p} title={t.title}>
      <p>{t.text(dateText(p.deletes_at, p.lang))}</p>
      <p>{p.canStay ? (isHere ? t.keepText : t.signInToKeep) : t.gone}</p>
      {isHere && p.canStay && (
        <Form action={`${p.base}/account/keep`} hidden={{ csrf: p.csrf, request: p.request ?? '' }}>
          <button type="submit" class="primary">
            {t.keep}
          </button>
        </Form>
      )}
      {isHere && (
        <Form action={`${p.base}/account/sign-out`} hidden={{ csrf: p.csrf }}>
          <button type="submit">{signOut}</button>
        </Form>
      )}
    </Document>,
  )
}
