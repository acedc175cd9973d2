import * as z from 'zod/mini'

/** How people prove who they are: a part of the options. Durations are seconds. */
export const people = {
  /** Off where CPU is short: argon2id takes tens of milliseconds. */
  passwords: z._default(z.boolean(), true),
  passkeys: z._default(z.boolean(), true),
  /** Codes and links by mail; needs a mailer. */
  emailCodes: z._default(z.boolean(), true),
  /** `required`: everybody has two factors. */
  secondFactor: z._default(z.enum(['optional', 'required']), 'optional'),
  // devices without a keyboard: RFC 8628
  /** How long a device waits for its person. At most half an hour. */
  deviceCodeLifetime: z._default(z.int().check(z.gte(60), z.lte(1800)), 600),
  /** User codes that everybody together may try in ten minutes before people have to sign in first. */
  userCodeTries: z._default(z.int().check(z.positive()), 1000),
}
