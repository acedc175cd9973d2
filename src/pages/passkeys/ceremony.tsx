/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import { type Language, texts } from '../text.ts'
import { addresses } from './addresses.ts'

/** What a browser needs to ask for a passkey, or to make one. */
export interface PasskeyOffer {
  /** As JSON, for the script. WebAuthn Level 3 §5.4 and §5.5. */
  options: string
  /** The challenge, sealed. */
  sealed: string
}

interface CeremonyProps {
  action: string
  lang: Language
  kind: 'get' | 'create'
  offer: PasskeyOffer
  hidden: Readonly<Record<string, string>>
  /** Passkeys are offered in the field for the address as well. */
  autofill?: boolean
  children: Child
}

/** A form that the script shows where it can fill it in: with a passkey's answer. */
export function Ceremony({ action, autofill, children, hidden, kind, lang, offer }: CeremonyProps) {
  const { said } = texts[lang].passkeys
  const fields = { ...hidden, challenge: offer.sealed, credential: '' }
  const more = autofill ? { 'data-autofill': '' } : {}
  return (
    <form
      method="post"
      action={action}
      data-passkey={kind}
      data-options={offer.options}
      hidden
      {...more}
    >
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {children}
      <p class="problem" role="alert" data-said="failed" hidden>
        {kind === 'get' ? said.failed : said.notMade}
      </p>
      {kind === 'create' && (
        <p class="problem" role="alert" data-said="known" hidden>
          {said.known}
        </p>
      )}
    </form>
  )
}

/** The script of passkeys; `cookie` is where it notes that this browser keeps them. */
export function PasskeyScript({ base, cookie }: { base: string; cookie?: string | undefined }) {
  return <script type="module" src={`${base}${addresses.script}`} data-cookie={cookie}></script>
}

/** What the script tells authenticators: the browser's methods by name, with what they are given. */
export type Signals = Readonly<Record<string, object>>
