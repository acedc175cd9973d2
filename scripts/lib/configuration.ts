import * as z from 'zod'
import { normaliseEmail } from '../../src/protocol/email.ts'
import { whyNotRegistrable } from '../../src/protocol/redirect-uri.ts'
import { isSameResource } from '../../src/protocol/resource.ts'
import { accessTokenAlgorithms, signingAlgorithms } from '../../src/protocol/signing-algorithm.ts'
import { userClaims } from './claims.ts'
import { clientPages } from './client-pages.ts'
import { organisation } from './organisation-entry.ts'

/** What a configuration file may say. The published JSON Schema is generated from this. */

const SECRET = /^[A-Za-z0-9._~-]{32,512}$/
const secretRule =
  'expected 32 to 512 characters of A-Z a-z 0-9 . _ ~ -; `npm run secret` makes one'

const fromEnvironment = z.strictObject({ env: z.string().regex(/^[A-Z][A-Z0-9_]*$/) })
const moment = z.int().nonnegative().describe('epoch seconds')
const uniqueStrings = z.array(z.string().min(1))
const scopeName = z
  .string()
  .regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/, 'expected a scope name (RFC 6749 §3.3): no spaces')

const redirectUri = z.string().superRefine((uri, context) => {
  const why = whyNotRegistrable(uri)
  if (why !== undefined) problem(context, [], `it cannot be registered: ${why}`)
})

const httpsUrl = z.url({ protocol: /^https$/ })

const identifier = z
  .string()
  .refine((uri) => URL.canParse(uri) && !uri.includes('#'), 'expected an absolute URI, no fragment')

const resource = z
  .strictObject({
    identifier: identifier.describe('the `aud` of its tokens, spelled as the API spells it'),
    name: z.string().min(1),
    scopes: z.array(
      z.strictObject({
        name: scopeName,
        text: z.string().min(1).describe('what a person reads on the consent page'),
        risk: z.enum(['low', 'medium', 'high']).default('low'),
        optional: z.boolean().default(false).describe('whether a person may leave it out'),
      }),
    ),
    default_scopes: z.array(scopeName).default([]).describe('granted when a request names none'),
    access_token_lifetime: z.int().min(60).max(86_400).default(900).describe('seconds'),
    token_format: z
      .enum(['jwt', 'opaque'])
      .default('jwt')
      .describe('jwt: the API verifies by itself; opaque: it asks by introspection'),
    access_token_signing_alg: z
      .enum(accessTokenAlgorithms)
      .default('ES256')
      .describe('JWS algorithm of its access tokens; ML-DSA-44 where the runtime has it'),
  })
  .superRefine(({ scopes, default_scopes }, context) => {
    const names = scopes.map(({ name }) => name)
    for (const twice of repeated(names)) problem(context, ['scopes'], `${twice} is there twice`)
    for (const name of default_scopes.filter((one) => !names.includes(one))) {
      problem(context, ['default_scopes'], `${name} is not among the scopes: ${names.join(' ')}`)
    }
  })

const grantTypes = [
  ...['authorization_code', 'refresh_token', 'client_credentials'],
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:ietf:params:oauth:grant-type:device_code',
] as const

const clientSecret = z
  .strictObject({
    secret: z.union([z.string().regex(SECRET, secretRule), fromEnvironment]).optional(),
    secret_hash: z
      .string()
      .regex(/^[A-Za-z0-9_-]{43}$/, 'expected the base64url SHA-256 of the secret (43 characters)')
      .optional(),
    expires_at: moment.optional(),
  })
  .superRefine(({ secret, secret_hash }, context) => {
    if ((secret === undefined) === (secret_hash === undefined)) {
      problem(context, [], 'expected either "secret" or "secret_hash"')
    }
  })

const client = z
  .strictObject({
    client_id: z.string().regex(/^[A-Za-z0-9._~-]{1,128}$/, 'expected characters of A-Za-z0-9._~-'),
    client_name: z.string().min(1).optional(),
    client_uri: z.url({ protocol: /^https?$/ }).optional(),
    redirect_uris: z.array(redirectUri).default([]),
    post_logout_redirect_uris: z.array(redirectUri).default([]),
    backchannel_logout_uri: redirectUri
      .regex(/^https?:/, 'expected https (http on loopback only)')
      .optional()
      .describe('where it hears that a session has ended'),
    grant_types: z
      .array(z.enum(grantTypes))
      .min(1)
      .default(['authorization_code', 'refresh_token']),
    token_endpoint_auth_method: z
      .enum(['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'])
      .optional()
      .describe('default: client_secret_basic with client_secrets, none without'),
    client_secrets: z.array(clientSecret).default([]),
    scope: z.array(scopeName).optional().describe('the most it may ever be granted'),
    resources: uniqueStrings.min(1).optional().describe('the first is what it gets by default'),
    id_token_signed_response_alg: z.enum(signingAlgorithms).default('ES256'),
    refresh_token_rotation: z.boolean().default(true),
    // who applies this file vouches for what is in it; dynamic clients are the unidentified ones
    trust: z.enum(['first-party', 'verified', 'unidentified']).default('verified'),
    consent: z.enum(['ask', 'always', 'skip']).default('ask'),
    serves: uniqueStrings.optional().describe('resources whose tokens it may introspect'),
    region: z.enum(['AF', 'AS', 'EU', 'NA', 'OC', 'SA']).optional(),
    jwks: z
      .strictObject({ keys: z.array(z.record(z.string(), z.unknown())).min(1) })
      .optional()
      .describe('its public keys, for private_key_jwt (RFC 7591 §2)'),
    jwks_uri: httpsUrl.optional().describe('where its public keys are; instead of jwks'),
    logo_uri: httpsUrl.optional(),
    tos_uri: httpsUrl.optional(),
    policy_uri: httpsUrl.optional(),
    application_type: z.enum(['web', 'native']).optional(),
    software_id: z.string().min(1).optional(),
    software_version: z.string().min(1).optional(),
    token_exchange: z
      .strictObject({
        resources: uniqueStrings.describe('resources it may exchange tokens for'),
        delegation: z.boolean().default(false).describe('whether it may act for a person'),
        id_jag_audiences: uniqueStrings.optional().describe('issuers it may get ID-JAGs for'),
        id_jag_client_ids: z
          .record(z.string(), z.string().min(1))
          .optional()
          .describe('its client_id at those of them that know it by another'),
      })
      .optional()
      .describe('what it may exchange tokens for; absent: nothing (RFC 8693)'),
    ...clientPages,
    disabled: z.boolean().optional().describe('true closes its grants; absent leaves it as it is'),
  })
  .superRefine((entry, context) => {
    for (const [path, message] of whatIsWrong(entry)) problem(context, [path], message)
  })

