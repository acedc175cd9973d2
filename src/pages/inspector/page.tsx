/** @jsxImportSource hono/jsx */
import { Document, html, type PageProps } from '../document.tsx'
import { Icon } from '../icons.tsx'
import { type Text, texts } from '../text.ts'
import { addresses } from './addresses.ts'

export interface InspectorProps extends PageProps {
  /** Of this house: what an API would expect. */
  issuer: string
  /** As `/jwks` has them. */
  jwks: { keys: readonly object[] }
}

/**
 * The page that takes a token apart. It brings everything along, as attributes that nothing runs: its policy lets the
 * script fetch nothing. The fields have no form and no name, so there is nothing a browser could send or fill in.
 */
export function inspectorPage(p: InspectorProps): string {
  const t = texts[p.lang].inspector
  const head = (
    <>
      <link rel="stylesheet" href={`${p.base}${addresses.styles}`} />
      <script type="module" src={`${p.base}${addresses.script}`} />
    </>
  )
  return html(
    <Document page={p} title={t.title} shape="tool" head={head}>
      <div class="promise">
        <Icon name="verified" />
        <p>
          <strong>{t.promise}</strong> {t.why}
        </p>
      </div>
      <noscript>
        <p class="problem">{t.noScript}</p>
      </noscript>
      <div
        id="inspector"
        hidden
        data-keys={JSON.stringify(p.jwks)}
        data-text={JSON.stringify(t.script)}
      >
        <Asked t={t} issuer={p.issuer} />
        <Answered t={t} />
      </div>
    </Document>,
  )
}

type Words = Text['inspector']

/** No history, no dictionary, no password manager: what is typed here is nobody's business. */
const discreet = {
  autocomplete: 'off',
  autocapitalize: 'none',
  spellcheck: false,
  dir: 'ltr',
} as const

function Asked({ t, issuer }: { t: Words; issuer: string }) {
  return (
    <div class="asked">
      <div class="field">
        <label for="token">{t.token}</label>
        <textarea id="token" rows={8} {...discreet} aria-describedby="token-hint" />
        <small id="token-hint">{t.tokenHint}</small>
      </div>
      <details id="expects">
        <summary>{t.expects}</summary>
        <Line id="issuer" label={t.issuer} value={issuer} />
        <Line id="audience" label={t.audience} />
        <Line id="scope" label={t.scope} />
        <small>{t.expectsHint}</small>
      </details>
      <details>
        <summary>{t.otherKey}</summary>
        <div class="field">
          <label for="key">{t.key}</label>
          <textarea id="key" rows={5} {...discreet} aria-describedby="key-hint" />
          <small id="key-hint">{t.keyHint}</small>
        </div>
      </details>
    </div>
  )
}

const Line = ({ id, label, value }: { id: string; label: string; value?: string }) => (
  <div class="field">
    <label for={id}>{label}</label>
    <input id={id} type="text" {...discreet} {...(value !== undefined && { value })} />
  </div>
)

function Answered({ t }: { t: Words }) {
  return (
    <div class="answered">
      <p id="verdict" class="verdict" role="status" />
      <section id="findings-section" aria-labelledby="findings-title" hidden>
        <h2 id="findings-title">{t.findings}</h2>
        <ul id="findings" />
      </section>
      <section id="header-section" aria-labelledby="header-title" hidden>
        <h2 id="header-title">{t.header}</h2>
        <dl id="header" />
      </section>
      <section id="claims-section" aria-labelledby="claims-title" hidden>
        <h2 id="claims-title">{t.claims}</h2>
        <dl id="claims" />
      </section>
    </div>
  )
}
