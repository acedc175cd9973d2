import * as z from 'zod/mini'
import type { Feature } from './flow/feature.ts'
import type { Mailer } from './flow/mail.ts'
import type { MailMeans } from './flow/mailers/index.ts'
import type { OpenSocket } from './flow/outbound.ts'
import { mailProblems } from './mail-options.ts'
import { people, peopleProblems } from './people-options.ts'
import { ConfigurationError } from './protocol/configuration-error.ts'
import type { Storage } from './store/port.ts'
import { upstreamProblems } from './upstream-options.ts'

export type { Upstream } from './upstream-options.ts'
export { ConfigurationError }

/** Grant cells per continent unless the operator says otherwise. */
export const CELLS_PER_REGION = 4
const SECRET_LENGTH = 32
const PLACEHOLDER = /secret|change|default|example|password|12345|abcdef|test/i
const HOW =
  'make one with `npm run secret` and set it with `npx wrangler secret put SALLYPORT_SECRET`'

const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/

const lifetime = (seconds: number) => z._default(z.int().check(z.positive()), seconds)

/** A host, or `*.` and a domain for all hosts below it. */
const domain = z
  .string()
  .check(
    z.regex(
      /^(\*\.)?(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*$/,
      'expected a host such as app.example.com, or *.example.com, in lower case',
    ),
  )
const domains = z._default(z.array(domain), [])
/** Another issuer whose word counts about people: its ID-JAGs are accepted here. */
const trustedIssuer = z.strictObject(
  {
    /** As its assertions spell it. */
    issuer: z.string(),
    /** Domains it is the authority for: nobody with another address is known by its word. */
    email_domains: z
      .array(z.string().check(z.regex(DOMAIN, 'expected a domain')))
      .check(z.minLength(1)),
    /** Its keys, or where they are; without either, its metadata says where. */
    jwks: z.optional(
      z.object({ keys: z.array(z.record(z.string(), z.unknown())).check(z.minLength(1)) }),
    ),
    jwks_uri: z.optional(z.string()),
    /** What its assertions have to say as `tenant`, when it is the issuer of several. */
    tenant: z.optional(z.string()),
    /** Tenants of ours it is trusted by; absent: all. */
    tenants: z.optional(z.array(z.string())),
  },
  'expected issuer and email_domains; jwks, jwks_uri, tenant, tenants; and nothing else',
)

export type TrustedIssuer = z.output<typeof trustedIssuer>
const hash = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9_-]{43}$/, 'expected the base64url SHA-256 of a token (43 characters)'),
  )

/** How clients that nobody has configured become known. RFC 7591. */
const registration = {
  clientRegistration: z._default(z.enum(['off', 'open', 'token']), 'off'),
  /** For `token`: hashes of what may be presented to register. RFC 7591 §1.2. */
  initialAccessTokens: z._default(
    z.array(z.object({ hash, expires_at: z.optional(z.int().check(z.positive())) })),
    [],
  ),
  /** Whose software statements count. RFC 7591 §2.3. */
  softwareStatementIssuers: z._default(
    z.array(
      z.object({
        issuer: z.string(),
        jwks: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }),
      }),
    ),
    [],
  ),
  /** New registrations of each tenant, from whomever they come; beyond, they have to wait. */
  registrationsPerMinute: z._default(z.int().check(z.positive()), 1000),
  registrationsPerDay: z._default(z.int().check(z.positive()), 20_000),
}

