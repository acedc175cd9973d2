import * as z from 'zod/mini'
import { mail } from './mail-options.ts'
import { colourProblem, LOGO, LONGEST_LOGO, type Theme, WIDEST_RADIUS } from './protocol/brand.ts'
import { isRpIdFor } from './protocol/rp-id.ts'
import { upstreams } from './upstream-options.ts'

/** A colour that can be read where it is used: refused at start otherwise, with one near it that can. */
const accent = (theme: Theme) =>
  z.optional(
    z.string().check(
      z.refine((colour) => colourProblem(colour, theme) === undefined, {
        error: ({ input }) => colourProblem(String(input), theme) ?? '',
      }),
    ),
  )

/** What pages look like. A colour alone is enough: the other is made of it. */
const look = {
  name: z.optional(z.string().check(z.minLength(1), z.maxLength(60))),
  logo: z.optional(
    z
      .string()
      .check(
        z.regex(LOGO, 'expected a path of this server, or a data: URL of a PNG, SVG or WebP image'),
        z.maxLength(LONGEST_LOGO),
      ),
  ),
  accent: accent('light'),
  accent_dark: accent('dark'),
  radius: z.optional(z.int().check(z.gte(0), z.lte(WIDEST_RADIUS))),
}

const mode = z.enum(['optional', 'required'])

/** How people prove who they are: a part of the options. Durations are seconds. */
export const people = {
  /** Off where CPU is short: argon2id takes tens of milliseconds. */
  passwords: z._default(z.boolean(), true),
  passkeys: z._default(z.boolean(), true),
  /**
   * The domain passkeys belong to, when it is to be more than the issuer's host: `example.com` for id.example.com. Chosen
   * once: with another one, no passkey that people have works any more. WebAuthn Level 3 §5.1.3.
   */
  rpId: z.optional(z.string()),
  /** Codes and links by mail; needs a mailer. */
  emailCodes: z._default(z.boolean(), true),
  /** `required`: everybody has two factors. By tenant, those that are not named have the choice. */
  // factors: one word for all, or a word for each tenant
  secondFactor: z._default(z.union([mode, z.record(z.string(), mode)]), 'optional'),
  // how pages look
  /** Of every tenant; in `tenants`, of one in place of it. */
  brand: z._default(
    z.strictObject({
      ...look,
      tenants: z._default(z.record(z.string(), z.strictObject(look)), {}),
    }),
    { tenants: {} },
  ),
  // devices without a keyboard: RFC 8628
  /** How long a device waits for its person. At most half an hour. */
  deviceCodeLifetime: z._default(z.int().check(z.gte(60), z.lte(1800)), 600),
  /** User codes that everybody together may try in ten minutes before people have to sign in first. */
  userCodeTries: z._default(z.int().check(z.positive()), 1000),
  /** How long who deletes their account can still keep it. */
  deletionGrace: z._default(z.int().check(z.positive()), 14 * 86_400),
  /** How mail is sent; without it, and without a `mailer`, none is. */
  mail,
  /** Accounts elsewhere that people sign in with: docs/upstream.md. */
  upstreams,
  /** People go on to clients that say so as members of organisations. */
  organisations: z._default(z.boolean(), false),
  /**
   * Where passwords of leaks are looked up by range: the first five characters of a SHA-1 are put behind it. `false`: they
   * are not.
   */
  breachedPasswords: z._default(
    z.union([z.literal(false), z.url({ protocol: /^https$/ })]),
    'https://api.pwnedpasswords.com/range/',
  ),
}

/** What is wrong with these settings beside an issuer. */
export function peopleProblems({ issuer, tenants, rpId }: Given): string[] {
  if (rpId === undefined) return []
  const hosts = (tenants.length > 0 ? tenants : ['tenant']).map(
    (tenant) => new URL(issuer.replace(':tenant', tenant)).hostname,
  )
  return hosts
    .filter((host) => !isRpIdFor(host, rpId))
    .map(
      (host) =>
        `rpId is ${rpId}, expected ${host} or a domain it lies in (WebAuthn Level 3 section 5.1.3)`,
    )
}

interface Given {
  issuer: string
  tenants: readonly string[]
  rpId?: string | undefined
}
