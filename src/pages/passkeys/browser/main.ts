import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  platformAuthenticatorIsAvailable,
} from '@simplewebauthn/browser'
import { create, get } from './ceremony.ts'

/** What passkeys need a script for. A form waits for a credential; everything else is as without it. */

type Said = 'failed' | 'known'

const all = (selector: string) => document.querySelectorAll<HTMLElement>(selector)

if (browserSupportsWebAuthn()) {
  for (const element of all('[data-unable]')) element.hidden = true
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-passkey]')) begin(form)
  for (const element of all('[data-signals]')) signal(element.dataset['signals'] ?? '{}')
  const { cookie } = document.querySelector<HTMLElement>('script[data-cookie]')?.dataset ?? {}
  if (cookie !== undefined) void remember(cookie)
}

function begin(form: HTMLFormElement): void {
  form.hidden = false
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void ask(form)
  })
  if ('autofill' in form.dataset) void autofill(form)
}

/** The browser's own dialogue; what it answers is sent as the form. */
async function ask(form: HTMLFormElement): Promise<void> {
  say(form, undefined)
  const { passkey, options = '{}' } = form.dataset
  try {
    send(form, await (passkey === 'create' ? create : get)(JSON.parse(options)))
  } catch (error) {
    // WebAuthn Level 3 §5.1.3: one of the passkeys that were to be left out is on this device
    const isKnown = error instanceof Error && error.name === 'InvalidStateError'
    say(form, isKnown ? 'known' : 'failed')
    if ('autofill' in form.dataset) void autofill(form)
  }
}

/** Offers passkeys among what the browser fills in for the address. WebAuthn Level 3 §5.1.4. */
async function autofill(form: HTMLFormElement): Promise<void> {
  if (!(await browserSupportsWebAuthnAutofill())) return
  try {
    send(form, await get(JSON.parse(form.dataset['options'] ?? '{}'), 'conditional'))
  } catch {
    // the person has done something else: the button, or the page goes on without
  }
}

function send(form: HTMLFormElement, credential: object): void {
  const field = form.elements.namedItem('credential')
  if (field instanceof HTMLInputElement) field.value = JSON.stringify(credential)
  form.submit()
}

function say(form: HTMLFormElement, which: Said | undefined): void {
  for (const element of form.querySelectorAll<HTMLElement>('[data-said]')) {
    element.hidden = element.dataset['said'] !== which
  }
}

/** Tells authenticators what became of their passkeys, where the browser can. WebAuthn Level 3 §5.1.10. */
function signal(signals: string): void {
  const wanted: Record<string, object> = JSON.parse(signals)
  for (const [name, options] of Object.entries(wanted)) {
    const method: unknown = Reflect.get(PublicKeyCredential, name)
    if (typeof method !== 'function') continue
    Promise.resolve(method.call(PublicKeyCredential, options)).catch((error: unknown) =>
      console.info(name, error),
    )
  }
}

/** Lets the server know that this browser keeps passkeys by itself, so that one is suggested where it can be made. */
async function remember(cookie: string): Promise<void> {
  if (!(await platformAuthenticatorIsAvailable())) return
  // biome-ignore lint/suspicious/noDocumentCookie: CookieStore is not in every browser
  document.cookie = `${cookie}=able; Path=/; Secure; SameSite=Lax`
}