const schema = z.object({
  issuer: z.string(),
  tenants: z._default(z.array(z.string()), []),
  secrets: z.array(z.string()),
  name: z._default(z.string(), 'Sallyport'),
  signUp: z._default(z.boolean(), true),
  codeLifetime: lifetime(60),
  /** How long a person may take to sign in and answer. */
  interactionLifetime: lifetime(1800),
  sessionLifetime: lifetime(14 * 86_400),
  /** A grant that is not refreshed for this long ends. */
  refreshIdleLifetime: lifetime(30 * 86_400),
  /** No grant outlives this. */
  grantLifetime: lifetime(180 * 86_400),
  /** In which the immediate predecessor of a refresh token gets the same successor again; 0 to 60. */
  refreshReplayWindow: z._default(z.int().check(z.gte(0), z.lte(60)), 30),
  /** A signing key gives way to the next after this long; at least a day. */
  keyRotationPeriod: z._default(z.int().check(z.gte(86_400)), 90 * 86_400),
  /** A moment in epoch seconds: signing keys made before it leave at once. For a secret that has leaked. */
  keysNotBefore: z.optional(z.int().check(z.positive())),
  /** Grant cells per continent; may grow, never shrink while grants live. */
  cellsPerRegion: z._default(z.int().check(z.gte(1), z.lte(1000)), CELLS_PER_REGION),
  /** Keeps the steps of all connections for a day, to see why a client does not connect: a write for each request. */
  traces: z._default(z.boolean(), false),
  /** Share of the tokens issued that the audit notes, 0 to 1; everything else it notes always. */
  auditSampling: z._default(z.number().check(z.gte(0), z.lte(1)), 0.01),
  /** Which domains clients may come from that nobody registered: their client_id is a URL of theirs. */
  clientDomains: z._default(
    z.object({
      allow: domains,
      review: domains,
      block: domains,
      otherwise: z._default(z.enum(['allow', 'review', 'block']), 'allow'),
    }),
    { allow: [], review: [], block: [], otherwise: 'allow' },
  ),
  /** A resolver (`https://…/dns-query`, JSON): names that it knows an address of a network for are not fetched from. */
  dnsOverHttps: z.optional(z.url({ protocol: /^https$/ })),
  /** Whose identity assertions are exchanged for access tokens; none: the grant does not exist here. */
  trustedIssuers: z._default(z.array(trustedIssuer), []),
  ...registration,
  ...people,
})

/** What an operator sets, with defaults filled in. All durations are seconds. */
export type Settings = z.output<typeof schema>

export interface Options extends Settings {
  storage: Storage
  features: readonly Feature[]
  outbound?: OutboundExceptions
  mailer?: Mailer
}

const outbound: unique symbol = Symbol('unsafe.outbound')

/**
 * Options that weaken security. Each is a symbol the operator imports: none can arrive from JSON or the environment, and a
 * search for `unsafe.` finds every use.
 */
export const unsafe: { readonly outbound: typeof outbound } = { outbound }

/** For development and tests: servers that are fetched from although they are not on the public internet. */
export interface OutboundExceptions {
  /** Whether a URL is fetched whatever the rules say. */
  allows?(url: string): boolean
  /** Fetches in place of the platform: for a CA of one's own, or no network at all. */
  fetch?: typeof fetch
  /** Connects in place of the platform. */
  connect?: (
    address: { hostname: string; port: number },
    how: { secureTransport: string; allowHalfOpen: boolean },
  ) => OpenSocket
}

/** What `authServer` is given. */
export type AuthServerOptions = z.input<typeof schema> & {
  storage: Storage
  /** Default: all built-in features. */
  features?: readonly Feature[]
  /** Without one nothing is mailed, and what needs mail is not offered. */
  mailer?: Mailer
  /** What the ways of `mail` need beside settings. */
  mailMeans?: MailMeans
  [unsafe.outbound]?: OutboundExceptions
}

/**
 * Options with the secure defaults filled in.
 * @throws ConfigurationError with every problem in one message.
 */
export function parseOptions(given: AuthServerOptions): Settings {
  const parsed = schema.safeParse(given)
  const problems = parsed.success
    ? [
        ...issuerProblems(parsed.data),
        ...secretProblems(parsed.data.secrets),
        ...domainProblems(parsed.data.clientDomains),
        ...trustProblems(parsed.data),
        ...registrationProblems(parsed.data),
        ...rpIdProblems(parsed.data),
        ...(given.mailer === undefined ? mailProblems(parsed.data.mail, given.mailMeans) : []),
        ...brandProblems(parsed.data),
        ...upstreamProblems(parsed.data),
      ]
    : parsed.error.issues.map(({ path, message }) =>
        path[0] === 'secrets'
          ? `SALLYPORT_SECRET is missing: ${HOW}`
          : `${path.join('.')}: ${message}`,
      )
  if (parsed.success && problems.length === 0) return parsed.data
  throw new ConfigurationError(problems)
}

