import * as z from 'zod/mini'
import { defineError } from './errors.ts'
import { printable } from './parameters.ts'
import { whyNotRegistrable } from './redirect-uri.ts'

// RFC 7591 §3.2.2
export const invalidClientMetadata = defineError('invalid_client_metadata')
export const invalidRedirectUri = defineError('invalid_redirect_uri')

/** What a client says of itself: the members of RFC 7591 §2 and OpenID Connect that are known here, checked, defaults filled in. */
export interface ClientMetadata {
  redirect_uris: readonly string[]
  post_logout_redirect_uris: readonly string[]
  backchannel_logout_uri?: string
  client_name?: string
  client_uri?: string
  logo_uri?: string
  tos_uri?: string
  policy_uri?: string
  grant_types: readonly string[]
  response_types: readonly string[]
  token_endpoint_auth_method: string
  jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] }
  jwks_uri?: string
  application_type: 'web' | 'native'
  software_id?: string
  software_version?: string
  /** As sent, to be shown; what may be granted does not depend on it. */
  scope?: string
  id_token_signed_response_alg: 'ES256' | 'RS256' | 'EdDSA'
}

/** What a client may choose from here. */
export interface SupportedMetadata {
  grant_types: readonly string[]
  /** Where a client names none: client_secret_basic if it is among them (RFC 7591 §2), else none. */
  token_endpoint_auth_methods: readonly string[]
}

const URIS = 50
const URI_LENGTH = 2048
const NAME_LENGTH = 128
const TEXT_LENGTH = 256
const KEYS = 10
const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const

/** Control characters, line breaks, characters without a width and those that turn the direction of what follows. */
const UNSHOWABLE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u

/** A rule for a string: why it does not hold, `undefined` when it does. */
const rule = (why: (value: string) => string | undefined) =>
  z.refine<string>((value) => why(value) === undefined, {
    error: ({ input }) => why(input as string), // a string: the type was checked before
  })

const string = z.string('expected a string')
const strings = z._default(z.array(string, 'expected an array of strings'), [])

const shown = (length: number) =>
  z.optional(
    string.check(
      rule((value) =>
        value.length > length ? `expected at most ${length} characters` : undefined,
      ),
      rule((value) =>
        UNSHOWABLE.test(value)
          ? 'it has a control character or one that changes the direction of the text'
          : undefined,
      ),
    ),
  )

const short = rule((uri) =>
  uri.length > URI_LENGTH ? `expected at most ${URI_LENGTH} characters` : undefined,
)

const addresses = z._default(
  z
    .array(string.check(short, rule(whyNotRegistrable)), 'expected an array of URIs')
    .check(z.maxLength(URIS, `expected at most ${URIS} of them`)),
  [],
)

const https = z.optional(string.check(short, rule(whyNotHttps)))
const HTTPS = /^https:\/\//i

/** An https URL that a browser or this server may be pointed at; unlike a redirect URI, it may have a fragment. */
function whyNotHttps(uri: string): string | undefined {
  return (
    whyNotRegistrable(uri.replace('#', '/')) ??
    (HTTPS.test(uri) ? undefined : 'expected an https URL')
  )
}

/** RFC 7518 §6: what a public key is made of; the rest of a JWK is left out. */
const PUBLIC_MEMBERS = ['kty', 'use', 'alg', 'kid', 'crv', 'x', 'y', 'n', 'e']
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

const key = z.record(z.string(), z.unknown(), 'expected a JWK').check(
  z.refine(
    (jwk) => !PRIVATE_MEMBERS.some((name) => Object.hasOwn(jwk, name)),
    'it has a private or symmetric key; send public keys only, and replace this one',
  ),
  z.refine(
    ({ kty }) => ['EC', 'RSA', 'OKP'].includes(String(kty)),
    'expected the kty EC, RSA or OKP',
  ),
  z.refine(
    (jwk) => Object.values(publicPart(jwk)).every(isPrintable),
    'expected strings of printable ASCII for its members',
  ),
)

const jwks = z.optional(
  z.object(
    {
      keys: z
        .array(key, 'expected an array of JWKs')
        .check(
          z.minLength(1, 'expected at least one key'),
          z.maxLength(KEYS, `expected at most ${KEYS} keys`),
        ),
    },
    'expected a JWK Set',
  ),
)

const schema = z.object({
  redirect_uris: addresses,
  post_logout_redirect_uris: addresses,
  backchannel_logout_uri: z.optional(
    string.check(short, rule(whyNotRegistrable), rule(whyNotHttps)),
  ),
  client_name: shown(NAME_LENGTH),
  client_uri: https,
  logo_uri: https,
  tos_uri: https,
  policy_uri: https,
  grant_types: strings,
  response_types: strings,
  token_endpoint_auth_method: z.optional(string),
  jwks,
  jwks_uri: https,
  application_type: z.optional(z.unknown()),
  software_id: shown(TEXT_LENGTH),
  software_version: shown(TEXT_LENGTH),
  scope: z.optional(
    string.check(
      z.regex(/^[\x20\x21\x23-\x5B\x5D-\x7E]*$/, 'expected scope names separated by spaces'),
    ),
  ),
  id_token_signed_response_alg: z._default(
    z.enum(ALGORITHMS, `expected one of ${ALGORITHMS.join(', ')}`),
    'RS256', // OpenID Connect Registration §2
  ),
})

type Given = z.output<typeof schema>

