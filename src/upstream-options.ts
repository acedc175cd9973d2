import * as z from 'zod/mini'

/** What `parseOptions` has made of the options, as far as upstreams are about it. */
interface Given {
  issuer: string
  tenants: readonly string[]
  upstreams: readonly Upstream[]
}

const DIRECTORY = /^(common|organizations|consumers|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/
const text = z.string().check(z.minLength(1), z.maxLength(4096))

/** An identity provider whose word about people is taken: they sign in here with their account there. */
const members = {
  /** Stands in the callback's address and with linked accounts: never changed, never given to another provider. */
  id: z
    .string()
    .check(
      z.regex(
        /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
        'expected lower-case letters, digits and hyphens, such as google',
      ),
    ),
  /** As people know it: "Continue with …". */
  name: z.string().check(z.minLength(1), z.maxLength(60)),
  kind: z.enum(['oidc', 'google', 'microsoft', 'apple', 'github']),
  client_id: text,
  /** For Apple the private key, PKCS #8 in PEM. The service takes it from `UPSTREAM_<ID>_SECRET`. */
  client_secret: z.optional(text),
  /** For `oidc`: as its discovery document spells it. */
  issuer: z.optional(z.string()),
  /** For `microsoft`: whose accounts. */
  directory: z.optional(
    z
      .string()
      .check(
        z.regex(
          DIRECTORY,
          'expected common, organizations, consumers or the id of a directory (a GUID in lower case)',
        ),
      ),
  ),
  /** For `apple`. */
  team_id: z.optional(text),
  key_id: z.optional(text),
  /** Instead of those its kind asks for. */
  scopes: z.optional(z.array(z.string().check(z.regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/)))),
  /** Words in its `amr`, or values of its `acr`, by which it says that there were two factors, and is believed. */
  two_factors: z._default(z.array(z.string()), []),
  /** Domains of verified addresses: nobody else signs in with it. */
  email_domains: z.optional(
    z.array(z.string().check(z.regex(DOMAIN, 'expected a domain'))).check(z.minLength(1)),
  ),
  /** Tenants of ours that offer it; absent: all. */
  tenants: z.optional(z.array(z.string())),
}

const upstream = z.strictObject(
  members,
  `expected id, name, kind and client_id, what its kind needs, and nothing that is unknown; known are ${Object.keys(members).join(', ')}`,
)

export type Upstream = z.output<typeof upstream>

export const upstreams = z._default(z.array(upstream), [])

/** The name of the variable that has an upstream's secret: `UPSTREAM_ACME_ID_SECRET` for `acme-id`. */
export const secretVariable = (id: string): string =>
  `UPSTREAM_${id.toUpperCase().replaceAll('-', '_')}_SECRET`

/** What an operator has to change about the upstreams. */
export const upstreamProblems = ({ issuer, tenants, upstreams }: Given): string[] =>
  upstreams.flatMap((one, place) => {
    const at = `upstreams.${place} (${one.id})`
    const isTwice = upstreams.findIndex(({ id }) => id === one.id) !== place
    const strange = (one.tenants ?? []).filter((name) => !tenants.includes(name))
    return [
      ...(isTwice ? [`${at}: the id is there twice`] : []),
      ...strange.map((name) => `${at}: the tenant ${name} is not one of ours`),
      ...memberProblems(one, issuer).map((problem) => `${at}: ${problem}`),
    ]
  })

/** Members that one kind needs, and others do not know. */
const OWN = {
  oidc: ['issuer'],
  google: ['client_secret'],
  microsoft: ['client_secret', 'directory'],
  apple: ['client_secret', 'team_id', 'key_id'],
  github: ['client_secret'],
} as const
const ALL = ['issuer', 'directory', 'team_id', 'key_id'] as const

function memberProblems(one: Upstream, own: string): string[] {
  const known: readonly string[] = OWN[one.kind]
  const missing = known.filter((name) => name !== 'directory' && !one[name as keyof Upstream])
  const needless = ALL.filter((name) => one[name] !== undefined && !known.includes(name))
  return [
    ...missing.map((name) =>
      name === 'client_secret'
        ? `client_secret is missing; the service reads it from ${secretVariable(one.id)}`
        : `${name} is missing`,
    ),
    ...needless.map((name) => `${name} is not for the kind ${one.kind}`),
    ...issuerProblems(one.issuer, own),
  ]
}

function issuerProblems(issuer: string | undefined, own: string): string[] {
  if (issuer === undefined) return []
  if (issuer === own) return ['the issuer itself is not one of its upstreams']
  return /^https?:\/\//.test(issuer) && URL.canParse(issuer) && !/[?#]/.test(issuer)
    ? []
    : [`issuer is ${issuer}, expected a URL such as https://idp.example.com`]
}
