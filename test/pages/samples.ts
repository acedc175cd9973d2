import {
  accountPage,
  type ClientFacts,
  chooseAccountPage,
  consentPage,
  deviceCodePage,
  deviceDonePage,
  type ErrorKind,
  errorPage,
  type Language,
  logoutPage,
  recoveryCodesPage,
  recoveryRemakePage,
  rememberedDevicesSection,
  returnPage,
  secondFactorSection,
  secondProofPage,
  signedOutPage,
  signInPage,
  signUpPage,
  totpRemovePage,
  totpSetUpPage,
  welcomePage,
} from '../../src/pages/index.ts'
import { texts } from '../../src/pages/text.ts'
import { accountSamples } from './account-samples.ts'
import { codeSamples } from './code-samples.ts'
import { organisationSamples, someOrganisations } from './organisation-samples.ts'
import { passkeySamples, somePasskeys } from './passkey-samples.ts'
import { upstreamSamples } from './upstream-samples.ts'

export const errorKinds = Object.keys(texts.en.error.kind) as ErrorKind[]
export const trustLevels = ['first-party', 'verified', 'domain', 'unidentified'] as const

/** A client with every fact and every claim. */
export const client = (facts: Partial<ClientFacts> = {}): ClientFacts => ({
  client_id: 'https://claude.ai/oauth/client.json',
  client_name: 'Claude',
  trust: 'domain',
  redirect_host: 'claude.ai',
  domain: 'claude.ai',
  first_seen_at: 1_790_000_000,
  client_uri: 'https://claude.ai',
  ...facts,
})

/** Four scopes as they usually come. */
export const scopes = [
  { name: 'openid', text: 'Know that it is you', risk: 'low', optional: false },
  { name: 'email', text: 'See your name and email address', risk: 'low', optional: true },
  { name: 'notes:read', text: 'Read your notes', risk: 'medium', optional: false, granted: true },
  { name: 'notes:write', text: 'Change and delete your notes', risk: 'high', optional: true },
] as const

type Echo = (text: string) => string

