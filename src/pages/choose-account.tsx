/** @jsxImportSource hono/jsx */
import { type ClientFacts, ClientLine } from './client.tsx'
import { Document, html, type PageProps } from './document.tsx'
import { Form } from './form.tsx'
import { texts } from './text.ts'

export interface ChooseAccountProps extends PageProps {
  /** The sealed request this page belongs to. */
  request: string
  csrf: string
  /** Who is signed in here. */
  accounts: readonly Person[]
  client?: ClientFacts | undefined
}

export interface Person {
  email: string
  name?: string | undefined
}

/** Lets somebody signed in go on as who they are, or as somebody else. */
export function chooseAccountPage(p: ChooseAccountProps): string {
  const t = texts[p.lang].choose
  const action = `${p.base}/sign-in`
  const hidden = { csrf: p.csrf, request: p.request }
  return html(
    <Document page={p} title={t.title}>
      <p>{t.intro}</p>
      {p.client && <ClientLine client={p.client} lang={p.lang} />}
      {p.accounts.map((account) => (
        <Form action={action} hidden={{ ...hidden, email: account.email }}>
          <button type="submit" class="account" name="step" value="continue">
            {account.name && <bdi>{account.name}</bdi>}
            <bdi>{account.email}</bdi>
          </button>
        </Form>
      ))}
      <Form action={action} hidden={hidden}>
        <button type="submit" name="step" value="other">
          {t.other}
        </button>
      </Form>
    </Document>,
  )
}