/**
 * The metadata a client was described by. Members that are not known here are left out (RFC 7591 §2), null and empty ones
 * count as absent, and of grant and response types those are kept that this server has. RFC 7591 §2, OpenID Connect
 * Registration §2.
 * @throws invalid_redirect_uri or invalid_client_metadata, naming the member, what was received and what was expected.
 */
export function parseClientMetadata(given: unknown, supported: SupportedMetadata): ClientMetadata {
  const members = presentMembers(given)
  const parsed = schema.safeParse(members)
  if (!parsed.success) throw refusal(parsed.error.issues[0], members)
  const { application_type, jwks, ...metadata } = parsed.data
  const grant_types = grantTypes(parsed.data, supported)
  const redirect_uris = [...new Set(metadata.redirect_uris)]
  if (grant_types.includes('authorization_code') && redirect_uris.length === 0) {
    throw invalidRedirectUri('redirect_uris is missing; authorization_code needs at least one')
  }
  return withoutAbsent({
    ...metadata,
    redirect_uris,
    post_logout_redirect_uris: [...new Set(metadata.post_logout_redirect_uris)],
    grant_types,
    response_types: responseTypes(metadata, grant_types),
    token_endpoint_auth_method: authMethod(parsed.data, supported),
    // a client that calls itself web and lives on a person's device is what it is: RFC 8252 §7
    application_type:
      application_type === 'native' || redirect_uris.some((uri) => !HTTPS.test(uri))
        ? 'native'
        : 'web',
    jwks: jwks && { keys: jwks.keys.map(publicPart) },
  })
}

/** Links that are only shown: one that a browser would open without https is left out, for it is no reason to refuse. */
const LINKS = new Set(['client_uri', 'logo_uri', 'tos_uri', 'policy_uri'])

function presentMembers(given: unknown): Record<string, unknown> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalidClientMetadata('expected a JSON object with the client metadata of RFC 7591')
  }
  const isAbsent = (value: unknown) => value === null || value === ''
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => !isAbsent(value))
      .filter(([name, value]) => !(LINKS.has(name) && /^http:\/\//i.test(String(value))))
      .map(([name, value]) => [
        name,
        Array.isArray(value) ? value.filter((one) => !isAbsent(one)) : value,
      ]),
  )
}

function refusal(issue: z.core.$ZodIssue | undefined, members: Record<string, unknown>) {
  const [name = '', place] = issue?.path ?? []
  const value = members[String(name)]
  const received = Array.isArray(value) && typeof place === 'number' ? value[place] : value
  // only a string is repeated: in what is nested there may be a key
  const what = typeof received === 'string' ? ` is ${printable(received, 100)}` : ''
  const word = name === 'redirect_uris' ? invalidRedirectUri : invalidClientMetadata
  return word(`${String(name)}${what}: ${issue?.message ?? 'not of the expected form'}`)
}

/** RFC 7591 §2: authorization_code by default; clients forget refresh_token, so it comes along. */
function grantTypes({ grant_types }: Given, supported: SupportedMetadata): readonly string[] {
  const asked = grant_types.length === 0 ? ['authorization_code'] : grant_types
  const known = supported.grant_types.filter((one) => asked.includes(one))
  if (known.every((one) => one === 'refresh_token')) {
    throw invalidClientMetadata(
      `grant_types is ${printable(asked.join(' '))}; expected at least one of ${supported.grant_types.join(', ')}` +
        ' that a refresh token can come from',
    )
  }
  const refreshes = supported.grant_types.includes('refresh_token')
  return known.includes('authorization_code') && refreshes
    ? [...new Set([...known, 'refresh_token'])]
    : known
}

/** RFC 7591 §2.1: grant types and response types of a client fit together. */
function responseTypes(
  { response_types }: Pick<Given, 'response_types'>,
  grant_types: readonly string[],
): readonly string[] {
  const hasCode = grant_types.includes('authorization_code')
  if (response_types.length === 0) return hasCode ? ['code'] : []
  if (!response_types.includes('code')) {
    throw invalidClientMetadata(
      `response_types is ${printable(response_types.join(', '))}; this server has code only`,
    )
  }
  if (!hasCode) {
    throw invalidClientMetadata('response_types has code; add authorization_code to grant_types')
  }
  return ['code']
}

function authMethod(
  { token_endpoint_auth_method, jwks, jwks_uri }: Given,
  { token_endpoint_auth_methods: known }: SupportedMetadata,
): string {
  const byDefault = known.includes('client_secret_basic') ? 'client_secret_basic' : 'none'
  const method = token_endpoint_auth_method ?? byDefault
  if (!known.includes(method)) {
    throw invalidClientMetadata(
      `token_endpoint_auth_method is ${printable(method)}; expected one of ${known.join(', ')}`,
    )
  }
  if (jwks !== undefined && jwks_uri !== undefined) {
    throw invalidClientMetadata('jwks and jwks_uri were both sent; send one of them')
  }
  if (method === 'private_key_jwt' && jwks === undefined && jwks_uri === undefined) {
    throw invalidClientMetadata('private_key_jwt needs the public keys: send jwks or jwks_uri')
  }
  return method
}

const publicPart = (jwk: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(jwk).filter(([name]) => PUBLIC_MEMBERS.includes(name)))

const isPrintable = (value: unknown) =>
  typeof value === 'string' && /^[\x20-\x7e]{1,2048}$/.test(value)

const withoutAbsent = (
  metadata: {
    [Name in keyof ClientMetadata]: ClientMetadata[Name] | undefined
  },
) =>
  Object.fromEntries(
    Object.entries(metadata).filter(([, value]) => value !== undefined),
  ) as unknown as ClientMetadata // the same members, those that are undefined left out
