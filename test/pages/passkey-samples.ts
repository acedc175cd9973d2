import {
  addPasskeyPage,
  type ClientFacts,
  type PageProps,
  passkeysSection,
  removePasskeyPage,
  secondPasskeyPage,
  signInPage,
} from '../../src/pages/index.ts'

type Echo = (text: string) => string
type Common = Omit<PageProps, 'client'> & { csrf: string; request: string }

/** The pages of passkeys, filled. */
export function passkeySamples(
  form: Common & { offers: object },
  { echo, email, client }: { echo: Echo; email: string; client: ClientFacts },
): Record<string, string> {
  const offer = { options: echo('{}'), sealed: echo('sealed-challenge') }
  return {
    'sign-in-passkey': signInPage({
      ...form,
      offers: { ...form.offers, passkey: offer },
      step: 'identifier',
      signUp: false,
      passkeyCookie: echo('cookie'),
      passkey: { problem: 'unknown', unknown: { rpId: echo('id'), credentialId: echo('c') } },
    }),
    'passkey-suggested': addPasskeyPage({ ...form, offer, isSuggested: true }),
    'passkey-add': addPasskeyPage({ ...form, offer, isSuggested: false, problem: 'known' }),
    'passkey-second': secondPasskeyPage({
      ...form,
      offer,
      email,
      problem: 'wrong',
      others: ['totp', 'recovery-code'],
      isWaiting: true,
      reason: 'step-up',
      client: client,
    }),
    'passkey-remove': removePasskeyPage({ ...form, passkey: passkeys(echo)[0], isLast: false }),
    'passkey-remove-last': removePasskeyPage({ ...form, passkey: passkeys(echo)[1], isLast: true }),
  }
}

/** The section of the account page. */
export const somePasskeys = (form: Common, echo: Echo) =>
  passkeysSection({
    ...form,
    passkeys: passkeys(echo),
    notice: 'passkey-added',
    signals: { signalAllAcceptedCredentials: { userId: echo('u') } },
  })

const passkeys = (echo: Echo) => {
  const made = { backed_up: true, created_at: 1_790_000_000 }
  const used = { ...made, last_used_at: 1_790_400_000 }
  return [
    { ...used, credential_id: echo('k1'), name: echo('Apple Passwords') },
    { ...made, credential_id: echo('k2'), name: echo('Blue key'), backed_up: false },
  ] as const
}