const user = z
  .strictObject({
    sub: z
      .string()
      .regex(/^[\x21-\x7e]{1,255}$/)
      .optional()
      .describe('made once when absent'),
    email: z
      .string()
      .refine((text) => normaliseEmail(text) !== undefined, 'expected an e-mail address'),
    email_verified: z.boolean().optional(),
    password: z.union([z.string().min(8).max(1000), fromEnvironment]).optional(),
    password_hash: z
      .string()
      .regex(/^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/, {
        error: 'expected an argon2id PHC string: $argon2id$v=19$m=…,t=…,p=…$salt$hash',
      })
      .optional(),
    claims: userClaims.optional().describe('standard claims, OpenID Connect Core §5.1'),
    disabled: z.boolean().optional().describe('true ends sessions and grants; absent leaves it'),
  })
  .superRefine(({ password, password_hash }, context) => {
    if (password !== undefined && password_hash !== undefined) {
      problem(context, ['password'], 'expected either "password" or "password_hash"')
    }
  })

export const configuration = z
  .strictObject({
    $schema: z.string().optional(),
    tenant: z
      .string()
      .regex(/^[a-z0-9-]{1,63}$/)
      .optional()
      .describe('default: default'),
    development: z.boolean().optional().describe('true: never applied to a deployment'),
    resources: z.array(resource).default([]),
    clients: z.array(client).default([]),
    users: z.array(user).default([]),
    organisations: z.array(organisation).default([]),
  })
  .superRefine(({ resources, clients, users, organisations }, context) => {
    const twice = (path: string, ids: readonly string[]) => {
      for (const id of repeated(ids)) problem(context, [path], `${id} is there twice`)
    }
    const same = (a: string) =>
      resources.find((b) => isSameResource(a, b.identifier))?.identifier ?? a
    twice(
      'resources',
      resources.map((one) => same(one.identifier)),
    )
    twice(
      'clients',
      clients.map((one) => one.client_id),
    )
    twice(
      'users',
      users.map((one) => normalEmail(one.email)),
    )
    twice(
      'organisations',
      organisations.map((one) => one.org_id),
    )
    twice(
      'organisations',
      organisations.flatMap((one) => one.domains),
    )
  })

export type Configuration = z.output<typeof configuration>
export type ResourceEntry = z.output<typeof resource>
export type ClientEntry = z.output<typeof client>
export type UserEntry = z.output<typeof user>

/** The method a client proves itself by: what the file says, else what its secrets suggest. */
export const authMethod = (entry: ClientEntry): string =>
  entry.token_endpoint_auth_method ??
  (entry.client_secrets.length > 0 ? 'client_secret_basic' : 'none')

/** One spelling of an address, to find it by. */
export const normalEmail = (email: string): string => normaliseEmail(email) ?? ''

export const isSecret = (text: string): boolean => SECRET.test(text)

function* whatIsWrong(entry: ClientEntry): Generator<[keyof ClientEntry, string]> {
  const isPublic = authMethod(entry) === 'none'
  const { client_secrets, consent, grant_types, redirect_uris, refresh_token_rotation, trust } =
    entry
  if (isPublic && client_secrets.length > 0) {
    yield ['token_endpoint_auth_method', 'received none with client_secrets; remove one of them']
  }
  const byKey = authMethod(entry) === 'private_key_jwt'
  if (byKey && (entry.jwks === undefined) === (entry.jwks_uri === undefined)) {
    yield ['jwks', 'private_key_jwt needs either "jwks" or "jwks_uri"']
  }
  if (!isPublic && !byKey && client_secrets.length === 0) {
    yield ['client_secrets', `${authMethod(entry)} needs a secret; add one or use "none"`]
  }
  if (isPublic && grant_types.includes('client_credentials')) {
    yield ['grant_types', 'a public client cannot use client_credentials; give it client_secrets']
  }
  if (isPublic && entry.serves !== undefined) {
    yield ['serves', 'a public client cannot introspect; give it client_secrets']
  }
  if (isPublic && !refresh_token_rotation) {
    yield ['refresh_token_rotation', 'a public client always rotates; remove it or say true']
  }
  if (grant_types.includes('authorization_code') && redirect_uris.length === 0) {
    yield ['redirect_uris', 'authorization_code needs at least one redirect URI']
  }
  if (consent === 'skip' && trust !== 'first-party') {
    yield ['consent', `skip is for trust "first-party" only; received trust "${trust}"`]
  }
}

const repeated = (all: readonly string[]) => [
  ...new Set(all.filter((one, place) => all.indexOf(one) !== place)),
]

function problem(
  context: { addIssue(issue: { code: 'custom'; path: PropertyKey[]; message: string }): void },
  path: PropertyKey[],
  message: string,
) {
  context.addIssue({ code: 'custom', path, message })
}