function secretProblems(secrets: readonly string[]): string[] {
  if (secrets.length === 0 || secrets[0] === '') return [`SALLYPORT_SECRET is missing: ${HOW}`]
  return secrets.flatMap((secret, index) => {
    const name =
      secrets.length === 1 ? 'SALLYPORT_SECRET' : `secret number ${index + 1} of SALLYPORT_SECRET`
    if (secret.length < SECRET_LENGTH) {
      return [`${name} has ${secret.length} characters, expected at least ${SECRET_LENGTH}: ${HOW}`]
    }
    return new Set(secret).size < 12 || PLACEHOLDER.test(secret)
      ? [`${name} looks like a placeholder, expected random characters: ${HOW}`]
      : []
  })
}

function domainProblems({ allow, review, block }: Settings['clientDomains']): string[] {
  const all = [...new Set(allow), ...new Set(review), ...new Set(block)]
  const twice = all.filter((one, place) => all.indexOf(one) !== place)
  return [...new Set(twice)].map(
    (one) => `clientDomains has ${one} in two lists; leave it in one of them`,
  )
}

function registrationProblems({ clientRegistration, initialAccessTokens }: Settings): string[] {
  return clientRegistration === 'token' && initialAccessTokens.length === 0
    ? ['clientRegistration is token, expected at least one of initialAccessTokens']
    : []
}

/** Where the issuer is none, that is the problem to mend. */
const rpIdProblems = (settings: Settings): string[] =>
  issuerProblems(settings).length > 0 ? [] : peopleProblems(settings)

function brandProblems({ brand, tenants }: Settings): string[] {
  return Object.keys(brand.tenants)
    .filter((tenant) => !tenants.includes(tenant))
    .map((tenant) => `brand.tenants: the tenant ${tenant} is not one of ours`)
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\]|[a-z0-9-]+\.localhost)$/
const TENANT = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

function issuerProblems({ issuer, tenants }: Settings): string[] {
  const example = issuer.replace(':tenant', 'tenant')
  if (!URL.canParse(example))
    return [`issuer is ${issuer}, expected a URL such as https://id.example.com`]
  const url = new URL(example)
  const problems: string[] = []
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) {
    problems.push(`issuer is ${issuer}, expected https (http is for loopback hosts only)`)
  }
  if (url.search !== '' || url.hash !== '' || url.username !== '' || issuer.endsWith('/')) {
    problems.push(
      `issuer is ${issuer}, expected no query, fragment, user or trailing slash (RFC 8414 section 2)`,
    )
  }
  if (issuer.includes(':tenant') !== tenants.length > 0) {
    problems.push(
      tenants.length > 0
        ? `tenants are listed, but the issuer ${issuer} has no :tenant in it`
        : `the issuer ${issuer} has a :tenant, expected the list of tenants beside it`,
    )
  }
  for (const tenant of tenants.filter((name) => !TENANT.test(name))) {
    problems.push(`the tenant ${tenant} is not a lower-case DNS label`)
  }
  return problems
}

function trustProblems({ issuer: own, trustedIssuers, tenants }: Settings): string[] {
  const names = trustedIssuers.map(({ issuer }) => issuer)
  return trustedIssuers.flatMap(({ issuer, jwks, jwks_uri, tenants: ours = [] }, place) => {
    const at = `trustedIssuers.${place}`
    const problems: string[] = []
    if (!/^https?:\/\//.test(issuer) || !URL.canParse(issuer) || /[?#]/.test(issuer))
      problems.push(`${at}: issuer is ${issuer}, expected a URL such as https://idp.example.com`)
    if (issuer === own) problems.push(`${at}: the issuer itself is not one of those it trusts`)
    if (names.indexOf(issuer) !== place) problems.push(`${at}: ${issuer} is there twice`)
    if (jwks !== undefined && jwks_uri !== undefined)
      problems.push(`${at}: jwks and jwks_uri are both there; leave one out`)
    for (const one of ours.filter((name) => !tenants.includes(name)))
      problems.push(`${at}: the tenant ${one} is not one of ours`)
    return problems
  })
}