/** Every page, filled; `echo` may replace each string that comes from outside. */
export function samples(lang: Language, echo: Echo = (text) => text): Record<string, string> {
  const page = {
    lang,
    base: '',
    brand: { name: echo('Harbour Notes') },
    languages: { csrf: echo('csrf-token'), to: echo('/sign-in?request=sealed-request') },
  }
  const offers = {
    password: true,
    'email-code': true,
    recovery: true,
    upstreams: [{ id: echo('google'), name: echo('Google') }],
  } as const
  const form = { ...page, csrf: echo('csrf-token'), request: echo('sealed-request'), offers }
  const facts = (trust: ClientFacts['trust'], more: Partial<ClientFacts> = {}) => {
    const all = { ...client(more), trust }
    return {
      ...all,
      client_id: echo(all.client_id),
      client_name: echo(all.client_name ?? ''),
      redirect_host: echo(all.redirect_host ?? ''),
      domain: echo(all.domain ?? ''),
      client_uri: echo(all.client_uri ?? ''),
    }
  }
  const stranger = (more: Partial<ClientFacts>) => {
    const { domain: _, ...rest } = facts('unidentified', more)
    return rest
  }
  const email = echo('maria@example.com')
  const user = { email, name: echo('Maria Sommer') }
  const resource = { name: echo('Notes'), identifier: echo('https://notes.example.com/mcp') }
  const ask = {
    ...form,
    user,
    resource,
    scopes: scopes.map((scope) => ({ ...scope, name: echo(scope.name), text: echo(scope.text) })),
  }
  return {
    'sign-in': signInPage({ ...form, step: 'identifier', signUp: true, client: facts('domain') }),
    ...passkeySamples(form, { echo, email, client: facts('domain') }),
    'sign-in-plain': signInPage({ ...form, step: 'identifier', signUp: true, problem: 'email' }),
    'sign-in-password': signInPage({
      ...form,
      step: 'password',
      email,
      signUp: true,
      client: stranger({ redirect_host: 'localhost', loopback: true }),
      problem: 'throttled',
      retryAfter: 100,
      reason: 'fresh',
    }),
    ...codeSamples(form, echo),
    'sign-up-address': signUpPage({
      ...form,
      step: 'address',
      problem: 'email',
      minimumLength: 15,
    }),
    'sign-up-details': signUpPage({
      ...{ ...form, ...user, step: 'details', password: 'optional', minimumLength: 15 },
    }),
    'sign-up': signUpPage({
      ...form,
      ...user,
      step: 'plain',
      password: 'required',
      problem: 'short',
      minimumLength: 12,
      client: facts('verified'),
    }),
    'second-proof': secondProofPage({
      ...form,
      email,
      step: 'totp',
      others: ['passkey', 'recovery-code'],
      client: facts('domain'),
      reason: 'step-up',
      isWaiting: true,
      problem: 'wrong',
    }),
    'second-proof-recovery': secondProofPage({
      ...form,
      email,
      step: 'recovery-code',
      others: ['totp'],
      reason: 'dangerous',
      isWaiting: false,
      problem: 'throttled',
      retryAfter: 100,
    }),
    'authenticator-set-up': totpSetUpPage({
      ...form,
      setUp: echo('sealed-secret'),
      address: echo('otpauth://totp/Harbour:maria@example.com?secret=JBSWY3DPEHPK3PXP'),
      qr: { size: 41, path: echo('M4 4h7v1H4zM12 4h1v1H12z') },
      key: echo('JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP'),
      client: facts('domain'),
      isWaiting: true,
      problem: 'wrong',
    }),
    'authenticator-remove': totpRemovePage(form),
    'recovery-codes': recoveryCodesPage({
      ...form,
      codes: ['7Q2KM-0XH4T', echo('D8RZN-5WJ1C')],
    }),
    'recovery-codes-anew': recoveryRemakePage(form),
    choose: chooseAccountPage({ ...form, accounts: [user], client: facts('first-party') }),
    'consent-own': consentPage({ ...ask, client: facts('first-party', { client_name: 'Board' }) }),
    'consent-verified': consentPage({ ...ask, client: facts('verified') }),
    'consent-domain': consentPage({ ...ask, client: facts('domain') }),
    'consent-loopback': consentPage({
      ...ask,
      client: stranger({ redirect_host: 'localhost', loopback: true }),
    }),
    'consent-scheme': consentPage({
      ...ask,
      client: stranger({ redirect_host: 'cursor:' }),
    }),
    'consent-device': consentPage({
      ...ask,
      client: { ...facts('verified', { client_name: 'Television' }), redirect_host: undefined },
      initiator: {
        user_code: echo('WDJB-MJHT'),
        age: 130,
        city: echo('Wellington'),
        country: echo('NZ'),
        user_agent: echo('GreatTV/4.2 (webOS)'),
      },
    }),
    device: deviceCodePage({ ...form }),
    'device-link': deviceCodePage({ ...form, typed: echo('WDJB-MJHT') }),
    'device-problem': deviceCodePage({ ...form, typed: echo('WDJB'), problem: 'shape' }),
    'device-done': deviceDonePage({ ...page, isAllowed: true }),
    'device-denied': deviceDonePage({ ...page, isAllowed: false }),
    return: returnPage({
      ...page,
      to: echo('https://claude.ai/callback?code=a&state=b;c'),
      client_name: echo('Claude'),
      host: echo('claude.ai'),
    }),
    ...upstreamSamples(form, echo),
    logout: logoutPage({ ...form, client_name: echo('Claude'), email }),
    'signed-out': signedOutPage(page),
    'signed-out-to': signedOutPage({
      ...page,
      to: echo('https://claude.ai/bye'),
      client_name: echo('Claude'),
    }),
    ...accountSamples(form, echo),
    ...organisationSamples({ ...form, client: facts('domain') }, echo),
    account: accountPage({
      ...page,
      ...account(echo),
      csrf: form.csrf,
      notice: 'disconnected',
      sections: [
        someOrganisations(page, echo),
        somePasskeys(form, echo),
        secondFactorSection({ ...page, added_at: 1_790_000_000, codesLeft: 3 }),
        rememberedDevicesSection({
          ...form,
          devices: ['d1', 'd2'].map((id) => ({
            id: echo(id),
            user_agent: echo('Mozilla/5.0 (X11; Linux) Firefox/140.0'),
            last_used_at: 1_790_000_000,
            expires_at: 1_792_000_000,
          })),
        }),
      ],
    }),
    'account-without': accountPage({
      ...page,
      ...account(echo),
      csrf: form.csrf,
      sections: secondFactorSection(page),
    }),
    ...Object.fromEntries(
      errorKinds.map((kind) => [
        `error-${kind}`,
        errorPage({
          ...page,
          kind,
          detail: echo('redirect_uri: received https://a.example/x, expected a registered one'),
          request_id: echo('9f2c41d07ab3e815'),
        }),
      ]),
    ),
    welcome: welcomePage({
      ...page,
      links: [
        { href: echo('/account'), label: echo('Your account') },
        { href: echo('/docs'), label: echo('API reference') },
      ],
    }),
  }
}

function account(echo: Echo) {
  const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36'
  const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Mobile/15E148 Safari/604.1'
  const times = { created_at: 1_790_000_000, last_seen_at: 1_790_400_000 }
  const place = echo('Hamburg, DE')
  return {
    user: { email: echo('maria@example.com'), name: echo('Maria Sommer'), email_verified: true },
    sessions: [
      { id: echo('s1'), current: true, ...times, user_agent: echo(chrome), place },
      { id: echo('s2'), current: false, ...times, user_agent: echo(phone), place },
      { id: echo('s3'), current: false, ...times },
    ],
    apps: [
      {
        client_id: echo('https://claude.ai/oauth/client.json'),
        client_name: echo('Claude'),
        host: echo('claude.ai'),
        scopes: [echo('Read your notes'), echo('Change and delete your notes')],
        connected_at: 1_790_000_000,
        last_used_at: 1_790_300_000,
      },
      {
        client_id: echo('c_8f7d'),
        scopes: [echo('Know that it is you')],
        connected_at: 1_790_000_000,
        last_used_at: 1_790_300_000,
      },
    ],
  }
}
