/** @jsxImportSource hono/jsx */
import type { PageProps } from '../document.tsx'
import { Form } from '../form.tsx'
import { dateText } from '../format.ts'
import { type Language, texts } from '../text.ts'
import { PasskeyScript, type Signals } from './ceremony.tsx'

/** Moments are epoch seconds. */
export interface ShownPasskey {
  credential_id: string
  name: string
  backed_up: boolean
  created_at: number
  last_used_at?: number
}

export interface PasskeysProps extends PageProps {
  csrf: string
  passkeys: readonly ShownPasskey[]
  notice?: 'passkey-added' | 'passkey-renamed' | 'passkey-removed' | undefined
  signals: Signals
}

/** A person's passkeys, on their account page. */
export function passkeysSection({ passkeys, notice, signals, ...page }: PasskeysProps) {
  const { base, lang } = page
  const { list: t, notice: notices } = texts[lang].passkeys
  return (
    <section aria-labelledby="passkeys" data-signals={JSON.stringify(signals)}>
      <h2 id="passkeys">{t.title}</h2>
      {notice && (
        <p class="notice" role="status">
          {notices[notice]}
        </p>
      )}
      {passkeys.length === 0 && <p>{t.none}</p>}
      <ul class="rows">
        {passkeys.map((passkey, place) => (
          <Row {...page} passkey={passkey} place={place} />
        ))}
      </ul>
      <p class="last">
        <a class="button" href={`${base}/account/passkeys/add`}>
          {t.add}
        </a>
      </p>
      <PasskeyScript base={base} />
    </section>
  )
}

interface RowProps extends PageProps {
  csrf: string
  passkey: ShownPasskey
  place: number
}

function Row({ base, csrf, lang, passkey, place }: RowProps) {
  const { list: t } = texts[lang].passkeys
  const { credential_id, name } = passkey
  const field = `passkey-${place}`
  const address = `${base}/account/passkeys`
  return (
    <li class="row">
      <PasskeyText passkey={passkey} lang={lang} />
      <a
        class="button"
        href={`${address}/remove?passkey=${encodeURIComponent(credential_id)}`}
        aria-label={t.removeLong(name)}
      >
        {t.remove}
      </a>
      <details>
        <summary aria-label={t.renameLong(name)}>{t.rename}</summary>
        <Form action={`${address}/rename`} hidden={{ csrf, passkey: credential_id }}>
          <div class="field">
            <label for={field}>{t.name}</label>
            <input id={field} name="name" value={name} maxlength={60} autocomplete="off" required />
          </div>
          <button type="submit" name="step" value="rename">
            {t.save}
          </button>
        </Form>
      </details>
    </li>
  )
}

function PasskeyText({ lang, passkey }: { lang: Language; passkey: ShownPasskey }) {
  const { list: t } = texts[lang].passkeys
  const { backed_up, created_at, last_used_at, name } = passkey
  return (
    <p>
      <strong>
        <bdi>{name}</bdi>
      </strong>
      {backed_up && <span class="tag">{t.synced}</span>}
      <small>
        {t.added} <Moment at={created_at} lang={lang} /> ·{' '}
        {last_used_at === undefined ? (
          t.notUsed
        ) : (
          <>
            {t.lastUsed} <Moment at={last_used_at} lang={lang} />
          </>
        )}
      </small>
    </p>
  )
}

function Moment({ at, lang }: { at: number; lang: Language }) {
  return <time datetime={new Date(at * 1000).toISOString()}>{dateText(at, lang)}</time>
}
